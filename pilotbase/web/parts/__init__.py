"""The pieces a page is built of; templatetags/pilot.py makes them tags."""
