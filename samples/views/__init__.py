"""Pages of samples, by matter."""
