"""Forms of bookings, by matter."""
