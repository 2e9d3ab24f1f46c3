"""The printer of slips, cards and forms."""
