"""What scanners send, and what it means."""
