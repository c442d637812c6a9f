"""Forms of the intake, by matter."""
