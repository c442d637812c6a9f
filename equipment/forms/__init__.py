"""Forms of equipment, by matter."""
