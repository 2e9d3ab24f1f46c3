"""Messages on what was decided, and before a card ends, to who agreed to them."""
