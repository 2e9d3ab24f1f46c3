from dataclasses import fields, replace
from itertools import product

import pytest

from kiosk.domain.registration.eligibility import (
    INSURER_AWAY,
    MOVES,
    PUBLIC_REASONS,
    Facts,
    Status,
    decide,
    may_move,
)

CONDITIONS = [field.name for field in fields(Facts)]
EVERY_COMBINATION = [Facts(*values) for values in product((True, False), repeat=len(CONDITIONS))]


def test_only_when_everything_holds_is_it_approved_at_once():
    approved = [facts for facts in EVERY_COMBINATION if decide(facts).status is Status.APPROVED]
    assert approved == [Facts(*[True] * len(CONDITIONS))]


def test_whatever_is_missing_leads_to_an_officer_and_never_to_a_refusal():
    assert {decide(facts).status for facts in EVERY_COMBINATION} == {Status.APPROVED, Status.PENDING_REVIEW}


def test_the_reasons_are_the_conditions_that_did_not_hold():
    for facts in EVERY_COMBINATION:
        assert set(decide(facts).reasons) == {name for name in CONDITIONS if not getattr(facts, name)}


def test_the_stricter_setting_approves_nothing_and_says_so():
    for facts in EVERY_COMBINATION:
        decision = decide(facts, at_once=False)
        assert (decision.status, decision.reasons[-1]) == (Status.PENDING_REVIEW, "office_reviews_all")


def test_what_the_insurer_could_not_be_asked_is_one_public_reason_and_keeps_the_others():
    unknown = {"in_register": None, "details_agree": None, "alive": None, "phone_in_register": None}
    for facts in EVERY_COMBINATION:
        decision = decide(replace(facts, **unknown))
        assert decision.status is Status.PENDING_REVIEW
        kept = [reason for reason in decide(facts).reasons if reason not in unknown]
        assert decision.reasons == (*kept, INSURER_AWAY)


def test_a_stranger_learns_nothing_of_the_register_from_the_reasons():
    secret = {"in_register", "details_agree", "alive", "phone_in_register", "phone_has_room", "first_time"}
    assert secret.isdisjoint(PUBLIC_REASONS)
    assert secret | PUBLIC_REASONS == {*CONDITIONS, "office_reviews_all", "insurer_away"}
    assert all(secret.isdisjoint(decide(facts).public_reasons) for facts in EVERY_COMBINATION)


@pytest.mark.parametrize("final", [Status.APPROVED, Status.REFUSED, Status.WITHDRAWN])
def test_a_final_status_stays(final: Status):
    assert not any(may_move(final, target) for target in Status)


def test_every_open_registration_can_be_withdrawn_and_none_becomes_new_again():
    assert set(MOVES) == set(Status)
    assert all(may_move(status, Status.WITHDRAWN) for status in Status if MOVES[status])
    assert not any(may_move(status, Status.RECEIVED) for status in Status)
    assert MOVES[Status.NEEDS_MORE] == {Status.PENDING_REVIEW, Status.WITHDRAWN}
