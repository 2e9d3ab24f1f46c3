"""Sealing to a key that is not here, and believing only what the backend signed."""

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.client.encryption import Keyring, Unverifiable
from kiosk.contract.keys import KeysAnswer
from tests.client.counterpart import CODE, KEY, Keys

OTHER = "ff" * 16


@pytest.fixture
def keyring(tmp_path, keys: Keys) -> Keyring:
    """The backend's public keys as the kiosk has them."""
    return Keyring(keys.keep_in(tmp_path / "backend-keys.json"))


def test_what_is_sealed_here_is_opened_there(keyring, keys):
    ciphertext = keyring.encrypt("Trần Thị Thử Nghiệm".encode(), KEY)
    assert ciphertext.kid == "seal1"
    assert b"Nghi" not in ciphertext.content
    assert keys.opened(ciphertext.content, KEY).decode() == "Trần Thị Thử Nghiệm"


def test_an_envelope_opens_only_under_its_own_idempotency_key(keyring, keys):
    ciphertext = keyring.encrypt(b"x", KEY)
    with pytest.raises(InvalidTag):
        keys.opened(ciphertext.content, OTHER)


def test_sealing_twice_looks_different(keyring):
    assert keyring.encrypt(b"x", KEY).content != keyring.encrypt(b"x", KEY).content


@pytest.mark.parametrize(
    "content", [None, b"", b"{", b'{"keys": []}', b'{"keys": [{"kid": "a", "use": "seal", "key": "AAAA"}]}']
)
def test_without_a_usable_key_nothing_is_encrypted(tmp_path, content):
    path = tmp_path / "backend-keys.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(OSError):  # noqa: PT011 - any: the screen has one sentence for all of them
        Keyring(path).encrypt(b"x", KEY)


def test_a_receipt_of_the_backend_is_believed(keyring, keys):
    receipt = keyring.verify(keys.receipt(), receipt_code=CODE, idempotency_key=KEY)
    assert (receipt.idempotency_key, receipt.receipt_code) == (KEY, CODE)


def test_a_receipt_of_a_retired_key_is_believed_while_the_key_is_listed(tmp_path, keys):
    old = Keys("0102")
    both = KeysAnswer(keys=[*keys.published().keys, *old.published().keys])
    path = tmp_path / "both.json"
    path.write_text(both.model_dump_json())
    assert Keyring(path).verify(old.receipt(), receipt_code=CODE, idempotency_key=KEY)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda keys: Keys().receipt(),  # another key under the same kid
        lambda keys: Keys("0102").receipt(),  # a kid that nobody knows
        lambda keys: keys.receipt(with_kid=False),
        lambda keys: keys.receipt(OTHER),
        lambda keys: keys.receipt(code="7K3M9QXRA2WD"),
        lambda keys: keys.receipt(typ="card"),
        lambda keys: keys.receipt()[:-3],
        lambda keys: "",
        lambda keys: "receipt",
        lambda keys: "€",
    ],
)
def test_any_other_receipt_is_not(keyring, keys, wrong):
    with pytest.raises(Unverifiable):
        keyring.verify(wrong(keys), receipt_code=CODE, idempotency_key=KEY)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(text=st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:", max_size=60))
def test_no_text_makes_verifying_fail_in_another_way(keyring, text):
    with pytest.raises(Unverifiable):
        keyring.verify(text, receipt_code=CODE, idempotency_key=KEY)


def test_renewing_replaces_the_file_whole_and_only_when_something_changed(tmp_path, keyring, keys):
    path = tmp_path / "backend-keys.json"
    before = path.stat().st_ino
    keyring.renew(keys.published())
    assert path.stat().st_ino == before
    later = Keys("0102")
    keyring.renew(later.published())
    assert path.stat().st_ino != before
    assert keyring.verify(later.receipt(), receipt_code=CODE, idempotency_key=KEY)
    assert [each.name for each in tmp_path.iterdir()] == ["backend-keys.json"]


def test_renewing_mends_a_damaged_file(tmp_path, keys):
    path = tmp_path / "backend-keys.json"
    path.write_text("{")
    Keyring(path).renew(keys.published())
    assert Keyring(path).encrypt(b"x", KEY).kid == "seal1"
