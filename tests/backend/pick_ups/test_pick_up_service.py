"""Half-filled forms at the backend: kept for who asks, found by nobody else, gone when they should be."""

import base64
import re
from datetime import timedelta

import pytest

from kiosk.backend.maintenance import retention
from kiosk.backend.storage.schema import audit, pick_ups, sign_in_failures
from kiosk.contract.people import VERIFY
from kiosk.contract.pick_ups import LARGEST, PICK_UPS, PickUpKeys
from kiosk.domain import readable_code
from kiosk.domain.verdict import Kind, Reason, Validity
from kiosk.trust.verification import verify
from tests.backend.office import Office
from tests.backend.storage.test_every_write import problem
from tests.backend.world import OTHER_KEY, World

CODE = readable_code.derived(readable_code.PICK_UP, "a form")
ID, OTHER_ID = "0f1e2d3c4b5a69788796a5b4c3d2e1f0", "f" * 32
SEALED = base64.b64encode(b"sealed under a code").decode()


async def keep(world: World, form_id: str = ID, sealed: str = SEALED) -> dict[str, str]:
    """Have a form kept."""
    response = await world.post(PICK_UPS, {"form_id": form_id, "sealed": sealed})
    assert response.status_code == 201, response.text
    return dict(response.json())


async def fetch(world: World, form_id: str = ID):
    """Ask for a form."""
    return await world.http.get(f"{PICK_UPS}/{form_id}")


async def erase(world: World, form_id: str = ID):
    """Have it erased."""
    return await world.post(f"{PICK_UPS}/{form_id}/erase", {})


async def test_a_form_comes_back_as_it_was_and_a_second_time_at_another_kiosk(world):
    await keep(world)
    first = await fetch(world)
    world.http = world.kiosk(OTHER_KEY)
    assert first.json() == (await fetch(world)).json() == {"sealed": SEALED}


async def test_it_is_kept_to_the_end_of_its_last_day_and_then_as_if_it_had_never_been(world):
    kept = await keep(world)
    assert kept["expires_at"] == "2026-11-23T23:59:59+07:00"
    world.pass_time(days=7, hours=14)
    assert (await fetch(world)).is_success
    world.pass_time(hours=1)
    unknown = await fetch(world, OTHER_ID)
    gone = await fetch(world)
    assert problem(gone) == (404, "pick_up_unknown")
    assert gone.content == unknown.content


async def test_the_same_code_keeps_what_was_kept_last(world):
    await keep(world)
    other = base64.b64encode(b"more was answered").decode()
    await keep(world, sealed=other)
    assert (await fetch(world)).json() == {"sealed": other}
    assert world.count(pick_ups) == 1


async def test_what_is_erased_is_gone_and_nobody_is_told_whether_it_was_there(world):
    await keep(world)
    there, never = await erase(world), await erase(world, OTHER_ID)
    assert (there.status_code, there.content) == (never.status_code, never.content) == (200, b"{}")
    assert problem(await fetch(world)) == (404, "pick_up_unknown")
    assert world.count(pick_ups) == 0


async def test_forms_that_have_run_out_go_when_another_is_kept_and_with_the_purge(world):
    await keep(world)
    world.pass_time(days=8)
    await keep(world, OTHER_ID)
    assert world.count(pick_ups) == 1
    world.pass_time(days=8)
    counts = retention.purge(world.store, world.at, world.at - timedelta(days=3650), actor="admin")
    assert (counts["pick_ups"], world.count(pick_ups)) == (1, 0)


async def test_what_was_tried_in_vain_is_forgotten_by_the_purge(world):
    await fetch(world)
    assert world.count(sign_in_failures) == 1
    world.pass_time(days=2)
    counts = retention.purge(world.store, world.at, world.at - timedelta(days=3650), actor="admin")
    assert (counts["sign_in_failures"], world.count(sign_in_failures)) == (1, 0)


async def test_a_kiosk_that_asks_for_many_that_are_not_there_has_to_wait(world):
    await keep(world)
    for number in range(20):
        assert problem(await fetch(world, f"{number:032x}")) == (404, "pick_up_unknown")
    refused = await fetch(world)
    assert problem(refused) == (429, "pick_ups_too_many")
    assert 0 < int(refused.headers["Retry-After"]) <= 61
    world.http = world.kiosk(OTHER_KEY)
    assert (await fetch(world)).is_success, "another kiosk does not have to"


