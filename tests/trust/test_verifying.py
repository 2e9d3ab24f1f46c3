"""What a person shows is judged: by its signature, by what it says, by the list of revocations."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.backend.keys.signing import Signer
from kiosk.domain.verdict import Kind, Reason, Validity, Verdict
from kiosk.trust.signed_text import digest
from kiosk.trust.verification import DIGEST_BYTES, RevocationList, verify
from tests.fakes.citizen import a_card

NOW = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
CODE, OTHER = "7K3M9QXRA2WK", "ABCDEFGHJKL3"
SIGNER = Signer(Ed25519PrivateKey.generate())
CARD = SIGNER.sign(
    {
        "typ": "card",
        "num": "0000000017",
        "name": "Nguyễn Văn Mẫu",
        "birth": "1990-01-01",
        "fac": "06001",
        "iat": int((NOW - timedelta(days=1)).timestamp()),
        "exp": int((NOW + timedelta(days=1)).timestamp()),
    }
)
RECEIPT = SIGNER.sign({"typ": "receipt", "code": CODE, "key": "ab" * 16, "status": "approved", "iat": 1})
PICK_UP = SIGNER.sign({"typ": "pick_up", "form": bytes(16), "exp": int(NOW.timestamp()) + 60})
PROOF = SIGNER.sign({"typ": "phone", "phone": "+84900000000", "citizen_id": "006090000011", "exp": 1})


def judged(text: str, revocations: RevocationList | None = None, *, days: float = 0) -> Verdict:
    """Judge `text` some days from now."""
    return verify(text, SIGNER.readers, revocations, NOW + timedelta(days=days))


def revoking(*texts: str) -> RevocationList:
    """A list that holds these texts."""
    digests = frozenset(digest(text)[:DIGEST_BYTES] for text in texts)
    return RevocationList(digests, NOW, NOW + timedelta(days=7))


def test_a_card_is_valid_and_says_whose_it_is():
    found = judged(CARD)
    assert (found.validity, found.kind) == (Validity.VALID, Kind.CARD)
    assert (found.number, found.full_name, found.birth) == ("0000000017", "Nguyễn Văn Mẫu", "1990-01-01")
    assert found.expires_at == NOW + timedelta(days=1)


@pytest.mark.parametrize("shape", ["{}", "{}\r\n", " {}\t"])
def test_a_scanner_may_add_its_line_end(shape):
    assert judged(shape.format(CARD)).validity is Validity.VALID


def test_letters_that_a_scanner_made_small_are_read():
    assert judged(CARD.lower()).validity is Validity.VALID


def test_a_slip_is_valid_and_says_what_it_was():
    found = judged(f"BHXH1:{CODE}:{RECEIPT}")
    assert (found.validity, found.kind, found.code) == (Validity.VALID, Kind.RECEIPT, CODE)
    assert (found.status, found.expires_at) == ("approved", None)


def test_a_pick_up_code_is_valid_until_it_expires():
    assert judged(PICK_UP).kind is Kind.PICK_UP
    assert judged(PICK_UP, days=1).validity is Validity.EXPIRED


def test_a_card_expires_to_the_second():
    assert judged(CARD, days=1 - 1e-5).validity is Validity.VALID
    assert judged(CARD, days=1).validity is Validity.EXPIRED


def test_a_revoked_card_is_revoked_also_when_it_has_expired():
    assert judged(CARD, revoking(CARD)).validity is Validity.REVOKED
    assert judged(CARD, revoking(CARD), days=3).validity is Validity.REVOKED
    assert judged(CARD, revoking(RECEIPT)).validity is Validity.VALID


def test_another_backends_card_is_signed_with_an_unknown_key():
    theirs = Signer(Ed25519PrivateKey.generate()).sign({"typ": "card"})
    assert judged(theirs) == Verdict(Validity.UNKNOWN_KEY)


def test_a_slip_with_somebody_elses_signature_on_it_is_found_out():
    found = judged(f"BHXH1:{OTHER}:{RECEIPT}")
    assert (found.validity, found.why, found.code) == (Validity.DAMAGED, Reason.SWAPPED, None)


@pytest.mark.parametrize("text", [f"BHXH1:{CODE}:NO SIGNATURE", f"BHXH1:{CODE[:-1]}X:{RECEIPT}", "BHXH1:A"])
def test_a_broken_slip_is_damaged(text):
    assert judged(text).validity is Validity.DAMAGED


@pytest.mark.parametrize("text", [CODE, "7k3m 9qxr a2wk", f"BHXH:{CODE}"])
def test_a_code_alone_cannot_be_checked_without_the_backend(text):
    assert judged(text) == Verdict(Validity.UNSIGNED, Kind.RECEIPT, Reason.UNSIGNED, code=CODE)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "006090000011||Nguyễn Văn Mẫu|01011990|Nam|Bắc Kạn|01012022",
        "https://example.org/pay",
        "\x1b]0;title\x07",
        "9" * 5000,
        PROOF,
    ],
)
def test_anything_else_is_not_ours_and_gives_nothing_away(text):
    assert judged(text) == Verdict(Validity.NOT_OURS)


@settings(deadline=None)
@given(st.text(max_size=300))
def test_no_text_makes_it_fail(text):
    assert judged(text).validity in (Validity.NOT_OURS, Validity.DAMAGED, Validity.UNSIGNED)


@settings(deadline=None, max_examples=50)
@given(st.dictionaries(st.sampled_from(["num", "name", "birth", "status"]), st.text(max_size=40)))
def test_whatever_is_signed_survives_being_shown_as_a_slip(claims):
    signed = SIGNER.sign({"typ": "receipt", "code": CODE, **claims})
    if len(signed) < 900:
        assert judged(f"BHXH1:{CODE}:{signed}").validity is Validity.VALID


@pytest.mark.parametrize("text", [CARD, f"BHXH1:{CODE}:{RECEIPT}"])
def test_one_character_read_wrong_anywhere_is_damage_and_never_a_strangers_code(text):
    wrong = [
        text[:place] + ("A" if character != "A" else "B") + text[place + 1 :]
        for place, character in enumerate(text)
    ]
    others = [(place, judged(each)) for place, each in enumerate(wrong)]
    assert [each for each in others if each[1].validity is not Validity.DAMAGED] == []


def test_the_insurers_own_code_is_called_what_it_is_and_nothing_is_claimed_of_it():
    found = judged(a_card().payload)
    assert found == Verdict(Validity.UNSIGNED, Kind.INSURER, Reason.INSURER)
