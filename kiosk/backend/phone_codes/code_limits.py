"""How many codes may be sent: few that nobody answers, since those may be guesses; and never a flood.

A code that came back right gives its slot back, and so do those sent before it to the same phone for the same
person: whoever holds the phone has nothing to guess. So a daughter may help one relative after the other.
What a message costs is bounded apart from that, for each phone, person and kiosk, whatever comes back.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kiosk.backend.policy import Policy

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
REGISTRATION = "registration"
"""The purpose for which a phone is given; the others use one that is on record."""
_NEVER = timedelta(0)


@dataclass(frozen=True)
class SentCode:
    """A code that was sent, or as if sent: what the limits look at. Person and phone are hashes."""

    sent_at: datetime
    kiosk_id: UUID
    person: bytes
    phone: bytes | None
    purpose: str
    used_at: datetime | None = None
    """When it came back right."""


@dataclass(frozen=True)
class Allowance:
    """Whether one more code may be sent."""

    wait: timedelta = _NEVER
    """How long until there is room, as the caller is told; zero: there is."""
    is_phone_spared: bool = False
    """Had the phone enough, without a word to the caller? To tell them would tell whose it is."""


def unanswered(newest_first: Sequence[SentCode]) -> list[SentCode]:
    """Return those that hold a slot: not used, and not followed by one to the same phone that was."""
    proved: dict[tuple[bytes, bytes | None], datetime] = {}
    for code in newest_first:
        if code.used_at is not None:
            key = (code.person, code.phone)
            proved[key] = max(code.used_at, proved.get(key, code.used_at))
    return [
        code
        for code in newest_first
        if code.used_at is None and not ((at := proved.get((code.person, code.phone))) and code.sent_at <= at)
    ]


def judge(newest_first: Sequence[SentCode], wanted: SentCode, policy: Policy) -> Allowance:
    """Judge one more code against those of the last day, newest first; `wanted.sent_at` is now."""
    now = wanted.sent_at
    waits = [
        _wait(codes, limit, span, now) for codes, limit, span in _of_caller(newest_first, wanted, policy)
    ]
    of_phone = [
        _wait(codes, limit, span, now) for codes, limit, span in _of_phone(newest_first, wanted, policy)
    ]
    if wanted.purpose == REGISTRATION:
        return Allowance(max((*waits, *of_phone)))
    return Allowance(max(waits), any(wait > _NEVER for wait in of_phone))


def choices_wait(newest_first: Sequence[SentCode], wanted: SentCode, policy: Policy) -> timedelta:
    """How long until one may ask again to which numbers a person's code could go; zero: now."""
    of_person = [code for code in newest_first if code.person == wanted.person]
    of_kiosk = [code for code in newest_first if code.kiosk_id == wanted.kiosk_id]
    now = wanted.sent_at
    return max(
        _wait(of_person, policy.choices_per_hour, HOUR, now),
        _wait(of_kiosk, policy.codes_per_kiosk, HOUR, now),
    )


_Limit = tuple[Sequence[SentCode], int, timedelta]
"""Codes, newest first, how many of them there may be, and in which time."""


def _of_caller(sent: Sequence[SentCode], wanted: SentCode, policy: Policy) -> Iterator[_Limit]:
    """The limits that are the same for people known and unknown."""
    of_person = [code for code in sent if code.person == wanted.person]
    of_kiosk = [code for code in sent if code.kiosk_id == wanted.kiosk_id]
    if wanted.purpose != REGISTRATION:
        records = [code for code in of_person if code.purpose != REGISTRATION]
        yield unanswered(records), policy.codes_per_hour, HOUR
    yield of_person, policy.codes_per_person, HOUR
    yield of_person, policy.codes_per_person_day, DAY
    yield of_kiosk, policy.codes_per_kiosk, HOUR
    yield of_kiosk, policy.codes_per_kiosk_day, DAY


def _of_phone(sent: Sequence[SentCode], wanted: SentCode, policy: Policy) -> Iterator[_Limit]:
    of_phone = [code for code in sent if wanted.phone and code.phone == wanted.phone]
    yield unanswered(of_phone), policy.codes_per_hour, HOUR
    yield of_phone, policy.codes_per_phone_day, DAY


def _wait(newest_first: Sequence[SentCode], limit: int, span: timedelta, now: datetime) -> timedelta:
    """How long until one more is within `limit` in `span`; zero when it is already."""
    recent = [code for code in newest_first if code.sent_at > now - span]
    if len(recent) < limit:
        return _NEVER
    return recent[limit - 1].sent_at + span - now if limit else span
