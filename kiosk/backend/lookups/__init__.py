"""What citizens look up."""
