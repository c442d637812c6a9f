"""Gives every page its look: templates, components, styles and scripts."""
