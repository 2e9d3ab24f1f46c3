"""A hand that trembles presses a key twice, and a finger may rest on one: both are one press."""

from textual import events

ECHO = 0.25
"""Seconds within which the same key again is no new answer; the next question stands long before."""
_ANSWERS = frozenset({"enter", "space", *"0123456789"})


class Debounce:
    """Remembers the last key, so that one consent cannot become two."""

    def __init__(self) -> None:
        self._last = ""
        self._at = float("-inf")

    def is_repeat(self, key: events.Key, *, is_typing: bool) -> bool:
        """Is `key` the one before once more? In a field all but Enter may follow itself: "00"."""
        is_same = key.key == self._last and key.time - self._at < ECHO
        self._last, self._at = key.key, key.time
        return is_same and key.key in _ANSWERS and not (is_typing and key.is_printable)
