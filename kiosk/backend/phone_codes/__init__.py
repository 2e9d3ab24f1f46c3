"""Codes sent to phones."""
