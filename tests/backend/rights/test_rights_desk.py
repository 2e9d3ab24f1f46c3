"""Rights at the desk: what waits, how it is settled, and approvals that are taken back."""

import pytest

from kiosk.backend.access import officers
from kiosk.backend.storage.schema import audit, cards, registrations
from kiosk.client import revocation_list
from kiosk.contract.cards import RevocationsAnswer
from kiosk.domain.verdict import Validity
from kiosk.trust.verification import read_revocations, verify
from tests.backend.office import AUDITOR, FAR, HUNG, MAI, code_of
from tests.backend.rights.scene import ask, found, proof
from tests.backend.world import MAU, NGHIEM

RIGHTS = "/v1/desk/rights-requests"


async def test_what_waits_stands_at_the_desk_with_the_nearest_deadline_first(world, office):
    await world.approved()
    erasing = (await ask(world, "erase", NGHIEM)).json()["code"]
    world.pass_time(days=2)
    correcting = (await ask(world, "correct", about="name", phone_proof=await proof(world))).json()["code"]
    mai = await office.seat(MAI)
    waiting = (await mai.get(RIGHTS)).json()
    assert waiting["total"] == 2
    assert [(task["code"], task["days_left"], task["is_proved"]) for task in waiting["tasks"]] == [
        (correcting, 10, True),
        (erasing, 18, False),
    ]
    assert waiting["tasks"][0]["full_name"] == MAU["full_name"]
    world.pass_time(days=60)
    late = (await (await office.seat(MAI)).get(RIGHTS)).json()["tasks"]
    assert all(task["days_left"] < 0 for task in late)
    assert (await (await office.seat(FAR)).get(RIGHTS)).json()["total"] == 0


async def test_an_officer_who_saw_the_person_does_what_they_asked_for(world, office):
    await office.waiting(NGHIEM)
    code = (await ask(world, "erase", NGHIEM)).json()["code"]
    mai = await office.seat(MAI)
    done = await mai.post(f"{RIGHTS}/{code}/outcome", {"outcome": "done"})
    assert (done.status_code, done.json()["state"]) == (200, "done"), done.text
    assert found(world, NGHIEM) == []
    again = await mai.post(f"{RIGHTS}/{code}/outcome", {"outcome": "done"})
    assert code_of(again) == (409, "rights_request_settled")


async def test_a_request_is_declined_with_a_reason_only(world, office):
    code = (await ask(world, "correct", NGHIEM, about="name")).json()["code"]
    mai = await office.seat(MAI)
    assert code_of(await mai.post(f"{RIGHTS}/{code}/outcome", {"outcome": "declined"}))[0] == 422
    far = await office.seat(FAR)
    assert (await far.post(f"{RIGHTS}/{code}/outcome", {"outcome": "done"})).status_code == 403
    answer = await mai.post(f"{RIGHTS}/{code}/outcome", {"outcome": "declined", "reason": "Thẻ ghi đúng."})
    assert answer.json()["state"] == "declined"
    unknown = await mai.post(f"{RIGHTS}/7K3M9QXRA2WD/outcome", {"outcome": "done"})
    assert code_of(unknown) == (404, "rights_request_unknown")


async def test_at_the_desk_an_officer_withdraws_for_the_person_before_them(world, office):
    code = (await world.approved())["receipt_code"]
    mai = await office.seat(MAI)
    answer = await mai.post(f"/v1/desk/dossiers/{code}/rights", {"right": "withdraw"})
    assert (answer.status_code, answer.json()["state"]) == (201, "done"), answer.text
    assert world.rows(registrations)[0].status == "withdrawn"
    last = world.rows(audit)[-1]
    assert (last.actor, last.action) == ("officer:mai", "right_withdraw_done")
    auditor = await office.seat(AUDITOR)
    assert (await auditor.post(f"/v1/desk/dossiers/{code}/rights", {"right": "erase"})).status_code == 403


async def test_a_supervisor_takes_an_approval_back_and_the_card_is_known_to_be_revoked(world, office):
    """Kiosks fetch the list each `EVERY` seconds, and it is never older than a second: a minute at most."""
    first = await world.approved()
    card, code = first["card"], first["receipt_code"]
    await world.http.get("/v1/revocations")
    hung = await office.seat(HUNG)
    body = {"reason": "wrong_person", "note": "Xin mang thẻ căn cước đến quầy."}
    assert (
        await (await office.seat(MAI)).post(f"/v1/desk/dossiers/{code}/take-back", body)
    ).status_code == 403
    answer = await hung.post(f"/v1/desk/dossiers/{code}/take-back", body)
    assert (answer.status_code, answer.json()["status"]) == (200, "pending_review"), answer.text
    world.pass_time(seconds=1)
    assert 1 + revocation_list.EVERY < 60
    listed = RevocationsAnswer.model_validate_json((await world.http.get("/v1/revocations")).content)
    known = read_revocations(listed, world.signer.readers)
    assert verify(card["proof"], world.signer.readers, known, world.at).validity is Validity.REVOKED
    dossier = await hung.dossier(code)
    assert (dossier["note"], dossier["reasons"]) == (body["note"], ["taken_back"])
    assert dossier["history"][-1]["reason"] == "taken_back_wrong_person"
    assert await hung.queue() == [code]
    again = await hung.post(f"/v1/desk/dossiers/{code}/take-back", body)
    assert code_of(again) == (409, "take_back_impossible")
    assert (await hung.decide(code, "approve")).status_code == 200
    assert world.rows(cards)[-1].revoked_at is None


@pytest.mark.parametrize("are_others", [True, False])
async def test_who_approved_takes_it_back_only_where_nobody_else_could(world, office, are_others):
    code = await office.waiting(NGHIEM)
    hung = await office.seat(HUNG)
    assert (await hung.decide(code, "approve")).status_code == 200
    world.pass_time(days=1)
    if not are_others:
        for login in ("hai", "truong"):
            world.store.write_now(lambda c, who=login: officers.disable(c, who, world.at))
    hung = await office.seat(HUNG)
    answer = await hung.post(f"/v1/desk/dossiers/{code}/take-back", {"reason": "deceased"})
    if are_others:
        assert code_of(answer) == (409, "take_back_by_another")
        assert world.rows(registrations)[0].status == "approved"
    else:
        assert answer.json()["status"] == "pending_review"
        assert world.rows(audit)[-1].action == "approval_taken_back_by_approver"
