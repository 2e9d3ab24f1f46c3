"""Tells a scanner that types from a person who types, by time alone; the clock is an argument.

A scanner in keyboard mode is a very fast typist with no manners: it writes into whatever has the focus and
ends with Enter. What it writes has to become one text, and nothing else may happen (docs/domain.md#scans).
What a person types has to come through, all of it, in its order and without a wait that is felt.

Keys for a text field are given to it at once and taken back when they turn out to be a scan's. Anywhere
else a key may act, so it is held until it is certain that no scan follows.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from kiosk.domain import limits

K = TypeVar("K")

GAP = 0.05
"""Seconds between two keys of a burst, at most, and how long a key is held (measured in foot: 29 ms)."""
FAST = 0.01
"""No finger follows another so soon: such a key is held even from a field, where it would only flicker."""
QUIET = 0.15
"""Silence that ends a scan whose scanner sends no terminator."""
SLOW = 0.5
"""The same in the midst of a card: on some machines its accented letters arrive this late.

Source: docs/domain.md#scans.
"""
COOL_DOWN = 0.5
"""Enter and Tab within this time after a scan are the scanner's own, such as the second half of CR LF."""
SHORTEST, DIFFERENT = 8, 4
"""A burst is a scan from this many keys and this many different ones: a finger resting on a key is none."""
RUN_LIMIT = 32
"""This many fast keys without a scan among them are a finger resting on a key."""
LIMIT = limits.SCAN
"""The longest text read; a longer one is cut one character later, so that it is seen to be.

Source: docs/domain.md#scans.
"""

ENDS = frozenset("\r\n\t")
_CARD = re.compile(r"([0-9]{10}|[0-9]{12}|[A-Z]{2}[0-9]{13})\|")


@dataclass(frozen=True)
class Pass(Generic[K]):
    """The key is a person's: let it through."""

    key: K


@dataclass(frozen=True)
class TakeBack:
    """The last `count` keys that were let through into a field were a scan's: undo them."""

    count: int


@dataclass(frozen=True)
class Scan:
    """A scanner sent `text`, without its terminator."""

    text: str


Action = Pass[K] | TakeBack | Scan


def is_scan(text: str) -> bool:
    """Could `text`, come all at once, be what a scanner sends?"""
    return len(text) >= SHORTEST and len(set(text)) >= DIFFERENT


class ScanGate(Generic[K]):
    """Takes each key with its time and says what is to be done, in order.

    `is_whole` says whether a text is complete as it stands; it is asked only when a card seems to pause.
    Times are those at which keys arrived, in seconds of any clock that does not go back.
    """

    def __init__(self, is_whole: Callable[[str], bool]) -> None:
        self._is_whole = is_whole
        self._text: list[str] = []
        self._held: list[K] = []
        self._passed = 0
        self._last = self._ended = float("-inf")
        self._patience = QUIET
        self._is_open = False
        self._is_tail = False

    def key(self, key: K, character: str | None, at: float, *, live: bool) -> list[Action[K]]:
        """Take a key that types `character`, None or a control character when it types nothing.

        `live`: it would go into a text field, from which it can be taken back.
        """
        actions = self.tick(at)
        if self._is_open:
            return actions + self._scan(character, at)
        if character is not None and character.isprintable():
            return actions + self._type(key, character, at, live)
        actions += self.flush()
        is_scanners = character in ENDS and at - self._ended <= COOL_DOWN
        return actions if is_scanners else [*actions, Pass(key)]

    def tick(self, now: float) -> list[Action[K]]:
        """Let time pass without a key: a held key becomes a person's, a silent scan is at its end."""
        silence = now - self._last
        if not self._is_open:
            return self.flush() if self._text and silence > GAP else []
        if silence > QUIET == self._patience and self._is_slow():
            self._patience = SLOW
        return self._close(self._last + self._patience) if silence > self._patience else []

    def flush(self) -> list[Action[K]]:
        """Give back what is held, because something happened that only a person does."""
        if self._is_open:
            return []
        held = [] if self._is_tail else self._held
        if self._is_tail:
            self._ended = self._last
        self._forget()
        return [Pass(key) for key in held]

    def _type(self, key: K, character: str, at: float, live: bool) -> list[Action[K]]:
        is_first, is_fast = not self._text, at - self._last <= FAST
        if is_first:
            # What follows a scan at once is its tail, say the second line of a contact's QR.
            self._is_tail = at - self._ended <= GAP
        self._text.append(character)
        self._last = at
        if is_scan("".join(self._text)):
            return self._open()
        self._held.append(key)
        if len(self._text) > RUN_LIMIT:
            return self.flush()
        if not live or self._is_tail or (is_fast and not is_first):
            return []
        passed, self._held = self._held, []
        self._passed += len(passed)
        return [Pass(each) for each in passed]

    def _open(self) -> list[Action[K]]:
        passed, self._passed = self._passed, 0
        self._held = []
        self._is_open = True
        self._patience = QUIET
        return [TakeBack(passed)] if passed else []

    def _scan(self, character: str | None, at: float) -> list[Action[K]]:
        """Take a key of an open scan; a key that types nothing, pressed by whomever, is lost in it."""
        self._last = at
        self._patience = QUIET
        if character in ENDS:
            return self._close(at)
        if character and len(self._text) <= LIMIT:
            self._text.append(character)
        return []

    def _is_slow(self) -> bool:
        text = "".join(self._text)
        return bool(_CARD.match(text)) and not self._is_whole(text)

    def _close(self, at: float) -> list[Action[K]]:
        text = "".join(self._text)
        self._ended = at
        self._forget()
        return [Scan(text)]

    def _forget(self) -> None:
        self._text = []
        self._held = []
        self._passed = 0
        self._is_open = self._is_tail = False
