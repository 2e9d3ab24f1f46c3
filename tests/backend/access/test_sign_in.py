from datetime import timedelta

import pytest
import sqlalchemy as sa

from kiosk.backend.access import lockout, officers
from kiosk.backend.access.passwords import Passwords
from kiosk.backend.declined import Declined
from kiosk.backend.storage.schema import audit, sessions, sign_in_failures
from kiosk.backend.storage.schema import officers as accounts
from tests.backend.office import MAI, PASSWORD, QUICK, Office, Seat, code_of
from tests.backend.world import KIOSK_KEY, World, new_key


async def test_an_officer_signs_in_and_out(office: Office) -> None:
    answer = (await office.sign_in("mai")).json()
    assert answer["token"].startswith("o.")
    assert answer["officer"] == {
        "login": "mai",
        "full_name": "Lê Thị Mai",
        "role": "officer",
        "office_code": "00000",
        "offices": ["00000"],
    }
    mai = Seat(office.world.kiosk(answer["token"]), answer["token"])
    assert await mai.queue() == []
    assert (await mai.post("/v1/desk/sessions/end")).status_code == 200
    assert code_of(await mai.get("/v1/desk/queue")) == (401, "not_allowed")
    assert [row.action for row in office.world.rows(audit)[-2:]] == ["signed_in", "signed_out"]


async def test_neither_token_nor_password_is_in_the_database(office: Office) -> None:
    mai = await office.seat()
    kept = repr([office.world.rows(table) for table in (sessions, accounts, audit)])
    assert mai.token not in kept
    assert PASSWORD not in kept


async def test_there_is_no_account_by_default(world: World) -> None:
    assert world.count(accounts) == 0


@pytest.mark.parametrize("login", ["mai", "nobody"])
async def test_five_failures_lock_a_login_known_or_not_and_each_further_one_for_longer(
    office: Office, login: str
) -> None:
    for _ in range(lockout.FREE_TRIES):
        assert code_of(await office.sign_in(login, "wrong")) == (403, "sign_in_refused")
    locked = await office.sign_in(login, PASSWORD)
    assert code_of(locked) == (429, "sign_in_locked")
    assert 59 <= int(locked.headers["Retry-After"]) <= 61
    office.world.pass_time(minutes=1, seconds=1)
    assert code_of(await office.sign_in(login, "wrong")) == (403, "sign_in_refused")
    longer = await office.sign_in(login, PASSWORD)
    assert 119 <= longer.json()["retry_after"] <= 121


def test_the_rest_grows_to_an_hour() -> None:
    minutes = [lockout.rest_after(count) / timedelta(minutes=1) for count in (1, 4, 5, 6, 7, 11, 12, 100)]
    assert minutes == [0, 0, 1, 2, 4, 60, 60, 60]


async def test_who_signs_in_begins_anew(office: Office) -> None:
    for _ in range(lockout.FREE_TRIES - 1):
        await office.sign_in("mai", "wrong")
    await office.seat()
    assert office.world.count(sign_in_failures) == 0


async def test_known_and_unknown_logins_cost_the_same_work_and_get_the_same_answer(office: Office) -> None:
    done: dict[str, list[str]] = {}
    answers = []
    for login in ("mai", "nobody"):
        statements = done.setdefault(login, [])

        def note(*args: object, statements: list[str] = statements) -> None:
            statements.append(str(args[2]))

        sa.event.listen(sa.Engine, "before_cursor_execute", note)
        answers.append(await office.sign_in(login, "wrong"))
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
    assert done["mai"] == done["nobody"]
    assert answers[0].content == answers[1].content


async def test_a_session_ends_by_idleness_and_by_the_hour(office: Office) -> None:
    idle, busy = await office.seat(), await office.seat()
    for _ in range(2):
        office.world.pass_time(minutes=6)
        await busy.queue()
    assert code_of(await idle.get("/v1/desk/queue")) == (401, "not_allowed")
    for _ in range(100):
        office.world.pass_time(minutes=6)
        last = await busy.get("/v1/desk/queue")
    assert code_of(last) == (401, "not_allowed")


async def test_a_disabled_officer_is_out_at_once_and_cannot_come_back(office: Office) -> None:
    mai = await office.seat()
    office.world.store.write_now(lambda connection: officers.disable(connection, "mai", office.world.at))
    assert code_of(await mai.get("/v1/desk/queue")) == (401, "not_allowed")
    assert code_of(await office.sign_in("mai")) == (403, "sign_in_refused")


async def test_the_same_sign_in_sent_again_is_one_session(office: Office) -> None:
    key = new_key()
    first, again = await office.sign_in("mai", key=key), await office.sign_in("mai", key=key)
    assert first.content == again.content
    assert office.world.count(sessions) == 1


async def test_an_older_hash_is_renewed_when_its_password_is_given(office: Office) -> None:
    strong = Passwords(QUICK.__class__(time_cost=2, memory_cost=16, parallelism=1))
    verified = await strong.verify(PASSWORD, Passwords(QUICK).hash(PASSWORD))
    assert verified.is_right
    assert verified.renewed is not None
    assert "m=16,t=2" in verified.renewed


async def test_no_more_passwords_are_verified_than_can_be() -> None:
    none = Passwords(QUICK, cores=1)
    none._under_way = 1000
    with pytest.raises(Declined, match="busy"):
        await none.verify("x", None)


@pytest.mark.parametrize(("password", "fits"), [("short", False), ("mai-mai-mai", True), ("a" * 10, True)])
def test_a_password_has_ten_characters(password: str, fits: bool) -> None:
    assert officers.is_fit(password, MAI.login) is fits


def test_a_password_is_not_the_login() -> None:
    assert not officers.is_fit("Long.login1", "long.login1")


async def test_what_kiosks_ask_officers_may_not_and_the_other_way_round(office: Office) -> None:
    mai, kiosk = await office.seat(), office.world.kiosk(KIOSK_KEY)
    assert code_of(await mai.post("/v1/registrations", {})) == (403, "not_permitted")
    assert code_of(await kiosk.get("/v1/desk/queue")) == (403, "not_permitted")
    assert code_of(await office.world.kiosk("").get("/v1/desk/queue")) == (401, "not_allowed")
