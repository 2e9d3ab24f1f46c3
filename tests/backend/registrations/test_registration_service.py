import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import base45
import cbor2
import pytest
from cwt import COSE, COSEKey

from kiosk.backend.storage.schema import audit, events, registrations
from kiosk.domain import readable_code
from kiosk.domain.registration.eligibility import Status
from kiosk.domain.scans import card_codes
from kiosk.trust.signed_text import raw
from tests.backend.world import GONE, MAU, NGHIEM, POLICY, START, STRANGER, THU, World, body, new_key


async def test_a_person_whose_own_phone_is_on_record_is_approved_with_their_card(world: World) -> None:
    answer = await world.approved()
    assert answer["reasons"] == []
    card = answer["card"]
    assert card["is_sample"]
    assert card["facility_name"] == "Bệnh viện Mẫu"
    assert readable_code.is_valid(card["code"])
    scan = card_codes.parse(card["payload"], START.date())
    assert isinstance(scan, card_codes.InsuranceCard)
    assert (scan.full_name, scan.birth.iso, scan.insurance_id) == (
        MAU["full_name"],
        "1990-01-01",
        "0000000011",
    )


async def test_the_receipt_is_signed_and_bound_to_the_idempotency_key(world: World) -> None:
    key = new_key()
    answer = await world.register(body(NGHIEM), key)
    assert answer["receipt_code"] == readable_code.derived("receipt", key)
    (current,) = world.signer.published
    public = COSEKey.new({1: 1, 2: current.kid.encode(), 3: -8, -1: 6, -2: raw(current)})
    assert cbor2.loads(COSE.new().decode(base45.b45decode(answer["receipt"]), public)) == {
        "typ": "receipt",
        "code": answer["receipt_code"],
        "key": hashlib.sha256(key.encode()).hexdigest()[:32],
        "status": "pending_review",
        "iat": int(START.timestamp()),
    }


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({}, []),
        ({"id_source": "typed"}, ["card_scanned"]),
        ({"warnings": ["sex.contradicts_number"]}, ["card_consistent"]),
        ({"sex": "female"}, ["card_consistent"]),
        ({"birth": "1991-01-01"}, ["card_consistent"]),
        ({"full_name": "Nguyễn Văn Khác"}, []),
        ({"birth": "1990-01-02"}, []),
    ],
)
async def test_what_does_not_hold_waits_for_an_officer_and_only_declared_reasons_are_told(
    world: World, change: dict[str, object], shown: list[str]
) -> None:
    proof = None if not change else await world.prove(MAU, MAU["phone"])
    answer = await world.register(body(MAU, proof=proof, **change))
    assert (answer["status"], answer["card"]) == ("pending_review", None)
    assert answer["reasons"] == shown + ([] if change else ["phone_proved"])


@pytest.mark.parametrize(
    "person", [STRANGER, GONE, NGHIEM], ids=["unknown", "deceased", "no phone on record"]
)
async def test_a_proved_phone_that_is_not_the_one_on_record_does_not_open_a_card(
    world: World, person: dict[str, str]
) -> None:
    proof = await world.prove(person, "+84970000000")
    answer = await world.register(body(person, proof=proof, phone="+84970000000"))
    assert (answer["status"], answer["reasons"], answer["card"]) == ("pending_review", [], None)


async def test_a_deceased_persons_phone_on_record_opens_nothing(world: World) -> None:
    proof = await world.prove(GONE, GONE["phone"])
    answer = await world.register(body(GONE, proof=proof))
    assert (answer["status"], answer["card"]) == ("pending_review", None)


async def test_a_name_without_marks_agrees_with_the_register(world: World) -> None:
    proof = await world.prove(MAU, MAU["phone"])
    answer = await world.register(body(MAU, proof=proof, full_name="NGUYEN VAN MAU"))
    assert answer["status"] == "approved"


async def test_somebody_without_an_insurance_number_is_approved_without_a_card(world: World) -> None:
    answer = await world.approved(THU)
    assert answer["card"] is None


async def test_a_mother_without_a_phone_waits_for_an_officer(world: World) -> None:
    proof = await world.prove(NGHIEM, MAU["phone"], "helper")
    answer = await world.register(body(NGHIEM, proof=proof, phone=MAU["phone"], helper=MAU))
    assert (answer["status"], answer["reasons"]) == ("pending_review", ["by_themselves"])


async def test_the_stricter_setting_leaves_everything_to_an_officer(build: Callable[..., World]) -> None:
    world = build(replace(POLICY, at_once=False))
    proof = await world.prove(MAU, MAU["phone"])
    answer = await world.register(body(MAU, proof=proof))
    assert (answer["status"], answer["reasons"]) == ("pending_review", ["office_reviews_all"])


async def test_whoever_is_registered_already_gets_their_card_against_the_second_factor(world: World) -> None:
    first = await world.approved()
    proof = await world.prove(MAU, MAU["phone"])
    again = await world.register(body(MAU, proof=proof))
    assert (again["status"], again["reasons"]) == ("refused", ["already_registered"])
    assert again["card"] == first["card"]


async def test_without_the_second_factor_nobody_learns_that_a_person_is_registered(world: World) -> None:
    await world.approved()
    known = await world.register(body(MAU))
    unknown = await world.register(body(STRANGER))
    for answer in (known, unknown):
        assert (answer["status"], answer["reasons"], answer["card"]) == (
            "pending_review",
            ["phone_proved"],
            None,
        )
    assert len(known["receipt"]) == len(unknown["receipt"])


