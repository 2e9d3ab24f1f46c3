"""What the backend does, one file for each thing that somebody asks of it."""
