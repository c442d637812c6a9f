"""Commands and answers of equipment, by matter."""
