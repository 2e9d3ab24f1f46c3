"""Signed texts: read back by us, by cwt as anybody else has it, and by nobody once a bit has changed."""

import base45
import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cwt import COSE, COSEKey
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.backend.keys.signing import Signer
from kiosk.trust.signed_text import Distrusted, PublicKeys, digest, raw

CLAIMS = {"typ": "receipt", "code": "7K3M9QXRA2WD", "iat": 1_700_000_000}
SIGNER = Signer(Ed25519PrivateKey.generate())
TEXT = SIGNER.sign(CLAIMS)


def test_another_program_reads_it_with_the_public_key_alone():
    (public,) = SIGNER.published
    key = COSEKey.new({1: 1, 2: public.kid.encode(), 3: -8, -1: 6, -2: raw(public)})
    assert cbor2.loads(COSE.new(verify_kid=True).decode(base45.b45decode(TEXT), key)) == CLAIMS


def test_what_was_signed_is_read_as_its_type_alone():
    assert SIGNER.read(TEXT, "receipt") == CLAIMS
    assert SIGNER.read(TEXT, "card") is None


def test_a_new_key_signs_and_the_old_ones_texts_are_still_read():
    old, new = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    signer = Signer(old)
    before = signer.sign(CLAIMS)
    signer.use(new, old)
    after = signer.sign(CLAIMS)
    assert signer.read(before, "receipt") == signer.read(after, "receipt") == CLAIMS
    assert PublicKeys(signer.published[:1]).read(after).claims == CLAIMS
    with pytest.raises(Distrusted, match="unknown_key"):
        PublicKeys(signer.published[:1]).read(before)


def test_a_text_has_one_name_in_the_list_of_revocations_whatever_is_added_around_what_was_signed():
    protected, unprotected, payload, signature = cbor2.loads(base45.b45decode(TEXT)).value
    varied = cbor2.CBORTag(18, [protected, unprotected | {99: b"x"}, payload, signature])
    other = base45.b45encode(cbor2.dumps(varied)).decode()
    assert SIGNER.readers.read(other).digest == SIGNER.readers.read(TEXT).digest == digest(TEXT)
    assert digest(SIGNER.sign(CLAIMS | {"iat": 1})) != digest(TEXT)


@settings(max_examples=200, deadline=None)
@given(place=st.integers(min_value=0, max_value=len(base45.b45decode(TEXT)) * 8 - 1))
def test_no_bit_can_be_changed(place):
    data = bytearray(base45.b45decode(TEXT))
    data[place // 8] ^= 1 << place % 8
    with pytest.raises(Distrusted):
        SIGNER.readers.read(base45.b45encode(bytes(data)).decode())


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (TEXT[:-3], "damaged"),
        (TEXT[:40], "damaged"),
        (TEXT[:60] + ("A" if TEXT[60] != "A" else "B") + TEXT[61:], "damaged"),
        (Signer(Ed25519PrivateKey.generate()).sign(CLAIMS), "unknown_key"),
        (SIGNER.sign({})[:0], "not_ours"),
        ("HTTPS://EXAMPLE.ORG/PAY", "not_ours"),
        ("€", "not_ours"),
        (base45.b45encode(cbor2.dumps(CLAIMS)).decode(), "not_ours"),
    ],
)
def test_it_is_said_how_far_the_reading_got(text, why):
    with pytest.raises(Distrusted, match=why):
        SIGNER.readers.read(text)


def test_a_signed_thing_that_is_no_claims_is_nothing_of_ours():
    key = Ed25519PrivateKey.generate()
    signer = Signer(key)
    kid = signer.published[0].kid.encode()
    cose_key = COSEKey.new(
        {1: 1, 2: kid, 3: -8, -1: 6, -2: key.public_key().public_bytes_raw(), -4: key.private_bytes_raw()}
    )
    cose = COSE.new(alg_auto_inclusion=True, kid_auto_inclusion=True)
    text = base45.b45encode(cose.encode(cbor2.dumps([1, 2]), cose_key)).decode()
    with pytest.raises(Distrusted, match="not_ours"):
        signer.readers.read(text)
