"""What is known of a registration when it arrives, gathered for `domain.eligibility` to judge."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa

from kiosk.backend.clock import day_in_vietnam
from kiosk.backend.insurer.port import Insured
from kiosk.backend.phone_codes.verified_code import Proved
from kiosk.backend.storage import database
from kiosk.backend.storage.schema import registrations
from kiosk.contract.registrations import RegistrationBody
from kiosk.domain.dates import PartialDate
from kiosk.domain.id_numbers import contradictions
from kiosk.domain.people import ADULT_AGE, IdSource
from kiosk.domain.registration.draft import PhoneOwner
from kiosk.domain.registration.eligibility import ALREADY_REGISTERED, Decision, Facts, Status, decide

_HOLDING = (Status.RECEIVED, Status.PENDING_REVIEW, Status.NEEDS_MORE, Status.APPROVED)
_r = registrations.c
_UNKNOWN = dict.fromkeys(("in_register", "details_agree", "alive", "phone_in_register"))


@dataclass(frozen=True)
class Past:
    """What the backend already holds of a person and of a phone."""

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
class _Held:
    """What one registration holds: the person's place, and the phone's if it was proved."""

    person: bytes
    phone_owner: str
    is_approved: bool


class Holdings:
    """What the registrations of some people and phones hold, as a transaction finds it and adds to it.

    Rows hold no phone that was merely typed: else a stranger could use up another's.
    """

    def __init__(
        self, connection: sa.Connection, people: Collection[bytes], phones: Collection[bytes]
    ) -> None:
        """Look up, in one query, what stands against new registrations; by the hashes."""
        wanted = {"people": list(people), "phones": list(phones)}
        self._people: dict[bytes, list[_Held]] = {}
        self._phones: dict[bytes, list[_Held]] = {}
        for row in connection.execute(_held(connection.dialect.name), wanted):
            self.add(row.person, row.phone, row.phone_owner, row.status)

    def add(self, person: bytes, phone: bytes | None, owner: str, status: str) -> None:
        """Count a registration in, for those that come after it."""
        if status not in _HOLDING:
            return
        held = _Held(person, owner, status == Status.APPROVED)
        self._people.setdefault(person, []).append(held)
        if phone is not None:
            self._phones.setdefault(phone, []).append(held)

    def past(self, person: bytes, phone: bytes | None) -> Past:
        """Tell what stands against a new registration of this person with this phone."""
        mine = self._people.get(person, [])
        others = [held for held in self._phones.get(phone or b"", []) if held.person != person]
        return Past(
            is_registered=any(held.is_approved for held in mine),
            is_waiting=any(not held.is_approved for held in mine),
            carries_account=any(held.phone_owner == PhoneOwner.SELF for held in others),
            helped=len({held.person for held in others if held.phone_owner == PhoneOwner.HELPER}),
        )


@cache
def _held(dialect: str) -> sa.Select[Any]:
    people, phones = (
        database.among(column, dialect, name)
        for column, name in ((_r.person, "people"), (_r.phone, "phones"))
    )
    return sa.select(_r.person, _r.phone, _r.phone_owner, _r.status).where(
        _r.status.in_(_HOLDING), sa.or_(people, phones)
    )


def facts(
    body: RegistrationBody,
    insured: Insured | None,
    proved: Proved | None,
    past: Past,
    helped_limit: int,
    *,
    is_away: bool = False,
) -> Facts:
    """Hold what was declared against what is known; `is_away`: the insurer could not be asked."""
    person = body.participant
    birth = PartialDate.from_iso(person.birth)
    phone_proved = proved is not None and proved.phone == body.phone
    return Facts(
        by_themselves=body.helper is None,
        of_age=birth.age(day_in_vietnam(body.captured_at)) >= ADULT_AGE,
        card_scanned=person.id_source is IdSource.CARD_QR,
        card_consistent=not (person.warnings or contradictions(person.citizen_id, birth, person.sex)),
        **(_UNKNOWN if is_away else told_by_insurer(body, insured, phone_proved=phone_proved)),
        phone_proved=phone_proved,
        phone_has_room=past.phone_problem(body.phone_owner, helped_limit) is None,
        first_time=not (past.is_registered or past.is_waiting),
        proof_fresh=proved is None or body.captured_at <= proved.expires_at,
    )


def told_by_insurer(
    body: RegistrationBody, insured: Insured | None, *, phone_proved: bool
) -> dict[str, bool]:
    """Return those facts that the insurer's answer decides, by their names in `Facts`."""
    person = body.participant
    birth = PartialDate.from_iso(person.birth)
    return {
        "in_register": insured is not None,
        "details_agree": insured is not None and insured.is_called(person.full_name, birth),
        "alive": insured is None or insured.is_alive,
        "phone_in_register": phone_proved and insured is not None and insured.phone == body.phone,
    }


def judge(known: Facts, *, is_registered: bool, at_once: bool) -> Decision:
    """Decide; somebody who has an account already, and is who they say, needs no second one."""
    if is_registered and second_factor_stands(known):
        return Decision(Status.REFUSED, (ALREADY_REGISTERED,))
    return decide(known, at_once=at_once)


def second_factor_stands(known: Facts) -> bool:
    """Did a code come back from the very phone that the register holds for this living person?"""
    return bool(
        known.details_agree
        and known.alive
        and known.phone_proved
        and known.phone_in_register
        and known.proof_fresh
    )
