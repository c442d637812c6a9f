"""JSON endpoints of bookings, by matter."""
