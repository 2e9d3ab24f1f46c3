"""The kiosk's copy of the list of revoked cards: fetched, checked, kept until a better one comes."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.backend.keys.signing import Signer
from kiosk.client import revocation_list
from kiosk.client.encryption import Keyring
from kiosk.contract.cards import RevocationsAnswer
from kiosk.contract.keys import KeysAnswer
from tests.client.counterpart import problem, response, served

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SIGNER, STRANGER = (Signer(Ed25519PrivateKey.generate()) for _ in range(2))


def listed(signer: Signer, at: datetime = NOW) -> dict:
    """A list made at a time."""
    claims = {"typ": "revocations", "iat": int(at.timestamp()), "exp": int(at.timestamp()), "revoked": b""}
    answer = RevocationsAnswer(list=signer.sign(claims), issued_at=at, expires_at=at)
    return answer.model_dump(mode="json")


@pytest.fixture
def keyring(tmp_path) -> Keyring:
    """The backend's keys as the kiosk has them."""
    (tmp_path / "backend-keys.json").write_text(KeysAnswer(keys=[*SIGNER.published]).model_dump_json())
    return Keyring(tmp_path / "backend-keys.json")


async def renewed(answer: bytes, keyring: Keyring, tmp_path) -> float:
    """Let the backend answer this; return when the kiosk asks again."""
    async with served(lambda _: answer, tmp_path) as (counterpart, api):
        pause = await revocation_list.renew(api, keyring, tmp_path / "revocations.json")
        assert [request.path for request in counterpart.heard] == ["/v1/revocations"]
    return pause


async def test_the_list_is_kept_beside_the_keys_and_asked_for_each_minute(keyring, tmp_path):
    assert await renewed(response(listed(SIGNER)), keyring, tmp_path) == revocation_list.EVERY < 60
    kept = RevocationsAnswer.model_validate_json((tmp_path / "revocations.json").read_bytes())
    assert kept.issued_at == NOW
    await renewed(response(listed(SIGNER, NOW + timedelta(hours=1))), keyring, tmp_path)
    kept = RevocationsAnswer.model_validate_json((tmp_path / "revocations.json").read_bytes())
    assert kept.issued_at == NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    "answer",
    [
        response(listed(STRANGER)),
        response({"list": "", "issued_at": NOW.isoformat(), "expires_at": NOW.isoformat()}),
        response(b"{"),
        problem("busy", 503),
        problem("not_allowed", 401),
    ],
)
async def test_nothing_else_takes_its_place_and_it_is_asked_for_again_soon(keyring, tmp_path, answer):
    (tmp_path / "revocations.json").write_text("what was there")
    assert await renewed(answer, keyring, tmp_path) == 15
    assert (tmp_path / "revocations.json").read_text() == "what was there"


async def test_before_the_first_keys_have_come_it_waits(tmp_path):
    pause = await renewed(response(listed(SIGNER)), Keyring(tmp_path / "none.json"), tmp_path)
    assert pause == 15
    assert not (tmp_path / "revocations.json").exists()
