"""Backups, and the erasure of what is no longer needed."""
