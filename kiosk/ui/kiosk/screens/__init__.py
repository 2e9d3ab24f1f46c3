"""The kiosk's screens, and the sheets that lie over them."""
