"""JSON endpoints of equipment, by matter."""
