"""Commands and answers of the intake, by matter."""
