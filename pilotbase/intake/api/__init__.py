"""JSON endpoints of the intake, by matter."""
