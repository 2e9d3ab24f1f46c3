"""Debounce: a key pressed twice by a trembling hand, or held by a resting finger, is one press."""

from textual import events

REPEAT = 0.25
"""Seconds within which the same key again is no new answer; the next question stands long before."""
_ANSWERS = frozenset({"enter", "space", *"0123456789"})


class Debounce:
    """Knows the last key, so that one consent cannot become two."""

    def __init__(self) -> None:
        self._last = ""
        self._at = float("-inf")

    def is_repeat(self, key: events.Key, *, is_typing: bool) -> bool:
        """Is `key` the one before once more? In a field all but Enter may follow itself: "00"."""
        is_same = key.key == self._last and key.time - self._at < REPEAT
        self._last, self._at = key.key, key.time
        return is_same and key.key in _ANSWERS and not (is_typing and key.is_printable)
