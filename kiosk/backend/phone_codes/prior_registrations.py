"""Which registrations a person and a phone have already, and whether the phone may serve one more person."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa

from kiosk.backend.storage import database
from kiosk.backend.storage.schema import registrations
from kiosk.domain.registration.draft import PhoneOwner
from kiosk.domain.registration.eligibility import Status

_COUNTED = (Status.RECEIVED, Status.PENDING_REVIEW, Status.NEEDS_MORE, Status.APPROVED)
"""Not those that were refused or withdrawn."""
_r = registrations.c


@dataclass(frozen=True)
class PriorUse:
    """What stands against a new registration: what its person and its phone have already."""

    is_registered: bool = False
    is_waiting: bool = False
    """Another registration of theirs is with an officer."""
    carries_account: bool = False
    """The phone is another person's own."""
    helped: int = 0
    """How many other people the phone serves."""

    def phone_problem(self, owner: PhoneOwner, helped_limit: int) -> str | None:
        """Why the phone cannot serve one more, as the code of a refusal; None when it can."""
        if owner is PhoneOwner.SELF and self.carries_account:
            return "phone_already_used"
        if owner is PhoneOwner.HELPER and self.helped >= helped_limit:
            return "phone_limit_reached"
        return None


@dataclass(frozen=True)
class _PriorRegistration:
    """One registration as far as it stands against others: its person, and the owner of its phone."""

    person: bytes
    phone_owner: str
    is_approved: bool


class PriorRegistrations:
    """The registrations of some people and on some phones, as a transaction finds them and adds to them.

    Rows hold no phone that was merely typed: else a stranger could use up another's.
    """

    def __init__(
        self, connection: sa.Connection, people: Collection[bytes], phones: Collection[bytes]
    ) -> None:
        """Look up, in one query, what stands against new registrations; by the hashes."""
        wanted = {"people": list(people), "phones": list(phones)}
        self._people: dict[bytes, list[_PriorRegistration]] = {}
        self._phones: dict[bytes, list[_PriorRegistration]] = {}
        for row in connection.execute(_by_hashes(connection.dialect.name), wanted):
            self.add(row.person, row.phone, row.phone_owner, row.status)

    def add(self, person: bytes, phone: bytes | None, owner: str, status: str) -> None:
        """Count a registration in, for those that come after it."""
        if status not in _COUNTED:
            return
        found = _PriorRegistration(person, owner, status == Status.APPROVED)
        self._people.setdefault(person, []).append(found)
        if phone is not None:
            self._phones.setdefault(phone, []).append(found)

    def use_by(self, person: bytes, phone: bytes | None) -> PriorUse:
        """Tell what stands against a new registration of this person with this phone."""
        mine = self._people.get(person, [])
        others = [one for one in self._phones.get(phone or b"", []) if one.person != person]
        return PriorUse(
            is_registered=any(one.is_approved for one in mine),
            is_waiting=any(not one.is_approved for one in mine),
            carries_account=any(one.phone_owner == PhoneOwner.SELF for one in others),
            helped=len({one.person for one in others if one.phone_owner == PhoneOwner.HELPER}),
        )


@cache
def _by_hashes(dialect: str) -> sa.Select[Any]:
    people, phones = (
        database.among(column, dialect, name)
        for column, name in ((_r.person, "people"), (_r.phone, "phones"))
    )
    return sa.select(_r.person, _r.phone, _r.phone_owner, _r.status).where(
        _r.status.in_(_COUNTED), sa.or_(people, phones)
    )
