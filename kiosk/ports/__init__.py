"""What the screens may ask of the world, and what can go wrong."""
