"""An officer at a kiosk: what a badge, a login and a PIN open, for whom, and what nobody learns from a no."""

from typing import Any

import httpx
import pytest

from kiosk.backend.access import lockout, officers
from kiosk.backend.access.passwords import Passwords
from kiosk.backend.storage.schema import answers, audit, desk_calls, sign_in_failures
from kiosk.backend.storage.schema import officers as accounts
from kiosk.contract.fields import PREFIX
from kiosk.contract.presences import PRESENCES
from kiosk.domain.registration.eligibility import Status
from tests.backend.office import AUDITOR, BADGE, FAR, HUNG, LAN, MAI, PASSWORD, PIN, QUICK, Office, code_of
from tests.backend.world import KIOSK_KEY, MAU, NGHIEM, OTHER_KEY, STRANGER, VAULT, body, new_key

WRONG_PIN, NOBODYS = "274917", "0987654321" * 4
TAKE_OVER = {"purpose": "take_over"}


@pytest.fixture(autouse=True)
def equipped(office: Office) -> None:
    """Give officers PINs, and Mai her badge."""

    office.equip(MAI, FAR, HUNG, AUDITOR)


def by_login(login: str = "mai", pin: str = PIN) -> dict[str, str]:
    """What an officer types."""
    return {"by": "login", "login": login, "pin": pin}


def by_badge(pin: str | None = None, badge: str = BADGE) -> dict[str, str | None]:
    """What an officer scans, and types after it."""
    return {"by": "badge", "badge": badge, "pin": pin}


def a_card(person: dict[str, str] = MAU) -> dict[str, str]:
    """The wish to see somebody's card."""
    return {"purpose": "card", **identity(person)}


def identity(person: dict[str, str]) -> dict[str, str]:
    """Who somebody says they are."""
    return {name: person[name] for name in ("citizen_id", "full_name", "birth")}


async def come(
    office: Office, officer: dict[str, Any], request: dict[str, str], *, at: str = KIOSK_KEY, key: str = ""
) -> httpx.Response:
    """Come to a kiosk."""
    headers = {"Idempotency-Key": key or new_key()}
    return await office.world.kiosk(at).post(
        PRESENCES, json={"officer": officer, "request": request}, headers=headers
    )


async def shown(office: Office, call_id: str, person: dict[str, str] = MAU, at: str = KIOSK_KEY) -> int:
    """Ask for a card with a call's id; return the status."""
    headers = {"Idempotency-Key": new_key()}
    wish = {**identity(person), "call_id": call_id}
    return (await office.world.kiosk(at).post(f"{PREFIX}/cards", json=wish, headers=headers)).status_code


@pytest.mark.parametrize(
    "officer", [by_badge(), by_badge(PIN), by_login()], ids=["badge", "badge, PIN", "PIN"]
)
async def test_an_officer_takes_over_for_a_while_and_it_is_written_down_who_and_where(
    office: Office, officer: dict[str, Any]
) -> None:
    answer = await come(office, officer, TAKE_OVER)
    assert answer.status_code == 201, answer.text
    assert answer.json()["full_name"] == MAI.full_name
    assert answer.json()["call_id"] is None
    last = office.world.rows(audit)[-1]
    kiosk = office.world.backend.callers
    assert (last.actor, last.action) == ("officer:mai", "presence_take_over")
    assert last.subject == (await kiosk.identify(KIOSK_KEY)).id.hex


@pytest.mark.parametrize("officer", [by_badge(PIN), by_login()], ids=["badge", "login"])
async def test_with_a_pin_the_card_of_that_person_opens_at_that_kiosk_for_ten_minutes(
    office: Office, officer: dict[str, Any]
) -> None:
    await office.world.approved()
    call_id = (await come(office, officer, a_card())).json()["call_id"]
    assert await shown(office, call_id) == 200
    assert await shown(office, call_id, STRANGER) == 403
    assert await shown(office, call_id, at=OTHER_KEY) == 403
    office.world.pass_time(minutes=10, seconds=1)
    assert await shown(office, call_id) == 403


async def test_what_was_opened_for_the_contributions_opens_no_card(office: Office) -> None:
    await office.world.approved()
    answer = await come(office, by_login(), {**a_card(), "purpose": "contributions"})
    call_id = answer.json()["call_id"]
    assert await shown(office, call_id) == 403
    wish = {**identity(MAU), "call_id": call_id}
    assert (await office.world.post(f"{PREFIX}/contributions", wish)).status_code == 200


