"""What every screen stands on: the hardened app, the way to the terminal, scans, themes."""
