"""Signed texts and their verification, on both sides."""