async def test_a_badge_without_its_pin_opens_nothing(office: Office) -> None:
    waiting = await office.waiting()
    for wish in (a_card(), {"purpose": "approval", "receipt_code": waiting}):
        answer = await come(office, by_badge(), wish)
        assert code_of(answer) == (422, "invalid_body")
        assert answer.json()["fields"] == ["pin.missing"]
    assert office.world.count(desk_calls) == 0


async def test_the_card_of_somebody_unregistered_stays_closed_whoever_vouches(office: Office) -> None:
    call_id = (await come(office, by_login(), a_card())).json()["call_id"]
    assert await shown(office, call_id) == 403


async def test_who_comes_answers_what_rang_from_there(office: Office) -> None:
    await office.world.approved()
    body = {"place": "card", "authorization_request": identity(MAU)}
    ringing = [
        (await office.world.post(f"{PREFIX}/desk/calls", each)).json()["id"]
        for each in (body, {"place": "x"})
    ]
    answer = (await come(office, by_login(), a_card())).json()
    assert answer["call_id"] == ringing[0]
    outcomes = [(await office.world.http.get(f"{PREFIX}/desk/calls/{each}")).json() for each in ringing]
    assert outcomes == [{"outcome": "authorised"}, {"outcome": "coming"}]
    assert (await (await office.seat()).get(f"{PREFIX}/desk/ringing")).json() == {"calls": []}


async def test_a_registration_is_approved_on_the_spot_in_the_officers_name(office: Office) -> None:
    answer = await office.world.register(body(NGHIEM, captured_at=office.world.at))
    code = answer["receipt_code"]
    office.world.pass_time(seconds=1)
    came = await come(office, by_badge(PIN), {"purpose": "approval", "receipt_code": code})
    assert came.status_code == 201, came.text
    standing = (await office.world.http.get(f"{PREFIX}/registrations/{code}")).json()
    assert standing["status"] == "approved"
    wish = {**identity(NGHIEM), "receipt": answer["receipt"]}
    assert (await office.world.post(f"{PREFIX}/cards", wish)).status_code == 200
    lines = [(line.actor, line.action) for line in office.world.rows(audit)]
    assert ("officer:mai", "registration_approved") in lines
    assert ("officer:mai", "presence_approval") in lines


async def test_what_was_decided_or_is_known_to_nobody_is_said_to_be(office: Office) -> None:
    code = await office.waiting()
    await office.world.backend.decisions.decide(code, Status.REFUSED, officer="x")
    approve = {"purpose": "approval", "receipt_code": code}
    assert code_of(await come(office, by_login(), approve)) == (409, "decision_impossible")
    unknown = {"purpose": "approval", "receipt_code": "7K3M9QXRA2WD"}
    assert code_of(await come(office, by_login(), unknown)) == (404, "receipt_unknown")


async def test_what_face_and_card_do_not_settle_is_for_the_desk(office: Office) -> None:
    unknown_to_the_register = await office.waiting(STRANGER)
    otherwise_called = await office.waiting(NGHIEM, full_name="Trần Thị Nghiệm Khác")
    for code in (unknown_to_the_register, otherwise_called):
        answer = await come(office, by_login(), {"purpose": "approval", "receipt_code": code})
        assert code_of(answer) == (409, "decision_at_desk"), code


async def test_another_kiosks_registration_is_not_approved_here(office: Office) -> None:
    approve = {"purpose": "approval", "receipt_code": await office.waiting()}
    assert code_of(await come(office, by_login(), approve, at=OTHER_KEY)) == (404, "receipt_unknown")


@pytest.mark.parametrize("account", [FAR, AUDITOR], ids=lambda account: account.login)
async def test_only_who_decides_for_this_office_is_let_in(office: Office, account: Any) -> None:
    assert code_of(await come(office, by_login(account.login), TAKE_OVER)) == (403, "not_permitted")
    assert (await come(office, by_login(HUNG.login), TAKE_OVER)).status_code == 201


async def test_whatever_is_wrong_gets_the_same_answer(office: Office) -> None:
    wrong = [
        by_login(pin=WRONG_PIN),
        by_login("nobody"),
        by_login(LAN.login),  # has no PIN
        by_badge(badge=NOBODYS),
        by_badge(WRONG_PIN),
        by_badge(PIN, badge=NOBODYS),
    ]
    said = {(await come(office, each, TAKE_OVER)).content for each in wrong}
    assert len(said) == 1
    assert b"presence_refused" in said.pop()
    assert {line.action for line in office.world.rows(audit)[-len(wrong) :]} == {"presence_refused"}