async def test_a_second_registration_while_the_first_waits_waits_too(world: World) -> None:
    await world.register(body(MAU))
    proof = await world.prove(MAU, MAU["phone"])
    answer = await world.register(body(MAU, proof=proof))
    assert (answer["status"], answer["reasons"]) == ("pending_review", [])


@pytest.mark.parametrize(("late", "status"), [(29, "approved"), (31, "pending_review")])
async def test_a_proof_is_judged_by_when_the_registration_was_made(
    world: World, late: int, status: str
) -> None:
    proof = await world.prove(MAU, MAU["phone"])
    world.pass_time(days=7)  # it waited in the outbox
    answer = await world.register(body(MAU, proof=proof, captured_at=START + timedelta(minutes=late)))
    assert answer["status"] == status
    assert answer["reasons"] == ([] if status == "approved" else ["proof_fresh"])


@pytest.mark.parametrize("proof", ["nonsense", "", "NOT BASE45", "6BF"])
async def test_a_proof_that_proves_nothing_is_no_reason_to_refuse(world: World, proof: str) -> None:
    answer = await world.register(body(MAU, proof=proof or "-"))
    assert (answer["status"], answer["reasons"]) == ("pending_review", ["phone_proved"])


async def test_a_proof_for_somebody_else_or_another_phone_proves_nothing(world: World) -> None:
    of_nghiem = await world.prove(NGHIEM, "+84970000000")
    other_person = await world.register(body(MAU, proof=of_nghiem, phone="+84970000000"))
    other_phone = await world.register(body(NGHIEM, proof=of_nghiem, phone="+84980000000"))
    assert other_person["reasons"] == other_phone["reasons"] == ["phone_proved"]


async def test_one_registration_is_one_row_one_event_and_one_audit_line(world: World) -> None:
    before = world.count(audit)
    answer = await world.register(body(NGHIEM))
    assert world.count(registrations) == world.count(events) == world.count(audit) - before == 1
    row = world.rows(registrations)[0]
    assert row.receipt_code == answer["receipt_code"]
    assert world.dossier().phone_proof is None
    assert row.reasons == ["phone_proved", "phone_in_register"]


async def test_a_phone_that_was_merely_typed_takes_nobodys_room(world: World) -> None:
    await world.register(body(STRANGER, phone=MAU["phone"]))
    assert (await world.approved())["status"] == "approved"


@pytest.mark.parametrize(
    ("spoil", "fields"),
    [
        (lambda b: b["participant"].update(birth="1990-13-01"), ["birth.impossible"]),
        (lambda b: b["participant"].update(birth="soon"), ["birth.invalid"]),
        (lambda b: b["participant"].update(citizen_id="00609000001"), ["citizen_id.invalid"]),
        (lambda b: b["participant"].pop("full_name"), ["full_name.missing"]),
        (lambda b: b["participant"].update(full_name="\u0000\u0007"), ["full_name.invalid"]),
        (lambda b: b.update(surprise=1), ["surprise.unknown"]),
        (lambda b: b.update(consents=[]), ["consent.registration_missing"]),
        (lambda b: b["consents"][0].update(granted=False), ["consent.registration_missing"]),
        (lambda b: b.update(captured_at="2026-11-16T09:00:00"), ["captured_at.invalid"]),
        (lambda b: b.update(captured_at="0001-01-01T00:00:00+14:00"), ["captured_at.invalid"]),
        (lambda b: b.update(phone="0900000000"), ["phone.invalid"]),
    ],
)
async def test_a_body_that_cannot_be_understood_names_its_fields(
    world: World, spoil, fields: list[str]
) -> None:
    spoiled = body(MAU)
    spoil(spoiled)
    response = await world.post("/v1/registrations", spoiled)
    assert (response.status_code, response.json()["code"]) == (422, "invalid_body")
    assert response.json()["fields"] == fields
    assert "Mẫu" not in response.text
    assert world.count(registrations) == 0


async def test_a_helper_has_to_declare(world: World) -> None:
    helped = body(NGHIEM, helper=MAU)
    helped["consents"].pop()
    response = await world.post("/v1/registrations", helped)
    assert response.json()["fields"] == ["consent.declaration_missing"]


async def test_control_characters_and_loose_letters_do_not_reach_the_dossier(world: World) -> None:
    await world.register(body(STRANGER, full_name="Đỗ\u001b[2J Va\u0306n  Giả", address="Số 1\u0000\nNgõ"))
    participant = world.dossier().participant
    assert participant.full_name == "Đỗ[2J Văn Giả"
    assert participant.address == "Số 1 Ngõ"


async def test_the_standing_tells_status_and_history_and_no_personal_data(world: World) -> None:
    answer = await world.register(body(NGHIEM))
    world.pass_time(minutes=2)
    await world.backend.decisions.decide(
        answer["receipt_code"], Status.NEEDS_MORE, officer="x", note="Mang thẻ đến quầy."
    )
    response = await world.http.get(f"/v1/registrations/{answer['receipt_code']}")
    standing = response.json()
    assert standing["status"] == "needs_more"
    assert standing["note"] == "Mang thẻ đến quầy."
    assert standing["updated_at"] == "2026-11-16T02:02:00Z"
    assert [happened["status"] for happened in standing["history"]] == [
        "received",
        "pending_review",
        "needs_more",
    ]
    assert NGHIEM["citizen_id"] not in response.text


@pytest.mark.parametrize("code", ["222222222222", "nonsense", "%00", "BHXH"])
async def test_an_unknown_receipt_code_is_said_to_be_unknown(world: World, code: str) -> None:
    response = await world.http.get(f"/v1/registrations/{code}")
    assert (response.status_code, response.json()["code"]) == (404, "receipt_unknown")
