"""One registration, and the decision on it."""
