"""Gathers what is known of a registration when it arrives, and has `domain.eligibility` decide on it."""

from collections.abc import Sequence
from dataclasses import fields

from kiosk.backend.clock import day_in_vietnam
from kiosk.backend.insurer.port import Insured
from kiosk.backend.phone_codes.prior_registrations import PriorUse
from kiosk.backend.phone_codes.verified_code import VerifiedPhone
from kiosk.contract.registrations import RegistrationBody
from kiosk.domain.dates import PartialDate
from kiosk.domain.id_numbers import contradictions
from kiosk.domain.people import ADULT_AGE, IdSource
from kiosk.domain.registration.eligibility import (
    ALREADY_REGISTERED,
    INSURER_AWAY,
    Decision,
    Facts,
    Status,
    decide,
)

_UNKNOWN = dict.fromkeys(("in_register", "details_agree", "alive", "phone_in_register"))


def gather_facts(
    body: RegistrationBody,
    insured: Insured | None,
    verified: VerifiedPhone | None,
    prior: PriorUse,
    helped_limit: int,
    *,
    is_away: bool = False,
) -> Facts:
    """Compare what was declared with what is known; `is_away`: the insurer could not be asked."""
    person = body.participant
    birth = PartialDate.from_iso(person.birth)
    phone_proved = verified is not None and verified.phone == body.phone
    return Facts(
        by_themselves=body.helper is None,
        of_age=birth.age(day_in_vietnam(body.captured_at)) >= ADULT_AGE,
        card_scanned=person.id_source is IdSource.CARD_QR,
        card_consistent=not (person.warnings or contradictions(person.citizen_id, birth, person.sex)),
        **(_UNKNOWN if is_away else insurer_facts(body, insured, phone_proved=phone_proved)),
        phone_proved=phone_proved,
        phone_has_room=prior.phone_problem(body.phone_owner, helped_limit) is None,
        first_time=not (prior.is_registered or prior.is_waiting),
        proof_fresh=verified is None or body.captured_at <= verified.expires_at,
    )


def gather_again(
    reasons: Sequence[str],
    body: RegistrationBody,
    insured: Insured | None,
    prior: PriorUse,
    helped_limit: int,
    *,
    is_away: bool,
    phone_proved: bool,
) -> Facts:
    """Gather the facts of a form that was changed; what only the moment of its arrival knew stays.

    `reasons` are those that it had. While the insurer is away (`is_away`), what it said then stays as well.
    """
    known = {field.name: field.name not in reasons for field in fields(Facts)}
    then = _UNKNOWN if INSURER_AWAY in reasons else {name: known[name] for name in _UNKNOWN}
    person = body.participant
    birth = PartialDate.from_iso(person.birth)
    return Facts(
        by_themselves=body.helper is None,
        of_age=birth.age(day_in_vietnam(body.captured_at)) >= ADULT_AGE,
        card_scanned=person.id_source is IdSource.CARD_QR,
        card_consistent=not (person.warnings or contradictions(person.citizen_id, birth, person.sex)),
        **(then if is_away else insurer_facts(body, insured, phone_proved=phone_proved)),
        phone_proved=phone_proved,
        phone_has_room=prior.phone_problem(body.phone_owner, helped_limit) is None,
        first_time=known["first_time"],
        proof_fresh=known["proof_fresh"] or not phone_proved,
    )


def insurer_facts(body: RegistrationBody, insured: Insured | None, *, phone_proved: bool) -> dict[str, bool]:
    """Return those facts that the insurer's answer decides, by their names in `Facts`."""
    person = body.participant
    birth = PartialDate.from_iso(person.birth)
    return {
        "in_register": insured is not None,
        "details_agree": insured is not None and insured.is_called(person.full_name, birth),
        "alive": insured is None or insured.is_alive,
        "phone_in_register": phone_proved and insured is not None and insured.phone == body.phone,
    }


def assess(known: Facts, *, is_registered: bool, at_once: bool) -> Decision:
    """Decide; a person who has an account already, and proves who they are, needs no second one."""
    if is_registered and has_second_factor(known):
        return Decision(Status.REFUSED, (ALREADY_REGISTERED,))
    return decide(known, at_once=at_once)


def has_second_factor(known: Facts) -> bool:
    """Did a code come back from the very phone that the register holds for this living person?"""
    return bool(
        known.details_agree
        and known.alive
        and known.phone_proved
        and known.phone_in_register
        and known.proof_fresh
    )
