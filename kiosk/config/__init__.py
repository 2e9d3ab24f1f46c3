"""The settings: as values, and read from a file."""