async def test_one_that_is_there_ends_the_count_of_those_that_are_not(world):
    await keep(world)
    for number in range(19):
        await fetch(world, f"{number:032x}")
    assert (await fetch(world)).is_success
    for number in range(19):
        assert problem(await fetch(world, f"{number:032x}")) == (404, "pick_up_unknown")


async def test_a_form_that_is_opened_again_and_again_rests_so_that_nobody_guesses_on(world):
    await keep(world)
    for _ in range(5):
        assert (await fetch(world)).is_success
    world.http = world.kiosk(OTHER_KEY)
    assert problem(await fetch(world)) == (429, "pick_ups_too_many")
    world.pass_time(minutes=2)
    assert (await fetch(world)).is_success


async def test_the_database_holds_neither_the_id_nor_the_form_as_it_was_sent(world):
    lock = PickUpKeys.of(CODE)
    await keep(world, lock.form_id)
    await fetch(world, lock.form_id)
    (row,) = world.rows(pick_ups)
    assert b"sealed under a code" not in row.sealed
    assert bytes.fromhex(lock.form_id) != row.code_hash
    told = " ".join(f"{line.actor} {line.action} {line.subject}" for line in world.rows(audit))
    assert {"form_kept", "form_opened"} <= set(told.split())
    assert lock.form_id not in told
    assert CODE not in told


@pytest.mark.parametrize("slip", ["BHXH1:{code}:{signed}", "{signed}"])
async def test_a_slip_is_judged_without_asking_anybody(world, slip):
    signed = (await keep(world, PickUpKeys.of(CODE).form_id))["signed"]
    text, keys = slip.format(code=CODE, signed=signed), world.signer.readers
    found = verify(text, keys, None, world.at)
    assert (found.validity, found.kind) == (Validity.VALID, Kind.PICK_UP)
    assert found.code == (CODE if CODE in text else None)
    assert verify(text, keys, None, world.at + timedelta(days=9)).validity is Validity.EXPIRED


async def test_a_slip_with_another_ones_signature_is_told_apart(world):
    signed = (await keep(world, PickUpKeys.of(CODE).form_id))["signed"]
    other = readable_code.derived(readable_code.PICK_UP, "another form")
    found = verify(f"BHXH1:{other}:{signed}", world.signer.readers, None, world.at)
    assert (found.validity, found.why) == (Validity.DAMAGED, Reason.SWAPPED)


async def test_a_code_by_itself_is_no_proof_of_anything(world):
    found = verify(f"BHXH:{CODE}", world.signer.readers, None, world.at)
    assert (found.validity, found.kind, found.why) == (Validity.UNSIGNED, Kind.PICK_UP, Reason.UNSIGNED)


async def test_what_the_slip_says_of_itself_names_nobody_and_no_code(world):
    signed = (await keep(world))["signed"]
    claims = world.signer.readers.read(signed).claims
    assert set(claims) == {"typ", "form", "iat", "exp"}
    assert re.fullmatch("[0-9A-Z $%*+./:-]+", signed), "as a QR holds it compactly"


@pytest.mark.parametrize("sealed", ["", "AAA", "AA=A", "ä===", "A" * (LARGEST * 4 // 3 + 4)])
async def test_what_is_no_sealed_form_is_declined(world, sealed):
    response = await world.post(PICK_UPS, {"form_id": ID, "sealed": sealed})
    assert problem(response) == (422, "invalid_body")
    assert world.count(pick_ups) == 0


@pytest.mark.parametrize("form_id", ["short", ID.upper(), ID + "00"])
async def test_what_is_no_id_is_declined(world, form_id):
    assert problem(await fetch(world, form_id)) == (422, "invalid_body")


async def test_forms_are_the_kiosks_alone(world):
    await keep(world)
    world.http = (await Office(world).seat()).http
    assert problem(await fetch(world)) == (403, "not_permitted")
    assert problem(await erase(world)) == (403, "not_permitted")


async def test_the_desk_knows_a_slip_by_its_code_alone(world):
    kept = PickUpKeys.of(CODE).form_id
    seat = await Office(world).seat()

    async def verdict(text: str) -> tuple[str, str, str | None]:
        found = (await seat.http.post(VERIFY, json={"text": text})).json()
        return found["verdict"], found["kind"], found["receipt_code"]

    assert await verdict(f"BHXH:{CODE}") == ("unsigned", "pick_up", None)
    signed = (await keep(world, kept))["signed"]
    for text in (f"BHXH:{CODE}", f"BHXH1:{CODE}:{signed}"):
        assert await verdict(text) == ("valid", "pick_up", None)
