"""What an officer asked for comes from who holds the slip, joins the form, and is first in the queue."""

from typing import Any

import httpx
import pytest

from kiosk.backend.storage.schema import audit, events, registrations
from tests.backend.office import AUDITOR, Office, Seat, code_of
from tests.backend.world import MAU, NGHIEM, STRANGER, VAULT, body, new_key

PHONE = "+84970000000"


class Asked:
    """A registration for which an officer asked for more, and its slip."""

    def __init__(self, office: Office, mai: Seat, answer: dict[str, Any]) -> None:
        self.office, self.mai = office, mai
        self.answer = answer
        self.code, self.receipt = str(answer["receipt_code"]), str(answer["receipt"])

    async def send(self, key: str | None = None, **parts: Any) -> httpx.Response:
        """Send what was asked for."""
        path = f"/v1/registrations/{self.code}/answers"
        return await self.office.world.post(path, {"receipt": self.receipt, **parts}, key)

    async def proof(self, phone: str = PHONE) -> str:
        """Have a code sent by the slip alone, and answer it."""
        path, world = f"/v1/registrations/{self.code}/phone-codes", self.office.world
        sent = await world.post(path, {"receipt": self.receipt, "phone": phone, "owner": "self"})
        assert sent.status_code == 201, sent.text
        answer = await world.post(f"/v1/phone-codes/{sent.json()['id']}/answer", {"code": world.network.code})
        return str(answer.json()["proof"])


async def asking(office: Office, *parts: str, **form: Any) -> Asked:
    """Register somebody whom an officer asks for `parts`."""
    answer = await office.world.register(body(NGHIEM, captured_at=office.world.at, **form))
    mai = await office.seat()
    office.world.pass_time(seconds=1)
    asked = await mai.decide(answer["receipt_code"], "ask_more", note="Xin bổ sung.", asked=list(parts))
    assert asked.status_code == 200, asked.text
    office.world.pass_time(minutes=5)
    return Asked(office, mai, answer)


async def test_the_status_says_what_is_asked_for(office: Office) -> None:
    asked = await asking(office, "phone", "document")
    standing = (await office.world.http.get(f"/v1/registrations/{asked.code}")).json()
    assert (standing["status"], standing["asked"]) == ("needs_more", ["phone", "document"])
    assert (await asked.mai.dossier(asked.code))["asked"] == ["phone", "document"]


async def test_a_phone_proved_by_the_slip_comes_and_the_officer_has_it_first(office: Office) -> None:
    asked = await asking(office, "phone")
    first = await office.waiting(MAU)
    proof = await asked.proof()
    sent = await asked.send(phone_owner="self", phone=PHONE, phone_proof=proof)
    assert sent.status_code == 200, sent.text
    assert (sent.json()["status"], sent.json()["asked"]) == ("pending_review", [])
    assert await asked.mai.queue() == [asked.code, first]
    dossier = await asked.mai.dossier(asked.code)
    assert (dossier["phone"], dossier["phone_proved"], dossier["is_supplemented"]) == (PHONE, True, True)
    assert "phone_proved" not in dossier["reasons"]
    assert dossier["history"][-1]["reason"] == "supplemented"
    assert {"field": "phone", "old": "", "new": PHONE} in dossier["history"][-1]["changes"]
    row = next(row for row in office.world.rows(registrations) if row.receipt_code == asked.code)
    assert row.phone == VAULT.phone(PHONE)
    actions = [(row.action, row.subject) for row in office.world.rows(audit)]
    assert ("registration_supplemented", asked.code) in actions
    assert PHONE not in repr([tuple(row) for row in office.world.rows(events)])
    assert (await asked.mai.decide(asked.code, "approve")).json()["status"] == "approved"


async def test_the_slip_printed_when_it_was_sent_opens_it_and_a_copy_does_not(
    office: Office,
) -> None:
    asked = await asking(office, "phone")
    slip = asked.answer["paper_receipt"]
    copy = (await office.world.http.get(f"/v1/registrations/{asked.code}")).json()["paper_receipt"]
    asked.receipt = copy
    assert code_of(await asked.send(phone_owner="none")) == (403, "receipt_unproved")
    asked.receipt = slip
    assert (await asked.send(phone_owner="none")).status_code == 200


async def test_an_unproved_phone_and_none_at_all_are_answers_too(office: Office) -> None:
    asked = await asking(office, "phone")
    nobodys = await asked.send(phone_owner="helper", phone=PHONE)
    assert (code_of(nobodys), nobodys.json()["fields"]) == ((422, "invalid_body"), ["helper.missing"])
    assert (await asked.send(phone_owner="self", phone=PHONE)).status_code == 200
    assert not (await asked.mai.dossier(asked.code))["phone_proved"]
    await asked.mai.decide(asked.code, "ask_more", asked=["phone"])
    office.world.pass_time(minutes=1)
    assert (await asked.send(phone_owner="none")).status_code == 200
    assert (await asked.mai.dossier(asked.code))["phone"] is None


