from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from kiosk.domain import readable_code
from kiosk.domain.people import Person, Relation
from kiosk.domain.problems import Invalid
from kiosk.domain.registration.draft import (
    Consent,
    Draft,
    Path,
    PhoneOwner,
    Purpose,
    Registration,
    helper_problems,
    is_scanned,
    problems,
)
from tests.domain.samples import CHILD, KEY, MAN, NOW, PUPIL, TODAY, WOMAN, complete_draft

PHONE = "+84900000000"


def keys_of(draft: Draft) -> list[str]:
    return [problem.key for problem in problems(draft, TODAY)]


@pytest.mark.parametrize(("path", "owner"), product(Path, PhoneOwner))
def test_a_complete_draft_becomes_a_registration(path: Path, owner: PhoneOwner):
    draft = complete_draft(path, owner)
    registration = Registration.from_draft(draft, office_code="00000", now=NOW)
    assert (registration.participant, registration.captured_at) == (draft.participant, NOW)


def test_an_empty_draft_is_refused_with_everything_at_once():
    with pytest.raises(Invalid) as caught:
        Registration.from_draft(Draft(KEY, Path.RELATIVE), office_code="00000", now=NOW)
    assert caught.value.keys == (
        "participant.incomplete",
        "relation.missing",
        "helper.missing",
        "phone.missing",
        "consent.registration_missing",
        "consent.declaration_missing",
    )


SELF, RELATIVE = complete_draft(), complete_draft(Path.RELATIVE, PhoneOwner.HELPER)


@pytest.mark.parametrize(
    ("draft", "key"),
    [
        (replace(SELF, participant=MAN.with_(full_name="")), "participant.incomplete"),
        (replace(SELF, participant=MAN.with_(citizen_id="00609000001")), "citizen_id.length"),
        (replace(SELF, participant=MAN.with_(citizen_id="0060900000110")), "citizen_id.length"),
        (replace(SELF, participant=MAN.with_(citizen_id="006 090 000 011")), "citizen_id.not_digits"),
        (replace(SELF, participant=MAN.with_(citizen_id="00609000001O")), "citizen_id.not_digits"),
        (replace(SELF, participant=MAN.with_(citizen_id="٠٠٦٠٩٠٠٠٠٠١١")), "citizen_id.not_digits"),
        (replace(SELF, participant=MAN.with_(citizen_id="006090001")), "citizen_id.old_number"),
        (replace(SELF, participant=CHILD), "participant.is_minor"),
        (replace(SELF, is_confirmed=False), "participant.unconfirmed"),
        (SELF.with_commune("1843"), "commune.unknown"),
        (SELF.with_commune("٠١٨٤٣"), "commune.unknown"),
        (replace(RELATIVE, relation=None), "relation.missing"),
        (replace(RELATIVE, helper=None), "helper.missing"),
        (replace(RELATIVE, helper=MAN.with_(birth=None)), "helper.incomplete"),
        (replace(RELATIVE, helper=MAN.with_(citizen_id="00609000001")), "citizen_id.length"),
        (replace(RELATIVE, helper=WOMAN), "helper.is_participant"),
        (replace(RELATIVE, helper=CHILD), "helper.is_minor"),
        (replace(SELF, phone_owner=None), "phone.missing"),
        (replace(SELF, phone=None), "phone.missing"),
        (replace(SELF, phone_owner=PhoneOwner.NONE), "phone.missing"),
        (replace(SELF, phone_proof=None), "code.missing"),
        (
            SELF.with_consent(Consent(Purpose.REGISTRATION, "1", granted=False)),
            "consent.registration_missing",
        ),
        (
            RELATIVE.with_consent(Consent(Purpose.DECLARATION, "1", granted=False)),
            "consent.declaration_missing",
        ),
    ],
)
def test_each_lack_is_named_and_alone(draft: Draft, key: str):
    assert keys_of(draft) == [key]


