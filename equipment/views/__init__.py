"""Pages of equipment, by matter."""
