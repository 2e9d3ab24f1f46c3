"""Finds employers by their code or by the beginnings of words of their name, marks and capitals aside."""

import re
from typing import Any

import sqlalchemy as sa

from kiosk.backend.storage.schema import employers
from kiosk.backend.storage.store import Row
from kiosk.domain import names
from kiosk.domain.contributions import Employer, Month

_NO_WORD = re.compile(r"[^0-9a-z]+")
_MOST_WORDS = 8
_e = employers.c


def to_row(employer: Employer) -> dict[str, Any]:
    """Return the row of `employers` for one."""
    return {
        "code": employer.code,
        "name": employer.name,
        "words": "".join(f" {word}" for word in _words(employer.name)),
        "paid_until": employer.paid_until.iso,
        "due_until": employer.due_until.iso,
    }


def from_row(row: Row) -> Employer:
    """Read a row of `employers`."""
    return Employer(row.code, row.name, Month.from_text(row.paid_until), Month.from_text(row.due_until))


def code_of(text: str) -> str:
    """Bring a code to the form in which it is kept: capitals, nothing between them."""
    return "".join(character for character in names.clean(text).upper() if character.isalnum())


def find(connection: sa.Connection, text: str, most: int) -> tuple[list[Employer], bool]:
    """Return up to `most` that `text` fits, the likeliest first; are there others?"""
    words = _words(text)[:_MOST_WORDS]
    if not words:
        return [], False
    is_code = _e.code == code_of(text)
    begins = _e.words.startswith(f" {' '.join(words)}")
    has_all = sa.and_(*(_e.words.contains(f" {word}") for word in words))
    query = (
        sa.select(employers)
        .where(sa.or_(is_code, has_all))
        .order_by(sa.case((is_code, 0), (begins, 1), else_=2), _e.words, _e.code)
        .limit(most + 1)
    )
    found = [from_row(row) for row in connection.execute(query)]
    return found[:most], len(found) > most


def _words(text: str) -> list[str]:
    return _NO_WORD.sub(" ", names.fold(text)).split()
