"""A person's rights over their data, at the kiosk: what each does to the records."""

import pytest
import sqlalchemy as sa

from kiosk.backend.audit import trail, verification
from kiosk.backend.storage.schema import audit, cards, registrations, rights_requests
from kiosk.contract.cards import RevocationsAnswer
from kiosk.trust.signed_text import digest
from kiosk.trust.verification import read_revocations
from tests.backend.office import MAI, code_of
from tests.backend.rights.scene import ask, found, kept, proof, seen
from tests.backend.world import GONE, MAU, NGHIEM, STRANGER, THU, World, body, new_key


async def helped(world: World) -> str:
    """Let Thử register Nghiệm with her own phone; return the receipt code."""
    code = await world.prove(NGHIEM, THU["phone"], owner="helper")
    sent = body(NGHIEM, proof=code, phone=THU["phone"], helper=THU, captured_at=world.at)
    return str((await world.register(sent))["receipt_code"])


def actions(world: World) -> list[str]:
    """What the audit says was done."""
    return [line.action for line in world.rows(audit)]


async def test_a_person_sees_all_that_is_kept_of_them(world, office):
    code = (await world.approved())["receipt_code"]
    await (await office.seat(MAI)).dossier(code)
    answer = await kept(world, phone_proof=await proof(world))
    assert answer.status_code == 200, answer.text
    data = answer.json()
    (registration,) = data["registrations"]
    assert (registration["receipt_code"], registration["kiosk_name"]) == (code, "one")
    form = registration["form"]
    assert (form["full_name"], form["citizen_id"]) == (MAU["full_name"], MAU["citizen_id"])
    assert MAU["phone"] not in answer.text
    assert form["phone"] == "090 ••• ••00"
    assert [given["purpose"] for given in form["consents"]] == ["registration"]
    assert len(data["cards"]) == 1
    assert data["messages"] == [{"kind": "code", "day": "2026-11-16"}]
    assert data["viewings"] == [{"role": "officer", "day": "2026-11-16"}]
    assert MAI.full_name not in answer.text
    assert actions(world)[-1] == "kept_data_shown"


@pytest.mark.parametrize("person", [MAU, NGHIEM, STRANGER, GONE])
async def test_without_a_second_factor_everybody_is_told_the_same(world, person):
    await world.approved()
    shown, done = await kept(world, person), await ask(world, "erase", person)
    assert code_of(shown) == (403, "rights_not_available")
    assert (done.status_code, done.json()["state"]) == (201, "waiting")
    assert world.rows(registrations)[0].status == "approved"


async def test_a_code_for_somebody_else_opens_nothing(world):
    await world.approved()
    strangers = await proof(world)
    assert code_of(await kept(world, THU, phone_proof=strangers)) == (403, "proof_invalid")
    typed = await world.prove(NGHIEM, THU["phone"])
    assert code_of(await ask(world, "erase", NGHIEM, phone_proof=typed)) == (403, "rights_not_available")


async def test_withdrawing_closes_the_account_and_revokes_the_card_at_once(world):
    first = await world.approved()
    factor = await proof(world)
    answer = await ask(world, "withdraw", phone_proof=factor)
    assert answer.status_code == 201, answer.text
    receipt = answer.json()
    assert (receipt["state"], receipt["due_on"]) == ("done", "2026-12-07")
    claims = world.signer.read(receipt["receipt"], "rights")
    assert claims is not None
    assert (claims["code"], claims["right"], claims["status"]) == (receipt["code"], "withdraw", "done")
    row = world.rows(registrations)[0]
    assert (row.status, row.phone) == ("withdrawn", None)
    card = await world.post(
        "/v1/cards", {**{k: MAU[k] for k in ("citizen_id", "full_name", "birth")}, "phone_proof": factor}
    )
    assert card.status_code == 403
    listed = RevocationsAnswer.model_validate_json((await world.http.get("/v1/revocations")).content)
    assert digest(first["card"]["proof"]) in read_revocations(listed, world.signer.readers)
    assert {"registration_withdrawn", "card_revoked_withdrawn", "right_withdraw_done"} <= set(actions(world))


async def test_who_withdrew_may_come_back(world):
    await world.approved()
    assert (await ask(world, "withdraw", phone_proof=await proof(world))).status_code == 201
    world.pass_time(hours=2)
    assert (await world.approved())["status"] == "approved"


async def test_revoking_the_card_leaves_the_account(world):
    await world.approved()
    answer = await ask(world, "revoke_card", phone_proof=await proof(world))
    assert answer.json()["state"] == "done"
    assert world.rows(registrations)[0].status == "approved"
    assert world.rows(cards)[0].revoked_at == world.at


