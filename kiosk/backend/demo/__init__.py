"""The demo's invented ward: made by chance from a seed, filled in once."""