async def test_a_scanned_card_takes_the_place_of_what_was_typed(office: Office) -> None:
    typed = {"id_source": "typed", "full_name": "Tran Thi Thu Nghiem"}
    asked = await asking(office, "person_card", **typed)
    assert "card_scanned" in (await asked.mai.dossier(asked.code))["reasons"]
    assert (await asked.send(person_card=card_of(NGHIEM))).status_code == 200
    dossier = await asked.mai.dossier(asked.code)
    assert "card_scanned" not in dossier["reasons"]
    assert dossier["declared"]["full_name"] == NGHIEM["full_name"]
    assert await asked.mai.queue(search="Thu Nghiem") == [asked.code]


async def test_another_persons_card_is_declined_and_nothing_changes(office: Office) -> None:
    asked = await asking(office, "person_card")
    assert code_of(await asked.send(person_card=card_of(STRANGER))) == (409, "card_of_another")
    standing = (await office.world.http.get(f"/v1/registrations/{asked.code}")).json()
    assert standing["status"] == "needs_more"
    assert (await asked.send(person_card=card_of(NGHIEM))).status_code == 200


async def test_a_helpers_card_mends_a_mistyped_number(office: Office) -> None:
    mistyped = {**MAU, "citizen_id": "006090000099"}
    asked = await asking(office, "helper_card", helper=mistyped)
    assert code_of(await asked.send(helper_card=card_of(STRANGER))) == (409, "card_of_another")
    assert (await asked.send(helper_card=card_of(MAU))).status_code == 200
    assert (await asked.mai.dossier(asked.code))["helper"]["citizen_id"] == MAU["citizen_id"]


@pytest.mark.parametrize("parts", [{}, {"phone_owner": "none", "person_card": None}])
async def test_all_that_was_asked_and_nothing_else_is_taken(office: Office, parts: dict[str, Any]) -> None:
    asked = await asking(office, "person_card")
    assert code_of(await asked.send(**parts)) == (422, "invalid_body")
    more = await asked.send(person_card=card_of(NGHIEM), phone_owner="none")
    assert code_of(more) == (422, "invalid_body")


async def test_without_the_slips_signed_text_nothing_opens(office: Office) -> None:
    asked = await asking(office, "phone")
    other = await office.world.register(body(MAU, captured_at=office.world.at))
    for receipt in (asked.code, "6BF.NO.SIGNED.TEXT", other["receipt"]):
        asked.receipt = str(receipt)
        assert code_of(await asked.send(phone_owner="none")) == (403, "receipt_unproved")
        path = f"/v1/registrations/{asked.code}/phone-codes"
        code = await office.world.post(path, {"receipt": receipt, "phone": PHONE, "owner": "self"})
        assert code_of(code) == (403, "receipt_unproved")
    assert office.world.network.sent == []


async def test_what_nobody_asked_for_is_declined(office: Office) -> None:
    answer = await office.world.register(body(NGHIEM, captured_at=office.world.at))
    waits = Asked(office, await office.seat(), answer)
    assert code_of(await waits.send(phone_owner="none")) == (409, "nothing_asked")
    only_paper = await asking(office, "document")
    assert code_of(await only_paper.send(phone_owner="none")) == (409, "nothing_asked")


async def test_the_same_answer_sent_again_is_one(office: Office) -> None:
    asked, key = await asking(office, "phone"), new_key()
    first = await asked.send(key, phone_owner="none")
    again = await asked.send(key, phone_owner="none")
    assert first.status_code == 200
    assert first.content == again.content
    assert code_of(await asked.send(phone_owner="none")) == (409, "nothing_asked")


async def test_a_foreign_or_stale_proof_is_declined(office: Office) -> None:
    asked = await asking(office, "phone")
    foreign = await office.world.prove(MAU, MAU["phone"])
    given = {"phone_owner": "self", "phone": MAU["phone"], "phone_proof": foreign}
    assert code_of(await asked.send(**given)) == (403, "proof_invalid")
    proof = await asked.proof()
    office.world.pass_time(hours=1)
    stale = await asked.send(phone_owner="self", phone=PHONE, phone_proof=proof)
    assert code_of(stale) == (403, "proof_invalid")


async def test_an_officer_cannot_answer_for_the_person(office: Office) -> None:
    asked = await asking(office, "phone")
    seat = await office.seat(AUDITOR)
    path = f"/v1/registrations/{asked.code}/answers"
    assert code_of(await seat.post(path, {"receipt": asked.receipt, "phone_owner": "none"})) == (
        403,
        "not_permitted",
    )


async def test_undoing_a_second_request_asks_again_for_the_first(office: Office) -> None:
    asked = await asking(office, "phone")
    await asked.mai.decide(asked.code, "ask_more", note="Thẻ.", asked=["person_card"])
    await asked.mai.post(f"/v1/desk/dossiers/{asked.code}/undo")
    standing = (await office.world.http.get(f"/v1/registrations/{asked.code}")).json()
    assert (standing["asked"], standing["note"]) == (["phone"], "Xin bổ sung.")


def card_of(person: dict[str, str]) -> dict[str, Any]:
    """A person's card as a kiosk sends it."""
    named = {name: person[name] for name in ("citizen_id", "full_name", "birth", "sex")}
    return {**named, "address": "Thôn Giả Định, Thử Nghiệm"}
