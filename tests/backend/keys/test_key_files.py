"""Generations of keys: which one is current when, and that nothing signed or sealed before is lost."""

import asyncio
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from kiosk.backend.declined import Declined
from kiosk.backend.keys import key_files
from kiosk.backend.keys.decryption import EnvelopeDecryptor
from kiosk.backend.keys.key_files import (
    KeyMissing,
    KeyUnusable,
    decryption_keys,
    keep_current,
    key_id,
    make_first,
    rotate,
    signing_keys,
)
from kiosk.backend.keys.signing import Signer
from kiosk.client.encryption import Keyring
from kiosk.config.settings import Settings, StateSettings
from kiosk.contract.envelopes import Envelope
from kiosk.contract.keys import KeysAnswer
from kiosk.wiring.service import open_embedded
from tests.client.counterpart import CODE, KEY

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SOON = NOW + timedelta(minutes=10)
CLAIMS = {"typ": "receipt", "code": CODE, "key": sha256(KEY.encode()).hexdigest()[:32]}


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """Where keys are, with a first generation."""
    directory = tmp_path / "keys"
    make_first(directory)
    return directory


def kids(directory: Path, now: datetime) -> list[str]:
    """The signing keys' names, current first."""
    return [key_id(key.public_key()) for key in signing_keys(directory, now)]


def both(directory: Path, now: datetime) -> tuple[Signer, EnvelopeDecryptor]:
    """What the backend is at `now`."""
    return Signer(*signing_keys(directory, now)), EnvelopeDecryptor(*decryption_keys(directory, now))


def sealed(decryptor: EnvelopeDecryptor, tmp_path: Path, content: bytes) -> Envelope:
    """What a kiosk seals when it knows this backend."""
    path = tmp_path / "backend-keys.json"
    path.write_text(KeysAnswer(keys=[*decryptor.published]).model_dump_json())
    made = Keyring(path).encrypt(content, KEY)
    return Envelope(idempotency_key=KEY, kid=made.kid, sealed=b64encode(made.content).decode())


def test_keys_are_made_only_when_that_is_asked_for(tmp_path):
    for read in (signing_keys, decryption_keys):
        with pytest.raises(KeyMissing):
            read(tmp_path / "keys", NOW)


def test_the_first_keys_are_made_once_under_the_names_of_the_first_version(directory):
    assert make_first(directory) == []
    assert sorted(path.name for path in directory.iterdir()) == ["seal.pem", "sign.pem"]
    assert kids(directory, NOW) == kids(directory, NOW)


def test_a_new_key_is_known_before_it_signs_and_the_old_one_stays_known(directory):
    (first,) = kids(directory, NOW)
    rotate(directory, "sign", SOON)
    before, after = kids(directory, NOW), kids(directory, SOON)
    assert before[0] == after[1] == first
    assert before[1] == after[0] != first


def test_after_several_rotations_the_newest_that_has_begun_is_current(directory):
    (first,) = kids(directory, NOW)
    for days in (1, 2, 3):
        rotate(directory, "sign", NOW + timedelta(days=days))
    order = kids(directory, NOW + timedelta(days=2, hours=1))
    assert order[2] == first
    assert kids(directory, NOW + timedelta(days=3)) == [order[3], order[0], order[1], first]


def test_a_second_rotation_for_the_same_moment_changes_nothing(directory):
    rotate(directory, "sign", SOON)
    known = kids(directory, SOON)
    with pytest.raises(FileExistsError):
        rotate(directory, "sign", SOON)
    assert kids(directory, SOON) == known


def test_a_stolen_key_that_was_taken_away_is_not_made_again(directory):
    rotate(directory, "sign", NOW)
    (directory / "sign.pem").unlink()
    assert len(kids(directory, NOW)) == 1
    assert not (directory / "sign.pem").exists()


def test_what_was_sealed_to_a_retired_key_is_still_opened_and_new_envelopes_take_the_new_one(
    directory, tmp_path
):
    _, decryptor = both(directory, NOW)
    waited = sealed(decryptor, tmp_path, b"weeks in an outbox")
    rotate(directory, "seal", SOON)
    _, later = both(directory, SOON + timedelta(weeks=6))
    assert later.decrypt(waited) == b"weeks in an outbox"
    fresh = sealed(later, tmp_path, b"new")
    assert fresh.kid != waited.kid
    assert later.decrypt(fresh) == b"new"
    with pytest.raises(Declined, match="envelope_unreadable"):
        decryptor.decrypt(fresh)


def test_a_kiosk_believes_receipts_of_before_and_after_a_rotation_without_fetching_keys_between(
    directory, tmp_path
):
    rotate(directory, "sign", SOON)
    before, _ = both(directory, NOW)
    path = tmp_path / "backend-keys.json"
    path.write_text(KeysAnswer(keys=[*before.published]).model_dump_json())
    after, _ = both(directory, SOON)
    for signer in (before, after):
        receipt = Keyring(path).verify(signer.sign(CLAIMS), receipt_code=CODE, idempotency_key=KEY)
        assert receipt.receipt_code == CODE


@pytest.mark.parametrize("content", [b"", b"not a key", None])
def test_a_key_that_cannot_be_used_is_named(directory, content):
    path = directory / "sign.pem"
    path.write_bytes((directory / "seal.pem").read_bytes() if content is None else content)
    with pytest.raises(KeyUnusable) as caught:
        signing_keys(directory, NOW)
    assert caught.value.filename == str(path)


@pytest.mark.parametrize("name", ["sign-old.pem", "sign-20269999T000000Z.pem", "sign.pem.bak", "signs.pem"])
def test_files_with_other_names_are_left_alone(directory, name):
    (directory / name).write_bytes(b"something else")
    assert len(kids(directory, NOW)) == 1


async def test_a_running_backend_takes_up_new_keys_and_survives_a_directory_that_it_cannot_read(directory):
    at, rounds, go_on = NOW, asyncio.Queue(), asyncio.Event()
    signer, decryptor = both(directory, NOW)

    async def pause() -> None:
        rounds.put_nowait(signer.published[0].kid)
        await go_on.wait()
        go_on.clear()

    running = asyncio.create_task(keep_current(directory, signer, decryptor, lambda: at, pause))
    first = await rounds.get()
    new = rotate(directory, "sign", SOON)
    content, at = new.read_bytes(), SOON
    new.write_bytes(b"half a copy")
    go_on.set()
    assert await rounds.get() == first
    new.write_bytes(content)
    go_on.set()
    assert await rounds.get() == kids(directory, SOON)[0] != first
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


def test_the_kiosks_own_key_is_made_once(tmp_path):
    path = tmp_path / "deep" / "kiosk.key"
    assert key_files.kiosk_key(path) == key_files.kiosk_key(path)
    assert path.stat().st_mode & 0o777 == 0o600


async def test_a_served_backend_looks_after_its_keys(tmp_path):
    settings = Settings(state=StateSettings(str(tmp_path / "state")))
    backend = open_embedded(settings, lambda: SOON)
    (first,) = backend.signer.published
    rotate(tmp_path / "state" / "keys", "sign", NOW)
    looked = asyncio.Event()

    async def pause() -> None:
        if backend.signer.published[0] != first:
            looked.set()
            await asyncio.Event().wait()

    looking = next(work for work in backend.background_jobs if getattr(work, "func", None) is keep_current)
    running = asyncio.create_task(looking(pause=pause))
    await looked.wait()
    published = [key.kid for key in backend.keys.keys if key.use == "sign"]
    assert published == kids(tmp_path / "state" / "keys", SOON)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    backend.store.close()
