"""Lets Django find the templates, tags, styles and scripts that all pages share."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "pilotbase.web"
    label = "web"