def test_a_birth_that_has_not_come_is_found_again_when_sending():
    unborn = CHILD.with_(birth=replace(CHILD.birth, year=2027))
    assert keys_of(replace(RELATIVE, participant=unborn)) == ["birth.in_the_future"]


@pytest.mark.parametrize(
    "draft", [SELF.without_phone_proof(), RELATIVE.with_consent(Consent(Purpose.NOTICES, "1", False))]
)
def test_going_on_without_a_code_or_without_messages_is_no_lack(draft: Draft):
    assert keys_of(draft) == []


def test_a_child_may_be_registered_by_a_relative_only():
    assert keys_of(replace(RELATIVE, participant=CHILD)) == []


@pytest.mark.parametrize("day", [TODAY, None])
def test_a_child_from_seven_needs_their_own_word_as_well(day: date | None):
    draft = replace(RELATIVE, participant=PUPIL, day=day)
    assert keys_of(draft) == []
    assert keys_of(draft.without_consent(Purpose.CHILD)) == ["consent.child_missing"]
    assert keys_of(draft.with_consent(Consent(Purpose.CHILD, "1", granted=False))) == [
        "consent.child_missing"
    ]


def test_a_consent_taken_back_is_asked_for_again():
    assert keys_of(SELF.without_consent(Purpose.REGISTRATION)) == ["consent.registration_missing"]


def test_another_person_takes_proof_and_consent_with_them():
    draft = SELF.with_person(WOMAN)
    assert (draft.is_confirmed, draft.phone_proof, draft.consents, draft.phone) == (False, None, (), PHONE)


def test_a_corrected_name_keeps_proof_and_consent_but_is_read_again():
    draft = SELF.with_person(MAN.with_(full_name="Nguyễn Văn Thử"))
    assert (draft.is_confirmed, draft.phone_proof, draft.consents) == (False, "proof", SELF.consents)


@pytest.mark.parametrize("commune", [None, ""])
def test_a_commune_that_nobody_knows_is_no_lack(commune: str | None):
    assert keys_of(replace(SELF, commune=commune)) == []


def test_a_commune_goes_with_the_person_and_the_address():
    assert SELF.with_person(MAN.with_(full_name="Nguyễn Văn Thử")).commune == SELF.commune
    for other in (WOMAN, MAN.with_(address="Xóm Giả Định")):
        assert (SELF.with_person(other).commune, SELF.with_person(other).is_commune_guessed) == (None, False)


def test_another_helper_declares_anew():
    draft = RELATIVE.with_helper(MAN.with_(citizen_id="006090000012"))
    assert draft.consent(Purpose.DECLARATION) is None
    assert draft.consent(Purpose.REGISTRATION) is not None
    assert draft.phone_proof is None


def test_another_relation_is_declared_anew():
    assert RELATIVE.with_relation(Relation.SPOUSE).consent(Purpose.DECLARATION) is None


def test_another_phone_is_proved_anew_and_the_same_one_is_not():
    assert SELF.with_phone("+84900000012", PhoneOwner.SELF).phone_proof is None
    assert SELF.with_phone(PHONE, PhoneOwner.SELF) is SELF


def test_an_answer_given_again_replaces_the_first():
    draft = SELF.with_consent(Consent(Purpose.NOTICES, "2", granted=False))
    assert draft.consent(Purpose.NOTICES) == Consent(Purpose.NOTICES, "2", granted=False)
    assert len(draft.consents) == len(SELF.consents)


def test_the_receipts_code_follows_from_the_draft_alone():
    assert SELF.receipt_code == Draft(KEY, Path.RELATIVE).receipt_code
    assert readable_code.is_valid(SELF.receipt_code)


def test_a_helper_without_a_participant_yet_is_looked_at_alone():
    assert list(helper_problems(MAN, None, TODAY)) == []


def test_a_typed_identity_is_not_a_scanned_one():
    assert is_scanned(MAN)
    assert not is_scanned(Person())
    assert not is_scanned(None)
