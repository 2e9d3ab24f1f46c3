"""An officer corrects a registration that waits: by the kiosk's rules, with the person's word."""

from typing import Any

import pytest

from kiosk.backend.storage.schema import audit, events, registrations
from tests.backend.office import AUDITOR, FAR, LAN, Office, Seat, code_of
from tests.backend.world import MAU, NGHIEM, VAULT, new_key

PLAIN = {**NGHIEM, "full_name": "Tran Thi Thu Nghiem", "birth": "1949-05-01"}
"""Whose name came without accents and whose year was mistyped."""


async def wish(seat: Seat, code: str, changes: dict[str, str], **more: Any) -> dict[str, Any]:
    """What an officer who has just read the dossier sends."""
    return {
        "version": (await seat.dossier(code))["version"],
        "changes": [{"field": field, "value": value} for field, value in changes.items()],
        "reason": "by_card",
        "agreed": "present",
        **more,
    }


def path(code: str) -> str:
    return f"/v1/desk/dossiers/{code}/corrections"


async def test_a_name_and_a_birth_are_corrected_and_agree_with_the_register(office: Office) -> None:
    code, mai = await office.waiting(PLAIN), await office.seat()
    before = await mai.dossier(code)
    assert "details_agree" in before["reasons"]
    changes = {"full_name": NGHIEM["full_name"], "birth": "1/5/1948"}
    answer = await mai.post(path(code), await wish(mai, code, changes, note="Theo thẻ."))
    assert answer.status_code == 200, answer.text
    after = await mai.dossier(code)
    assert (after["declared"]["full_name"], after["declared"]["birth"]) == (
        NGHIEM["full_name"],
        "1948-05-01",
    )
    assert after["status"] == "pending_review"
    assert answer.json()["reasons"] == after["reasons"]
    assert answer.json()["version"] == after["version"] != before["version"]
    assert set(before["reasons"]) - set(after["reasons"]) == {"details_agree", "card_consistent"}
    assert after["differences"] == []
    step = after["history"][-1]
    assert (step["by"], step["reason"], step["agreed"], step["note"]) == (
        "Lê Thị Mai",
        "corrected.by_card",
        "present",
        "Theo thẻ.",
    )
    assert step["changes"] == [
        {"field": "full_name", "old": PLAIN["full_name"], "new": NGHIEM["full_name"]},
        {"field": "birth", "old": "1949-05-01", "new": "1948-05-01"},
    ]


async def test_the_corrected_name_is_found_and_nothing_of_it_stands_in_clear(office: Office) -> None:
    wrong = {**NGHIEM, "full_name": "Trần Thị Sai Tên"}
    code, mai = await office.waiting(wrong), await office.seat()
    await mai.post(path(code), await wish(mai, code, {"full_name": NGHIEM["full_name"]}))
    assert await mai.queue(search="thu nghiem") == [code]
    assert await mai.queue(search="sai ten") == []
    row, event = office.world.rows(registrations)[0], office.world.rows(events)[-1]
    kept = repr([tuple(row), tuple(event), *office.world.rows(audit)])
    assert NGHIEM["full_name"] not in kept
    assert "Sai" not in kept
    lines = [(r.actor, r.action, r.subject) for r in office.world.rows(audit)]
    assert ("officer:mai", "registration_corrected", code) in lines


async def test_a_corrected_registration_is_decided_like_any_other(office: Office) -> None:
    code, mai = await office.waiting(PLAIN), await office.seat()
    await mai.post(path(code), await wish(mai, code, {"full_name": NGHIEM["full_name"]}))
    assert (await mai.decide(code, "approve")).json()["status"] == "approved"
    undone = await mai.post(f"/v1/desk/dossiers/{code}/undo")
    assert undone.json()["status"] == "pending_review"
    assert (await mai.dossier(code))["declared"]["full_name"] == NGHIEM["full_name"]


async def test_a_correction_is_no_decision_that_could_be_taken_back(office: Office) -> None:
    code, mai = await office.waiting(PLAIN), await office.seat()
    await mai.decide(code, "ask_more", note="Mời mang thẻ.")
    office.world.pass_time(minutes=1)
    await mai.post(path(code), await wish(mai, code, {"full_name": NGHIEM["full_name"]}))
    assert (await mai.dossier(code))["undo_until"] is None
    undone = await mai.post(f"/v1/desk/dossiers/{code}/undo")
    assert code_of(undone) == (409, "undo_impossible")
    standing = await office.world.http.get(f"/v1/registrations/{code}")
    assert [step["status"] for step in standing.json()["history"]] == [
        "received",
        "pending_review",
        "needs_more",
    ]
    assert standing.json()["note"] == "Mời mang thẻ."


