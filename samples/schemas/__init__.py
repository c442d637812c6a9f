"""Commands and answers of samples, by matter."""
