"""The audit's chain: what is done to it by whoever owns the database is found, and named."""

from collections.abc import Awaitable, Callable

import pytest
import sqlalchemy as sa

from kiosk.backend.audit import trail, verification
from kiosk.backend.audit.verification import Chain, ChainBreak
from kiosk.backend.storage.schema import audit as lines
from kiosk.backend.storage.schema import audit_links
from tests.backend.database_owner import as_owner
from tests.backend.world import World

LINKS = 5
Grow = Callable[[], Awaitable[None]]


def check(world: World, head: str = "") -> Chain:
    """Check the chain as the verb does."""
    return world.store.read_now(lambda connection: verification.check(connection, world.at, head))


def entry(place: int) -> sa.ScalarSelect:
    """The line at a place."""
    return sa.select(audit_links.c.entry_id).where(audit_links.c.place == place).scalar_subquery()


@pytest.fixture
def linked(world: World) -> World:
    """A world with some links, and time gone by since."""
    world.store.write_now(trail.link)
    for number in range(LINKS):
        world.pass_time(seconds=1)
        world.store.write_now(
            lambda c, number=number: trail.add(c, world.at, actor="x", action="a", subject=str(number))
        )
    world.store.write_now(trail.link)
    world.pass_time(minutes=5)
    return world


def test_a_whole_chain_tells_how_long_it_is_and_how_it_ends(linked):
    found = check(linked)
    assert found.broken is None
    assert found.links == linked.count(audit_links) >= LINKS
    assert len(found.head) == 64


def test_an_altered_line_is_named(linked):
    as_owner(linked, sa.update(lines).where(lines.c.id == entry(3)).values(actor="nobody"))
    assert (check(linked).broken.what, check(linked).broken.place) == ("altered", 3)


def test_a_line_taken_out_is_named(linked):
    as_owner(linked, sa.delete(lines).where(lines.c.id == entry(4)))
    assert check(linked).broken == ChainBreak("line_missing", 4)


def test_a_link_taken_out_is_named(linked):
    as_owner(linked, sa.delete(audit_links).where(audit_links.c.place == 2))
    assert (check(linked).broken.what, check(linked).broken.place) == ("link_missing", 2)


def test_lines_that_changed_places_are_named(linked):
    three, four = (linked.store.read_now(lambda c, n=n: c.scalar(sa.select(entry(n)))) for n in (3, 4))
    free = linked.store.read_now(lambda c: c.scalar(sa.select(entry(5))))
    as_owner(
        linked,
        sa.delete(audit_links).where(audit_links.c.place == 5),
        sa.update(audit_links).where(audit_links.c.place == 3).values(entry_id=free),
        sa.update(audit_links).where(audit_links.c.place == 4).values(entry_id=three),
        sa.update(audit_links).where(audit_links.c.place == 3).values(entry_id=four),
    )
    assert (check(linked).broken.what, check(linked).broken.place) == ("out_of_order", 3)


def test_a_forged_digest_is_named(linked):
    as_owner(linked, sa.update(audit_links).where(audit_links.c.place == 1).values(digest="f" * 64))
    assert check(linked).broken.place == 1


def test_a_line_smuggled_in_long_ago_is_named_and_a_fresh_one_is_waited_for(linked):
    linked.store.write_now(lambda c: trail.add(c, linked.at, actor="x", action="smuggled"))
    assert check(linked).broken is None
    written = linked.at
    linked.pass_time(seconds=61)
    assert check(linked).broken == ChainBreak("unlinked", at=written)
    linked.store.write_now(trail.link)
    assert check(linked).broken is None


def test_a_chain_whose_end_was_cut_off_is_whole_until_somebody_knows_how_it_ended(linked):
    before = check(linked)
    gone = sa.select(audit_links.c.entry_id).where(audit_links.c.place > 3)
    ids = linked.store.read_now(lambda c: c.scalars(gone).all())
    as_owner(
        linked,
        sa.delete(audit_links).where(audit_links.c.place > 3),
        sa.delete(lines).where(lines.c.id.in_(ids)),
    )
    assert check(linked).broken is None
    assert check(linked, before.head[:16]).broken == ChainBreak("cut_short", 4)


def test_a_digest_of_some_other_day_is_still_in_the_chain(linked):
    head = check(linked).head
    linked.store.write_now(lambda c: trail.add(c, linked.at, actor="x", action="later"))
    linked.store.write_now(trail.link)
    assert check(linked, head).broken is None


def test_the_service_itself_cannot_touch_what_stands_there(linked):
    for change in (sa.update(lines).values(actor="nobody"), sa.delete(audit_links)):
        with pytest.raises(sa.exc.DBAPIError, match="only grows"):
            linked.store.write_now(lambda c, change=change: c.execute(change))
