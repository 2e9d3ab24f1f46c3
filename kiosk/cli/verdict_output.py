"""A verdict as `kiosk verify` shows it: in words, and as JSON."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from kiosk.backend.clock import VIETNAM
from kiosk.domain import card, readable_code
from kiosk.domain.dates import PartialDate
from kiosk.domain.verdict import Validity, Verdict
from kiosk.resources.languages import Language
from kiosk.resources.text import words
from kiosk.trust.verification import RevocationList

_UNITS = (("days", timedelta(days=1)), ("hours", timedelta(hours=1)), ("minutes", timedelta(minutes=1)))


@dataclass(frozen=True)
class Consulted:
    """The list of revocations that was asked, or why there was none."""

    state: Literal["fresh", "stale", "missing", "damaged"]
    revocations: RevocationList | None = None


def to_json(found: Verdict, consulted: Consulted) -> dict[str, Any]:
    """Return everything under its name."""
    revocations = consulted.revocations
    return {
        "verdict": found.validity,
        "kind": found.kind,
        "reason": found.reason,
        "code": found.code,
        "number": found.number,
        "full_name": found.full_name,
        "birth": found.birth,
        "status": found.status,
        "issued_at": found.issued_at and found.issued_at.isoformat(),
        "expires_at": found.expires_at and found.expires_at.isoformat(),
        "revocations": {
            "state": consulted.state,
            "issued_at": revocations and revocations.issued_at.isoformat(),
            "expires_at": revocations and revocations.expires_at.isoformat(),
        },
    }


def to_lines(found: Verdict, consulted: Consulted, now: datetime, language: Language) -> Iterator[str]:
    """Yield what was found, why, what the text says of itself, and how fresh the list of revocations is."""
    kind = words(f"verify.kind.{found.kind}", language)
    yield words(f"verify.finding.{found.validity}", language, kind=kind)
    yield words(f"verify.reason.{found.reason}", language)
    for name, value in _facts(found, language):
        yield words(f"verify.fact.{name}", language, value=value)
    if found.validity in (Validity.VALID, Validity.EXPIRED):
        age = _age(now - consulted.revocations.issued_at, language) if consulted.revocations else ""
        yield words(f"verify.revocations.{consulted.state}", language, age=age)


def _facts(found: Verdict, language: Language) -> Iterator[tuple[str, str]]:
    """What the text says of itself, the way it is read out."""
    if found.number:
        yield "number", card.grouped_number(found.number)
    if found.code:
        yield "code", readable_code.grouped(found.code)
    if found.full_name:
        yield "full_name", found.full_name
    if found.birth:
        yield "birth", PartialDate.from_iso(found.birth).shown
    if found.status:
        yield "status", words(f"verify.status.{found.status}", language)
    if found.issued_at:
        yield "issued_at", _shown(found.issued_at)
    if found.expires_at:
        yield "expires_at", _shown(found.expires_at)


def _age(age: timedelta, language: Language) -> str:
    """Three days, two hours or some minutes: the largest unit of which there are two."""
    unit, length = next((each for each in _UNITS if age >= 2 * each[1]), _UNITS[-1])
    return words(f"verify.age.{unit}", language, n=max(0, age // length))


def _shown(moment: datetime) -> str:
    return f"{moment.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
