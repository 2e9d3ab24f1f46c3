"""The queue of registrations."""
