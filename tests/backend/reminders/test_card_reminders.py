"""Before a card ends its holder is reminded: 30 and 10 days, once each, by day, if they agreed to be told."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from kiosk.backend.messages import message_queue
from kiosk.backend.notices.notice import NoticeOffice
from kiosk.backend.reminders.card_reminders import CardReminders
from kiosk.backend.storage.schema import cards, messages
from tests.backend.world import MAU, VAULT, World, body

OFFICE = NoticeOffice("UBND Phường Thử Nghiệm", "1900 9068")


def reminders(world: World) -> CardReminders:
    return CardReminders(world.store, VAULT, OFFICE, lambda: world.at, can_send=True)


async def holder(world: World, *, agrees: bool = True) -> Any:
    """Somebody who holds a card since today; return the card's row."""
    proof = await world.prove(MAU, MAU["phone"])
    sent = body(MAU, proof=proof, captured_at=world.at)
    sent["consents"].append({"purpose": "notices", "version": "1", "granted": agrees})
    answer = await world.register(sent)
    assert answer["status"] == "approved", answer
    assert answer["card"] is not None
    (card,) = world.rows(cards)
    return card


def reminded(world: World) -> list[str]:
    rows = [row for row in world.rows(messages) if row.kind == "reminder"]
    return [message_queue.unseal(VAULT, row.sealed)[1] or "" for row in rows]


def go_to(world: World, card: Any, *, days: float) -> None:
    """Let time pass until so many days, and the rest of a day, before the card's end, at noon in Vietnam."""
    at = card.expires_at - timedelta(days=days)
    world.at = at.replace(hour=5, minute=0)


async def test_a_holder_is_reminded_twice_and_each_time_once(world: World) -> None:
    card = await holder(world)
    job = reminders(world)
    assert await job.remind() == 0
    counts = []
    for days in (40, 30, 29, 11, 10, 9, 1):
        go_to(world, card, days=days)
        counts.append(await job.remind())
        assert await job.remind() == 0, "once"
    assert sum(counts) == 2
    words = reminded(world)
    assert len(words) == 2
    end = card.expires_at + timedelta(hours=7)
    for said in words:
        assert f"{end:%d/%m/%Y}" in said
        assert MAU["citizen_id"] not in said


async def test_none_is_sent_at_night(world: World) -> None:
    card = await holder(world)
    go_to(world, card, days=25)
    world.at = world.at.replace(hour=15)  # 22 o'clock in Vietnam
    assert await reminders(world).remind() == 0
    world.at += timedelta(hours=10)  # the next morning, at 8
    assert await reminders(world).remind() == 1


async def test_who_did_not_agree_is_not_reminded_and_not_looked_at_again(world: World) -> None:
    card = await holder(world, agrees=False)
    go_to(world, card, days=25)
    assert await reminders(world).remind() == 0
    assert [row.reminded for row in world.rows(cards)] == [30]


@pytest.mark.parametrize("values", [{"revoked_at": True}, {"issued_at": True}])
async def test_a_revoked_card_and_one_that_came_after_its_mark_are_left_alone(
    world: World, values: dict[str, bool]
) -> None:
    card = await holder(world)
    go_to(world, card, days=25)
    change = dict.fromkeys(values, world.at)
    world.store.write_now(lambda connection: connection.execute(sa.update(cards).values(change)))
    assert await reminders(world).remind() == 0
    assert reminded(world) == []
