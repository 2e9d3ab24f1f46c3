"""A kiosk calls an officer, and an officer comes."""
