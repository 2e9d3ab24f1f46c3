"""What is printed for a person, and how the screen says how the printing goes."""