async def test_another_phone_is_no_longer_proved(office: Office) -> None:
    world = office.world
    proof = await world.prove(NGHIEM, "+84970000000")
    code, mai = await office.waiting(NGHIEM, proof=proof, phone="+84970000000"), await office.seat()
    assert (await mai.dossier(code))["phone_proved"]
    await mai.post(path(code), await wish(mai, code, {"phone": "098 000 0000"}))
    dossier = await mai.dossier(code)
    assert (dossier["phone"], dossier["phone_proved"]) == ("+84980000000", False)
    assert "phone_proved" in dossier["reasons"]
    assert world.rows(registrations)[0].phone is None
    await mai.decide(code, "approve")
    assert world.rows(registrations)[0].phone == VAULT.phone("+84980000000")


async def test_other_details_leave_a_proved_phone_proved(office: Office) -> None:
    proof = await office.world.prove(NGHIEM, "+84970000000")
    code, mai = await office.waiting(NGHIEM, proof=proof, phone="+84970000000"), await office.seat()
    await mai.post(path(code), await wish(mai, code, {"address": "Thôn Giả Định"}))
    assert (await mai.dossier(code))["phone_proved"]
    assert office.world.rows(registrations)[0].phone == VAULT.phone("+84970000000")


async def test_relation_and_helper_are_corrected(office: Office) -> None:
    code, mai = await office.waiting(NGHIEM, helper=MAU), await office.seat()
    changes = {"relation": "grandparent", "helper_full_name": "Nguyễn Văn Mẫu Thử", "commune": "26740"}
    answer = await mai.post(path(code), await wish(mai, code, changes))
    assert answer.status_code == 200, answer.text
    dossier = await mai.dossier(code)
    assert dossier["helper"]["relation"] == "grandparent"
    assert dossier["helper"]["full_name"] == "Nguyễn Văn Mẫu Thử"
    assert dossier["declared"]["commune"] == "26740"


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"full_name": "Mẫu 2"}, "name.has_digits"),
        ({"birth": "31/02/1948"}, "birth.impossible"),
        ({"birth": "2015"}, "participant.is_minor"),
        ({"phone": "123"}, "phone.length"),
        ({"relation": "parent"}, "helper.missing"),
        ({"phone_owner": "self"}, "phone.missing"),
        ({"helper_number": "006090000011"}, "changes"),
        ({"sex": "female"}, "correction.nothing"),
    ],
)
async def test_what_the_kiosk_would_not_take_is_no_correction(
    office: Office, changes: dict[str, str], problem: str
) -> None:
    code, mai = await office.waiting(NGHIEM), await office.seat()
    answer = await mai.post(path(code), await wish(mai, code, changes))
    assert code_of(answer) == (422, "invalid_body")
    assert problem in answer.json()["fields"]
    assert len((await mai.dossier(code))["history"]) == 2


async def test_a_citizens_number_has_no_field(office: Office) -> None:
    code, mai = await office.waiting(NGHIEM), await office.seat()
    answer = await mai.post(path(code), await wish(mai, code, {"citizen_id": MAU["citizen_id"]}))
    assert code_of(answer) == (422, "invalid_body")


async def test_a_dossier_that_changed_meanwhile_is_read_again_first(office: Office) -> None:
    code, mai, lan = await office.waiting(PLAIN), await office.seat(), await office.seat(LAN)
    stale = await wish(mai, code, {"birth": "1948"})
    await lan.post(path(code), await wish(lan, code, {"full_name": NGHIEM["full_name"]}))
    assert code_of(await mai.post(path(code), stale)) == (409, "dossier_changed")
    assert (await mai.dossier(code))["declared"]["birth"] == PLAIN["birth"]


async def test_what_was_decided_is_corrected_no_more(office: Office) -> None:
    code, mai = await office.waiting(PLAIN), await office.seat()
    body = await wish(mai, code, {"birth": "1948"})
    await mai.decide(code, "refuse", note="Không đúng.")
    late = await mai.post(path(code), body)
    assert code_of(late) == (409, "correction_impossible")
    assert late.json()["fields"] == ["status.refused"]


async def test_the_same_correction_sent_again_is_made_once(office: Office) -> None:
    code, mai, key = await office.waiting(PLAIN), await office.seat(), new_key()
    body = await wish(mai, code, {"birth": "1948"})
    first, again = await mai.post(path(code), body, key), await mai.post(path(code), body, key)
    assert first.status_code == 200
    assert first.content == again.content
    assert len((await mai.dossier(code))["history"]) == 3


async def test_only_who_may_decide_here_corrects(office: Office) -> None:
    code, mai = await office.waiting(PLAIN), await office.seat()
    body = await wish(mai, code, {"birth": "1948"})
    for account in (AUDITOR, FAR):
        seat = await office.seat(account)
        assert code_of(await seat.post(path(code), body)) == (403, "not_permitted")


async def test_while_the_register_is_away_what_it_said_stays(office: Office) -> None:
    code, mai = await office.waiting(PLAIN), await office.seat()
    changes = {"full_name": NGHIEM["full_name"], "birth": NGHIEM["birth"]}
    body = await wish(mai, code, changes)
    office.world.line.is_down = True
    answer = await mai.post(path(code), body)
    assert answer.status_code == 200, answer.text
    assert "details_agree" in answer.json()["reasons"]
    assert "insurer_away" not in answer.json()["reasons"]
