"""One file for each question of a registration."""
