"""A message is queued with what it is about, once for each key, and nothing of it can be read in the row."""

from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from kiosk.backend.messages import message_queue
from kiosk.backend.messages.message_queue import MessageRequest
from kiosk.backend.storage.schema import messages
from tests.backend.world import START, VAULT, World

PHONE = "+84900000000"
DECIDED = MessageRequest("decision", PHONE, "UBND: ho so da duyet.", START + timedelta(days=1))


def put(world: World, request: MessageRequest) -> UUID | None:
    """Queue it in a transaction of its own."""
    return world.store.write_now(lambda connection: message_queue.put(connection, VAULT, request, world.at))


def test_a_message_waits_in_the_queue_and_nobody_can_read_it_there(world: World) -> None:
    message_id = put(world, DECIDED)
    (row,) = world.rows(messages)
    assert (row.id, row.state, row.due_at, row.expires_at) == (
        message_id,
        "queued",
        START,
        START + timedelta(days=1),
    )
    assert b"duyet" not in row.sealed
    assert PHONE[1:].encode() not in row.sealed
    assert message_queue.unseal(VAULT, row.sealed) == (PHONE, DECIDED.words)


def test_the_same_key_is_queued_once(world: World) -> None:
    request = MessageRequest("reminder", PHONE, "x", START + timedelta(days=1), once_key="reminder 1")
    assert put(world, request) is not None
    assert put(world, request) is None
    assert put(world, MessageRequest("reminder", PHONE, "x", request.expires_at, once_key="reminder 2"))
    assert world.count(messages) == 2


def test_what_is_undone_leaves_no_message(world: World) -> None:
    def work(connection: sa.Connection) -> None:
        message_queue.put(connection, VAULT, DECIDED, START)
        raise RuntimeError("the decision was not made")

    with pytest.raises(RuntimeError):
        world.store.write_now(work)
    assert world.count(messages) == 0
