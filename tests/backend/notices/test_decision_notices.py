"""A decision is told by message: to who agreed to it, once, by day, and not if it was undone."""

from datetime import timedelta
from typing import Any

import pytest

from kiosk.backend.clock import VIETNAM
from kiosk.backend.messages import message_queue
from kiosk.backend.notices.notice import NoticeOffice
from kiosk.backend.storage.schema import messages
from kiosk.domain import gsm, names, readable_code
from kiosk.resources.languages import languages
from tests.backend.office import Office
from tests.backend.world import MAU, NGHIEM, VAULT, body, new_key

PHONE = "+84970000000"


async def registered(
    office: Office, *, agrees: bool = True, is_proved: bool = True, phone: str | None = PHONE
) -> str:
    """A mother whom her daughter registers, on the daughter's phone; return the receipt code."""
    proof = await office.world.prove(NGHIEM, PHONE, "helper") if is_proved else None
    sent = body(NGHIEM, proof=proof, phone=phone, helper=MAU, captured_at=office.world.at)
    sent["consents"].append({"purpose": "notices", "version": "1", "granted": agrees})
    answer = await office.world.register(sent, new_key())
    assert answer["status"] == "pending_review", answer
    office.world.pass_time(seconds=1)
    return str(answer["receipt_code"])


def queued(office: Office) -> list[Any]:
    return [row for row in office.world.rows(messages) if row.kind == "decision"]


@pytest.mark.parametrize("decision", ["approve", "ask_more", "refuse"])
async def test_who_agreed_is_told_what_was_decided_once_the_officer_cannot_undo_it(
    office: Office, decision: str
) -> None:
    code, mai = await registered(office), await office.seat()
    key = new_key()
    for _ in range(2):  # the same order again is the same decision
        path = f"/v1/desk/dossiers/{code}/decision"
        given = {"decision": decision, "reason": "other_person", "note": "Mời đến quầy."}
        assert (await mai.post(path, given, key)).status_code == 200
    (row,) = queued(office)
    phone, words = message_queue.unseal(VAULT, row.sealed)
    assert phone == PHONE
    assert words is not None
    assert readable_code.grouped(code) in words
    assert row.due_at > office.world.at + timedelta(seconds=10)
    assert gsm.parts(words).parts == 1
    for personal in (*NGHIEM["full_name"].split(), NGHIEM["citizen_id"]):
        assert names.unaccented(personal).lower() not in words.lower().split()


async def test_what_was_undone_is_not_told_and_what_is_decided_anew_is(office: Office) -> None:
    code, mai = await registered(office), await office.seat()
    await mai.decide(code, "approve")
    assert (await mai.post(f"/v1/desk/dossiers/{code}/undo")).json()["status"] == "pending_review"
    assert queued(office) == []
    office.world.pass_time(seconds=30)
    await mai.decide(code, "approve")
    assert len(queued(office)) == 1


async def test_what_was_asked_for_and_came_is_told_again(office: Office) -> None:
    code, mai = await registered(office), await office.seat()
    await mai.decide(code, "ask_more", note="Mời mang thẻ.")
    office.world.pass_time(minutes=2)
    await mai.decide(code, "approve")
    assert len(queued(office)) == 2


@pytest.mark.parametrize("who", [{"agrees": False}, {"is_proved": False, "phone": None}])
async def test_who_did_not_agree_or_has_no_phone_is_sent_nothing(office: Office, who: dict[str, Any]) -> None:
    code, mai = await registered(office, **who), await office.seat()
    await mai.decide(code, "approve")
    assert queued(office) == []


async def test_a_phone_that_was_only_typed_hears_of_an_approval_and_of_nothing_else(office: Office) -> None:
    code, mai = await registered(office, is_proved=False), await office.seat()
    await mai.decide(code, "ask_more", note="Mời mang thẻ.")
    assert queued(office) == []
    office.world.pass_time(minutes=2)
    await mai.decide(code, "approve")
    assert len(queued(office)) == 1


async def test_a_phone_does_not_ring_at_night(office: Office) -> None:
    code, mai = await registered(office), await office.seat()
    office.world.pass_time(hours=9.5)
    mai = await office.seat()
    night = office.world.at.astimezone(VIETNAM)
    office.world.pass_time(hours=21 - night.hour if night.hour < 21 else 0)
    mai = await office.seat()
    await mai.decide(code, "approve")
    (row,) = queued(office)
    due = row.due_at.astimezone(VIETNAM)
    assert (due.hour, due.minute) == (8, 0)
    assert due > office.world.at


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("status", ["approved", "needs_more", "refused"])
def test_the_longest_notice_is_one_part_in_every_language_without_a_link(language: str, status: str) -> None:
    office = NoticeOffice("Ủy ban nhân dân phường " + "Thử Nghiệm " * 9, "+84 (000) 000 0000 / 000000")
    words = office.write(f"decision_{status}", language, code="7K3M 9QXR A2WD")
    assert gsm.parts(words).parts == 1, len(words)
    assert gsm.is_gsm7(words)
    assert not any(sign in words for sign in ("http", "www", ".vn", "{"))
    reminder = office.write("reminder", language, initials="T.T.T.N.M.", day="31/12/2026")
    assert gsm.parts(reminder).parts == 1
