"""Debounce: a key pressed twice by a trembling hand, or held by a resting finger, is one press.

So is the Enter after a code that was full and has gone by itself: it must not answer the next question.
"""

from textual import events

REPEAT = 0.25
"""Seconds within which the same key again is no new answer; the next question stands long before."""
LATE_ENTER = 3.0
"""Seconds within which Enter after the last key of a field that sent itself is meant for that field."""
_ANSWERS = frozenset({"enter", "space", *"0123456789"})


class Debounce:
    """Knows the last key, so that one consent cannot become two."""

    def __init__(self) -> None:
        self._last = ""
        self._at = float("-inf")
        self._has_sent_itself = False

    def sent_itself(self) -> None:
        """A field was full and has been sent: the next key, if it is Enter, answers nothing else."""
        self._has_sent_itself = True

    def is_repeat(self, key: events.Key, *, is_typing: bool) -> bool:
        """Is `key` the one before once more? In a field all but Enter may follow itself: "00"."""
        since, is_late = key.time - self._at, self._has_sent_itself and key.key == "enter"
        is_same = key.key == self._last and since < REPEAT
        self._last, self._at, self._has_sent_itself = key.key, key.time, False
        if is_late and since < LATE_ENTER:
            return True
        return is_same and key.key in _ANSWERS and not (is_typing and key.is_printable)