@pytest.mark.parametrize("login", ["mai", "nobody"])
async def test_five_wrong_pins_lock_the_login_at_every_kiosk_but_not_the_desk(
    office: Office, login: str
) -> None:
    for _ in range(lockout.FREE_TRIES):
        assert code_of(await come(office, by_login(login, WRONG_PIN), TAKE_OVER)) == (403, "presence_refused")
    locked = await come(office, by_login(login), TAKE_OVER, at=OTHER_KEY)
    assert code_of(locked) == (429, "sign_in_locked")
    assert 59 <= locked.json()["retry_after"] <= 61
    if login == "mai":
        assert (await come(office, by_badge(PIN), TAKE_OVER)).status_code == 429
        assert (await come(office, by_badge(), TAKE_OVER)).status_code == 201
        assert (await office.sign_in("mai", PASSWORD)).status_code == 201
        office.world.pass_time(minutes=1, seconds=1)
        assert (await come(office, by_login(), TAKE_OVER)).status_code == 201
        assert office.world.count(sign_in_failures) == 0


async def test_a_kiosk_at_which_many_names_are_tried_rests_as_a_whole(office: Office) -> None:
    for place in range(lockout.KIOSK_TRIES):
        await come(office, by_login(f"somebody{place}", WRONG_PIN), TAKE_OVER)
    assert code_of(await come(office, by_login(), TAKE_OVER)) == (429, "sign_in_locked")
    assert (await come(office, by_login(), TAKE_OVER, at=OTHER_KEY)).status_code == 201


async def test_neither_pin_nor_badge_is_kept_readable_or_repeated(office: Office) -> None:
    told = [
        await come(office, by_badge(PIN), a_card()),
        await come(office, by_badge(WRONG_PIN), TAKE_OVER),
        await come(office, {"by": "login", "login": "mai", "pin": "27491"}, TAKE_OVER),
        await come(office, {"by": "badge", "badge": BADGE[:-1]}, TAKE_OVER),
    ]
    assert [answer.status_code for answer in told] == [201, 403, 422, 422]
    kept = repr([office.world.rows(table) for table in (accounts, audit, answers, desk_calls)])
    for secret in (PIN, WRONG_PIN, "27491", BADGE, BADGE[:-1]):
        assert secret not in kept
        assert all(secret not in answer.text for answer in told)


async def test_the_hash_of_a_pin_is_worth_nothing_without_the_key_of_the_records(office: Office) -> None:
    (mai,) = (row for row in office.world.rows(accounts) if row.login == "mai")
    assert (await Passwords(QUICK).verify(PIN, mai.pin_hash)).is_right is False
    assert (await Passwords(QUICK).verify(VAULT.pin("mai", PIN), mai.pin_hash)).is_right


@pytest.mark.parametrize("change", ["disable", "role", "password", "badge"])
async def test_a_change_of_the_account_ends_pin_and_badge_and_a_new_badge_the_one_before(
    office: Office, change: str
) -> None:
    at, mai = office.world.at, MAI.login
    changes = {
        "disable": lambda connection: officers.disable(connection, mai, at),
        "role": lambda connection: officers.set_role(connection, mai, "supervisor", at),
        "password": lambda connection: officers.set_password(connection, mai, "x", VAULT.login(mai), at),
        "badge": lambda connection: officers.set_badge(connection, mai, NOBODYS, at),
    }
    assert office.world.store.write_now(changes[change])
    assert code_of(await come(office, by_badge(), TAKE_OVER)) == (403, "presence_refused")
    has_pin = (await come(office, by_login(), TAKE_OVER)).status_code == 201
    assert has_pin is (change == "badge")


async def test_practice_needs_a_pin_and_is_written_down_with_who_and_where(office: Office) -> None:
    practice = {"purpose": "practice"}
    assert code_of(await come(office, by_badge(), practice)) == (422, "invalid_body")
    assert code_of(await come(office, by_login(pin=WRONG_PIN), practice)) == (403, "presence_refused")
    assert code_of(await come(office, by_login(AUDITOR.login), practice)) == (403, "not_permitted")
    assert (await come(office, by_login(), practice)).status_code == 201
    last = office.world.rows(audit)[-1]
    assert (last.actor, last.action) == ("officer:mai", "presence_practice")
