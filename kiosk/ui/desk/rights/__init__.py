"""A person's rights over their data, at the desk: what waits, and what is done for who stands there."""
