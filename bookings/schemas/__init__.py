"""Commands and answers of bookings, by matter."""
