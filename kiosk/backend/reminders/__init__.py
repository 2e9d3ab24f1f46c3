"""What is sent before a card ends."""
