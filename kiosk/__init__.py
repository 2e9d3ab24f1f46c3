"""A full-screen kiosk for electronic social insurance in a Vietnamese ward office, with its backend."""

__version__ = "0.2.0"
"""The same as in pyproject.toml; a test holds the two together."""