async def test_an_erased_person_is_nowhere_in_the_database(world, office):
    """Every table and column, raw and decrypted, but the insurer's own register."""
    office.equip(MAI)
    first, key = await world.approved(), new_key()
    await office.waiting(MAU)
    by_number = {**MAU, "citizen_id": "0000000011"}
    await proof(world, by_number)
    mai = await office.seat(MAI)
    await mai.decide(first["receipt_code"], "approve", note="Ông Nguyễn Văn Mẫu đã đến.")
    call = await seen(office, MAU)
    assert (await kept(world, call_id=call)).status_code == 200
    assert (await ask(world, "correct", about="name", call_id=call)).json()["state"] == "waiting"
    assert found(world, MAU)
    answer = await world.post(
        "/v1/rights-requests",
        {"citizen_id": MAU["citizen_id"], "full_name": MAU["full_name"], "birth": MAU["birth"]}
        | {"right": "erase", "call_id": call},
        key,
    )
    assert answer.json()["state"] == "done", answer.text
    assert found(world, MAU) == []
    rows = world.rows(registrations)
    assert {(row.status, row.salt, row.person) for row in rows} == {("withdrawn", None, None)}
    assert {(row.kind, row.state) for row in world.rows(rights_requests)} == {
        ("correct", "done"),
        ("erase", "done"),
    }
    assert [line.subject for line in world.rows(audit) if line.action == "right_erase_done"] == [
        answer.json()["code"]
    ]
    listed = RevocationsAnswer.model_validate_json((await world.http.get("/v1/revocations")).content)
    assert digest(first["card"]["proof"]) in read_revocations(listed, world.signer.readers)


@pytest.mark.parametrize("status", ["refused", "withdrawn", "approved"])
async def test_the_officers_lists_pass_over_who_was_erased(world, office, status):
    await world.approved()
    again = await world.prove(MAU, MAU["phone"])
    refused = await world.register(body(MAU, proof=again, captured_at=world.at))  # registered already
    assert refused["status"] == "refused"
    other = (await world.register(body(NGHIEM)))["receipt_code"]
    assert (await ask(world, "erase", phone_proof=await proof(world))).status_code == 201
    mai = await office.seat(MAI)
    assert await mai.queue(status=status) == []
    assert await mai.queue() == [other]


async def test_erasing_leaves_the_audits_chain_whole(world):
    await world.approved()
    world.store.write_now(trail.link)
    await ask(world, "erase", phone_proof=await proof(world))
    world.store.write_now(trail.link)
    assert world.store.read_now(verification.check).broken is None


async def test_a_registration_sent_again_after_it_was_erased_makes_no_new_one(world):
    key, sent = new_key(), body(MAU, proof=await world.prove(MAU, MAU["phone"]), captured_at=world.at)
    await world.register(sent, key)
    await ask(world, "erase", phone_proof=await proof(world))
    assert code_of(await world.post("/v1/registrations", sent, key)) == (410, "answer_erased")
    assert world.count(registrations) == 1
    assert found(world, MAU) == []


async def test_the_same_wish_twice_is_one_that_waits(world):
    first, second = await ask(world, "correct", about="name"), await ask(world, "correct", about="name")
    assert first.json()["code"] == second.json()["code"]
    assert world.count(rights_requests) == 1
    assert (await ask(world, "correct", about="address")).json()["code"] != first.json()["code"]


async def test_a_helper_sees_and_erases_their_own_part_only(world, office):
    code = await helped(world)
    factor = await proof(world, THU)
    data = (await kept(world, THU, phone_proof=factor)).json()
    assert data["registrations"] == []
    (help_,) = data["helped"]
    assert (help_["receipt_code"], help_["full_name"]) == (code, THU["full_name"])
    assert NGHIEM["full_name"] not in str(data)
    assert (await ask(world, "erase_helper", THU, phone_proof=factor)).json()["state"] == "done"
    sent = world.dossier()
    assert (sent.participant.full_name, sent.helper, sent.phone) == (NGHIEM["full_name"], None, None)
    assert world.rows(registrations)[0].status == "pending_review"
    assert (await (await office.seat(MAI)).dossier(code))["helper"] is None


async def test_an_erased_helper_is_nowhere_in_the_database(world):
    await helped(world)
    assert found(world, THU)
    factor = await proof(world, THU)
    assert (await ask(world, "erase", THU, phone_proof=factor)).json()["state"] == "done"
    assert found(world, THU) == []
    assert found(world, NGHIEM)


async def test_while_the_register_is_away_an_officers_word_still_withdraws(world, office):
    office.equip(MAI)
    await world.approved()
    call = await seen(office, MAU)
    world.line.is_down = True
    assert (await ask(world, "withdraw", call_id=call)).json()["state"] == "done"
    assert world.store.read_now(lambda c: c.scalar(sa.select(registrations.c.status))) == "withdrawn"
