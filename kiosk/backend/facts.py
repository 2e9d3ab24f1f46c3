"""What is known of a registration when it arrives, gathered for `domain.eligibility` to judge."""

from dataclasses import dataclass

import sqlalchemy as sa

from kiosk.backend.clock import day_in_vietnam
from kiosk.backend.insurer import Insured
from kiosk.backend.proof import Proved
from kiosk.backend.schema import registrations
from kiosk.contract import RegistrationBody
from kiosk.domain.dates import PartialDate
from kiosk.domain.eligibility import Facts, Status
from kiosk.domain.id_numbers import contradictions
from kiosk.domain.people import ADULT_AGE, IdSource
from kiosk.domain.registration import PhoneOwner

_HOLDING = (Status.RECEIVED, Status.PENDING_REVIEW, Status.NEEDS_MORE, Status.APPROVED)
_r = registrations.c
_HELD = sa.select(_r.citizen_id, _r.phone_owner, _r.status).where(
    _r.status.in_(_HOLDING),
    sa.or_(
        _r.citizen_id == sa.bindparam("citizen_id"),
        _r.phone == sa.bindparam("phone"),
    ),
)


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


def past(connection: sa.Connection, citizen_id: str, phone: str | None) -> Past:
    """Look up, in one query, what stands against a new registration.

    Rows hold no phone that was merely typed: else a stranger could use up another's.
    """
    rows = connection.execute(_HELD, {"citizen_id": citizen_id, "phone": phone}).all()
    mine = [row for row in rows if row.citizen_id == citizen_id]
    others = [row for row in rows if row.citizen_id != citizen_id]
    return Past(
        is_registered=any(row.status == Status.APPROVED for row in mine),
        is_waiting=any(row.status != Status.APPROVED for row in mine),
        carries_account=any(row.phone_owner == PhoneOwner.SELF for row in others),
        helped=len({row.citizen_id for row in others if row.phone_owner == PhoneOwner.HELPER}),
    )


def facts(
    body: RegistrationBody, insured: Insured | None, proved: Proved | None, past: Past, helped_limit: int
) -> Facts:
    """Hold what was declared against what is known."""
    person = body.participant
    birth = PartialDate.from_iso(person.birth)
    phone_proved = proved is not None and proved.phone == body.phone
    return Facts(
        by_themselves=body.helper is None,
        of_age=birth.age(day_in_vietnam(body.captured_at)) >= ADULT_AGE,
        card_scanned=person.id_source is IdSource.CARD_QR,
        card_consistent=not (person.warnings or contradictions(person.citizen_id, birth, person.sex)),
        in_register=insured is not None,
        details_agree=insured is not None and insured.is_called(person.full_name, birth),
        alive=insured is None or insured.is_alive,
        phone_proved=phone_proved,
        phone_in_register=phone_proved and insured is not None and insured.phone == body.phone,
        phone_has_room=past.phone_problem(body.phone_owner, helped_limit) is None,
        first_time=not (past.is_registered or past.is_waiting),
        proof_fresh=proved is None or body.captured_at <= proved.expires_at,
    )


def second_factor_stands(known: Facts) -> bool:
    """Did a code come back from the very phone that the register holds for this living person?"""
    return (
        known.details_agree
        and known.alive
        and known.phone_proved
        and known.phone_in_register
        and known.proof_fresh
    )
