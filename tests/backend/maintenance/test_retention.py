"""The purge: it erases what is due for good, and nothing else."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from kiosk.backend.maintenance import retention
from kiosk.backend.registrations import encrypted_form
from kiosk.backend.storage import ids
from kiosk.backend.storage.schema import (
    answers,
    audit,
    cards,
    desk_calls,
    events,
    messages,
    phone_codes,
    registrations,
)
from kiosk.domain.registration.eligibility import Status
from tests.backend.messages.sender import put
from tests.backend.world import MAU, NGHIEM, VAULT, World, body

YEARS = 4000


@pytest.fixture
async def old(world: World) -> World:
    """A world in which somebody was approved and somebody still waits, both long ago."""
    await world.approved()
    await world.register(body(NGHIEM))
    world.pass_time(days=YEARS)
    return world


def purge(world: World, *, days: float = 3650) -> dict[str, int]:
    """Purge as the verb does."""
    return retention.purge(world.store, world.at, world.at - timedelta(days=days), actor="admin")


def by_status(world: World, status: Status):
    """The registration of that status."""
    return next(row for row in world.rows(registrations) if row.status == status)


def test_what_was_decided_long_ago_is_erased_and_stays_an_account(old):
    person = by_status(old, Status.APPROVED).person
    assert purge(old)["registrations"] == 1
    row = by_status(old, Status.APPROVED)
    assert (row.salt, row.sealed, row.note, row.phone, row.by_name) == (None,) * 5
    assert row.person == person == VAULT.person(MAU["citizen_id"])
    assert encrypted_form.decrypt(VAULT, row) is None


async def test_a_second_registration_of_the_same_person_is_still_recognised(old):
    purge(old)
    old.change_register(MAU, valid_to=None)
    proof = await old.prove(MAU, MAU["phone"])
    answer = await old.register(body(MAU, proof=proof))
    assert answer["reasons"] == ["already_registered"]


def test_what_waits_is_never_erased_however_old(old):
    purge(old, days=0)
    waiting = by_status(old, Status.PENDING_REVIEW)
    assert encrypted_form.decrypt(VAULT, waiting).participant.full_name == NGHIEM["full_name"]


def test_what_was_decided_lately_is_kept(old):
    assert purge(old, days=YEARS + 1)["registrations"] == 0
    assert by_status(old, Status.APPROVED).salt is not None


def test_what_only_served_a_moment_is_gone(old):
    assert old.count(answers) > 0
    counts = purge(old, days=3000)
    assert (old.count(answers), old.count(phone_codes), old.count(cards)) == (0, 0, 0)
    assert counts["answers"] == 4
    assert counts["phone_codes"] == counts["cards"] == 1


async def test_a_moment_that_has_not_passed_is_kept(world):
    await world.approved()
    world.pass_time(hours=23)
    assert set(purge(world).values()) == {0}
    assert world.count(answers) > 0


async def test_messages_are_erased_after_ninety_days_and_what_still_waits_is_not(world):
    await world.prove(MAU, MAU["phone"])
    world.pass_time(minutes=1)
    await world.backend.messages.worker.send_due()
    put(world, "reminder", not_before=world.at + timedelta(days=100), life=timedelta(days=101))
    world.pass_time(days=89)
    assert purge(world)["messages"] == 0
    world.pass_time(days=2)
    assert purge(world)["messages"] == 1
    assert [row.kind for row in world.rows(messages)] == ["reminder"]


def test_whose_card_was_asked_for_is_erased_from_old_calls(old):
    row = {"id": ids.new_id(old.at), "kiosk_id": old.rows(registrations)[0].kiosk_id}
    row |= {"at": old.at - timedelta(days=31), "place": "card", "sealed": b"x"}
    old.store.write_now(lambda c: c.execute(sa.insert(desk_calls), row))
    assert purge(old)["desk_calls"] == 1
    assert [call.sealed for call in old.rows(desk_calls)] == [None]


def test_the_trail_stays_and_tells_of_the_purge_with_its_counts(old):
    happened = old.count(events)
    counts = purge(old)
    assert old.count(events) == happened
    told = {line.action: line.subject for line in old.rows(audit) if line.action.startswith("purge")}
    assert told.pop("purge_began") == f"{old.at - timedelta(days=3650):%Y-%m-%d}"
    assert told == {f"purged_{name}": str(count) for name, count in counts.items()}


def test_counting_first_erases_nothing_and_tells_the_same(old):
    before = old.at - timedelta(days=3650)
    due = old.store.read_now(lambda c: retention.due(c, old.at, before))
    assert old.count(answers) > 0
    assert purge(old) == due
    assert set(purge(old).values()) == {0}
