"""Settings in; a running screen, agent or service out."""
