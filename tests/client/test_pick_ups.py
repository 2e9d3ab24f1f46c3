"""Half-filled forms, sealed at the kiosk: only their code opens them, and what was answered comes back."""

import base64
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.client.pick_ups import HttpPickUps, decrypted_draft, encrypted_draft
from kiosk.contract.pick_ups import PICK_UPS, PickUpKeys
from kiosk.domain import readable_code
from kiosk.domain.dates import PartialDate
from kiosk.domain.people import IdSource, Person, Relation, Sex
from kiosk.domain.problems import Problem
from kiosk.domain.registration.draft import Consent, Draft, Path, PhoneOwner, Purpose
from kiosk.ports.errors import Refused, Unavailable
from tests.client.counterpart import NOW, problem, response, served
from tests.domain.samples import MAN, complete_draft

CODE = readable_code.derived(readable_code.PICK_UP, "a form")
LOCK, OTHER = PickUpKeys(CODE.lower().ljust(32, "0"), bytes(32)), PickUpKeys("f" * 32, bytes(31) + b"\1")
"""Made up: deriving one takes a tenth of a second."""

TEXTS = st.text(st.characters(codec="utf-8"), max_size=40)
PEOPLE = st.builds(
    Person,
    citizen_id=st.sampled_from(["", "006090000011"]),
    full_name=TEXTS,
    birth=st.none() | st.sampled_from([PartialDate(1948), PartialDate(1948, 5), PartialDate(1948, 5, 1)]),
    sex=st.none() | st.sampled_from(Sex),
    address=st.none() | TEXTS,
    source=st.sampled_from(IdSource),
    insurance_id=st.none() | st.just("0000000017"),
    warnings=st.lists(st.builds(Problem, TEXTS, st.dictionaries(TEXTS, TEXTS, max_size=2)), max_size=2).map(
        tuple
    ),
)
DRAFTS = st.builds(
    Draft,
    idempotency_key=st.just("0" * 32),
    path=st.sampled_from(Path),
    relation=st.none() | st.sampled_from(Relation),
    participant=st.none() | PEOPLE,
    is_confirmed=st.booleans(),
    helper=st.none() | PEOPLE,
    phone=st.none() | st.just("+84900000000"),
    phone_owner=st.none() | st.sampled_from(PhoneOwner),
    is_phone_unproved=st.booleans(),
    consents=st.lists(st.builds(Consent, st.sampled_from(Purpose), TEXTS, st.booleans()), max_size=3).map(
        tuple
    ),
)


@given(DRAFTS)
def test_every_answer_comes_back_as_it_was_given(draft):
    opened = decrypted_draft(encrypted_draft(draft, LOCK), LOCK)
    assert opened == draft
    assert [w.values for w in (opened.participant or MAN).warnings] == [
        w.values for w in (draft.participant or MAN).warnings
    ]


@given(DRAFTS)
def test_another_code_opens_nothing(draft):
    with pytest.raises(ValueError, match="not a form"):
        decrypted_draft(encrypted_draft(draft, LOCK), OTHER)


@given(st.data())
@settings(max_examples=200)
def test_a_form_that_was_touched_anywhere_does_not_open(data):
    sealed = bytearray(encrypted_draft(complete_draft(), LOCK))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(ValueError, match="not a form"):
        decrypted_draft(bytes(sealed), LOCK)


@pytest.mark.parametrize("length", [0, 5, 12, 27, 100])
def test_a_form_that_was_cut_short_does_not_open(length):
    with pytest.raises(ValueError):  # noqa: PT011 - whichever way the cipher says it
        decrypted_draft(encrypted_draft(complete_draft(), LOCK)[:length], LOCK)


def test_nothing_readable_and_no_proof_of_a_phone_is_in_it():
    draft = replace(complete_draft(Path.RELATIVE, PhoneOwner.HELPER), phone_proof="PROOF")
    sealed = encrypted_draft(draft, LOCK)
    for person in (draft.participant, draft.helper):
        for word in (person.citizen_id, person.full_name, person.full_name.split()[-1], "1990", "900000000"):
            assert word.encode() not in sealed
    assert decrypted_draft(sealed, LOCK) == replace(draft, phone_proof=None)


def test_its_length_does_not_tell_how_far_somebody_came():
    little = Draft("0" * 32, Path.SELF).with_person(MAN)
    assert len(encrypted_draft(little, LOCK)) == len(encrypted_draft(complete_draft(), LOCK))


def test_the_same_form_is_never_sealed_alike_twice():
    assert encrypted_draft(complete_draft(), LOCK) != encrypted_draft(complete_draft(), LOCK)


def test_a_code_leads_to_the_same_lock_everywhere_and_another_code_to_another():
    lock, again, other = PickUpKeys.of(CODE), PickUpKeys.of(CODE), PickUpKeys.of(CODE[::-1])
    assert lock == again
    assert not {lock.form_id, lock.key} & {other.form_id, other.key}
    assert CODE not in lock.form_id.upper()


# Over the API.


async def test_keeping_sends_an_id_and_a_sealed_form_and_never_the_code(short):
    kept = {"signed": "6BF", "expires_at": NOW.isoformat()}
    async with served(lambda _: response(kept, 201), short) as (counterpart, api):
        form = await HttpPickUps(api).keep(complete_draft(), CODE)
    (request,) = counterpart.heard
    body = json.loads(request.body)
    assert (form.code, form.signed, form.expires_at) == (CODE, "6BF", NOW)
    assert (request.method, request.path) == ("POST", PICK_UPS)
    assert set(body) == {"form_id", "sealed"}
    assert decrypted_draft(base64.b64decode(body["sealed"]), PickUpKeys.of(CODE)).participant == MAN
    assert CODE not in f"{request.path} {request.headers} {request.body!r}"


async def test_opening_asks_by_the_id_and_erasing_too(short):
    sealed = base64.b64encode(encrypted_draft(complete_draft(), PickUpKeys.of(CODE))).decode()
    async with served(lambda r: response({"sealed": sealed} if r.method == "GET" else {}), short) as (
        heard,
        api,
    ):
        pick_ups = HttpPickUps(api)
        assert (await pick_ups.open(CODE)).participant == MAN
        await pick_ups.erase(CODE)
    path = f"{PICK_UPS}/{PickUpKeys.of(CODE).form_id}"
    assert [(r.method, r.path) for r in heard.heard] == [("GET", path), ("POST", f"{path}/erase")]


@pytest.mark.parametrize("sealed", ["c2VhbGVk", "AAAA" * 500])
async def test_a_damaged_form_is_one_that_nobody_has(short, sealed):
    async with served(lambda _: response({"sealed": sealed}), short) as (_, api):
        with pytest.raises(Refused, match="pick_up_unknown"):
            await HttpPickUps(api).open(CODE)


async def test_what_is_no_answer_is_no_form(short):
    async with served(lambda _: response({"sealed": "not base64!"}), short) as (_, api):
        with pytest.raises(Unavailable, match="broken"):
            await HttpPickUps(api).open(CODE)


@pytest.mark.parametrize(("code", "status"), [("pick_up_unknown", 404), ("pick_ups_too_many", 429)])
async def test_a_no_keeps_its_reason(short, code, status):
    async with served(lambda _: problem(code, status), short) as (_, api):
        with pytest.raises(Refused, match=code):
            await HttpPickUps(api).open(CODE)
