"""Finds people by what an officer types.

Names stand in the database as keyed hashes of the whole name, of its last two words and of its last: what
these find is opened and compared.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import permutations
from typing import Any, TypeVar

import sqlalchemy as sa

from kiosk.backend.storage.store import Row
from kiosk.backend.storage.vault import Vault
from kiosk.domain import names, phones, readable_code
from kiosk.domain.dates import PartialDate
from kiosk.domain.problems import Invalid

T = TypeVar("T")

_MOST_NAMESAKES, _MOST_OTHERS = 2500, 500
"""Candidates that one search opens, 15 µs each: of the very name, and of those that share an end with it."""
_AT_ONCE = 200
_SLIP_PREFIX = "BHXH"
_CITIZEN_DIGITS = 12
_INSURANCE_DIGITS = 10
_MOST_WORDS = 6


@dataclass(frozen=True)
class Sought:
    """What the officer typed, as what it can mean; "" and () where it cannot mean that."""

    receipt_code: str = ""
    citizen_id: str = ""
    insurance_id: str = ""
    phone: str = ""
    words: tuple[str, ...] = ()
    """Of a name, folded."""
    birth: PartialDate | None = None

    def fits(self, full_name: str, birth: str) -> bool:
        """Has this name all the words, in whatever order, and can this (ISO) be the birth?"""
        if self.birth is not None and not self._is_born(birth):  # first, since folding a name takes longer
            return False
        left = names.fold(full_name).split()
        for word in self.words:
            if word not in left:
                return False
            left.remove(word)
        return True

    def _is_born(self, birth: str) -> bool:
        return self.birth is None or self.birth.agrees_with(PartialDate.from_iso(birth))


def understand(text: str) -> Sought:
    """Tell what was typed or scanned: a code, a number, a phone, or a name with perhaps a birth behind it."""
    code = readable_code.normalise(text).removeprefix(_SLIP_PREFIX)
    if readable_code.is_valid(code):
        return Sought(receipt_code=code)
    digits = "".join(text.split())
    if digits.isascii() and digits.removeprefix("+").isdigit() and len(digits) >= _INSURANCE_DIGITS:
        return Sought(
            citizen_id=digits if len(digits) == _CITIZEN_DIGITS else "",
            insurance_id=digits if len(digits) == _INSURANCE_DIGITS else "",
            phone=_phone(digits),
        )
    words = names.fold(text).split()[:_MOST_WORDS]
    birth = _birth(words[-1]) if words else None
    return Sought(words=tuple(words[:-1] if birth else words), birth=birth)


def by_name(
    connection: sa.Connection,
    query: sa.Select[Any],
    table: sa.Table,
    vault: Vault,
    sought: Sought,
    opened: Callable[[Row], T | None],
    most: int,
) -> tuple[list[T], bool]:
    """Return up to `most` rows of `query`, over `table`, that `opened` takes for it; are there others?

    The nearest first: the whole name as it was typed, then two of its words at the end, then one.
    """
    is_cut = False
    for condition, bound in _conditions(table, vault, sought.words):
        limited = query.where(condition).limit(bound)
        found: list[T] = []
        with connection.execute(limited, execution_options={"yield_per": _AT_ONCE}) as rows:
            for place, row in enumerate(rows, 1):
                hit = opened(row)
                if hit is not None:
                    found.append(hit)
                is_cut = is_cut or place == bound
                if len(found) > most:
                    break
        if found:
            return found[:most], is_cut or len(found) > most
    return [], is_cut


def _conditions(
    table: sa.Table, vault: Vault, words: tuple[str, ...]
) -> Iterator[tuple[sa.ColumnElement[bool], int]]:
    """Yield where to look, and how far: the nearest first."""
    if not words:
        return
    typed = vault.name_keys(" ".join(words))
    if len(words) > 1:
        yield table.c.by_name == typed.by_name, _MOST_NAMESAKES
        pairs = permutations(words, 2)
        yield table.c.by_tail == typed.by_tail, _MOST_OTHERS
        yield table.c.by_tail.in_({vault.name_keys(" ".join(pair)).by_tail for pair in pairs}), _MOST_OTHERS
    bound = _MOST_OTHERS if len(words) > 1 else _MOST_NAMESAKES
    yield table.c.by_given.in_({vault.name_keys(word).by_given for word in words}), bound


def _phone(digits: str) -> str:
    try:
        return phones.parse_phone(digits)
    except Invalid:
        return ""


def _birth(word: str) -> PartialDate | None:
    try:
        return PartialDate.from_typed(word)
    except Invalid:
        return None
