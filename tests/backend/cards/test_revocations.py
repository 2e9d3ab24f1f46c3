"""Revoked cards: in the signed list within a minute, and out of it once nobody would believe them."""

import pytest
import sqlalchemy as sa

from kiosk.backend.cards import revocations
from kiosk.backend.cards.revocations import RevocationService
from kiosk.backend.storage.schema import audit, cards
from kiosk.contract.cards import REVOCATIONS, RevocationsAnswer
from kiosk.domain.verdict import Validity
from kiosk.trust.signed_text import digest
from kiosk.trust.verification import read_revocations, verify
from tests.backend.world import World


@pytest.fixture
def service(world: World) -> RevocationService:
    """The list of this world's backend."""
    return RevocationService(world.store, world.signer, lambda: world.at)


def revoke(world: World, code: str) -> list[str]:
    """Revoke the card with this code."""
    return world.store.write_now(
        lambda c: revocations.revoke(c, world.at, cards.c.code == code, actor="admin", reason="lost")
    )


async def checked(world: World, service: RevocationService, proof: str) -> Validity:
    """What an officer is told who has just fetched the list."""
    known = read_revocations(await service.current(), world.signer.readers)
    return verify(proof, world.signer.readers, known, world.at).validity


async def test_a_revoked_card_is_in_the_list_within_a_minute(world, service):
    card = (await world.approved())["card"]
    assert await checked(world, service, card["proof"]) is Validity.VALID
    assert revoke(world, card["code"]) == [card["code"]]
    world.pass_time(seconds=60)
    assert await checked(world, service, card["proof"]) is Validity.REVOKED


async def test_a_card_is_revoked_once_and_the_audit_says_by_whom_and_why(world):
    card = (await world.approved())["card"]
    assert revoke(world, card["code"])
    first = world.rows(cards)[0].revoked_at
    world.pass_time(days=1)
    assert revoke(world, card["code"]) == []
    assert world.rows(cards)[0].revoked_at == first
    lines = [(line.actor, line.subject) for line in world.rows(audit) if line.action == "card_revoked_lost"]
    assert lines == [("admin", card["code"])]


async def test_the_list_is_signed_anew_each_hour_and_not_more_often(world, service):
    await world.approved()
    first = await service.current()
    world.pass_time(minutes=59)
    assert await service.current() == first
    world.pass_time(minutes=1)
    later = await service.current()
    assert later.issued_at == world.at
    assert (later.expires_at - later.issued_at).days == 7


async def test_a_clock_that_jumps_back_does_not_keep_an_old_list(world, service):
    card = (await world.approved())["card"]
    await service.current()
    revoke(world, card["code"])
    world.pass_time(days=-1)
    assert (await service.current()).issued_at == world.at
    assert await checked(world, service, card["proof"]) is Validity.REVOKED


async def test_what_has_expired_needs_no_place_in_the_list(world, service):
    card = (await world.approved())["card"]
    revoke(world, card["code"])
    world.store.write_now(lambda c: c.execute(sa.update(cards).values(expires_at=world.at)))
    assert read_revocations(await service.current(), world.signer.readers).digests == frozenset()


async def test_a_hundred_thousand_revoked_cards_fit_into_a_list_of_a_megabyte(world):
    digests = b"\x01\x02\x03\x04\x05\x06\x07\x08" * 100_000
    text = world.signer.sign({"typ": "revocations", "iat": 0, "exp": 1, "revoked": digests})
    assert len(text) < 1_300_000
    assert world.signer.read(text, "revocations")["revoked"] == digests


async def test_a_kiosk_is_handed_the_list_and_a_stranger_is_not(world):
    card = (await world.approved())["card"]
    revoke(world, card["code"])
    answer = await world.http.get(REVOCATIONS)
    listed = RevocationsAnswer.model_validate_json(answer.content)
    assert digest(card["proof"]) in read_revocations(listed, world.signer.readers)
    assert (await world.kiosk("").get(REVOCATIONS)).status_code == 401
