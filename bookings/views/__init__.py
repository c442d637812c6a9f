"""Pages of bookings, by matter."""
