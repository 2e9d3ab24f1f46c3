"""The questions of a registration: one host, and a file for each question."""
