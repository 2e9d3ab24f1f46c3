"""Half-filled forms that wait for their person."""
