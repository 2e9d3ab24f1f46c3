"""What is true of people, cards and registrations wherever they are kept; no clock, no I/O."""
