"""The officer's desk: keyboard first, dense, and never in the way of a queue."""
