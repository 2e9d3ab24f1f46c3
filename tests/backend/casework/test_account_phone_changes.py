"""The phone of an account is changed with the person there, and the old phone is told."""

from kiosk.backend.phone_codes import account_phones
from kiosk.backend.storage.schema import audit, messages, registrations
from tests.backend.office import AUDITOR, Office, code_of
from tests.backend.world import MAU, NGHIEM, VAULT, new_key

NEW = "+84970000000"


def path(code: str) -> str:
    return f"/v1/desk/dossiers/{code}/account-phone"


async def test_codes_go_to_the_new_phone_and_the_old_one_is_told(office: Office) -> None:
    world, mai = office.world, await office.seat()
    code = str((await world.approved())["receipt_code"])
    before, key = world.count(messages), new_key()
    body = {"phone": NEW, "owner": "self"}
    answer, again = await mai.post(path(code), body, key), await mai.post(path(code), body, key)
    assert answer.status_code == 200, answer.text
    assert answer.content == again.content
    person = VAULT.person(MAU["citizen_id"])
    now = world.store.read_now(lambda connection: account_phones.current(connection, VAULT, person))
    assert [each.content.phone for each in now] == [NEW]
    assert world.rows(registrations)[0].phone == VAULT.phone(NEW)
    told = world.rows(messages)[before:]
    assert [(row.kind, row.phone) for row in told] == [("phone_changed", VAULT.phone(MAU["phone"]))]
    dossier = await mai.dossier(code)
    assert dossier["phone"] == NEW
    assert dossier["history"][-1]["changes"] == [{"field": "phone", "old": MAU["phone"], "new": NEW}]
    assert "account_phone_changed" in [row.action for row in world.rows(audit)]
    assert dossier["undo_until"] is None


async def test_only_an_account_gets_a_phone_and_only_one_that_is_free(office: Office) -> None:
    world, mai = office.world, await office.seat()
    waits = await office.waiting(NGHIEM)
    refused = await mai.post(path(waits), {"phone": NEW, "owner": "self"})
    assert code_of(refused) == (409, "correction_impossible")
    await world.approved()
    await mai.decide(waits, "approve")
    taken = await mai.post(path(waits), {"phone": MAU["phone"], "owner": "self"})
    assert code_of(taken) == (409, "phone_already_used")
    nobody = await mai.post(path(waits), {"phone": NEW, "owner": "helper"})
    assert code_of(nobody) == (422, "invalid_body")
    auditor = await office.seat(AUDITOR)
    denied = await auditor.post(path(waits), {"phone": NEW, "owner": "self"})
    assert code_of(denied) == (403, "not_permitted")
