"""Pages of the intake, by matter."""
