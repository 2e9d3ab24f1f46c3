"""A QR code on the screen, in the best way that the terminal has."""
