"""Registrations: received, judged, kept."""
