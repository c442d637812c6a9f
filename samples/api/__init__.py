"""JSON endpoints of samples, by matter."""
