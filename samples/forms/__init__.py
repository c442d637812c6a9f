"""Forms of samples, by matter."""
