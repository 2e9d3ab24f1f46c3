"""`kiosk verify` as a process would see it: words or JSON, and how it ends."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.backend.keys.signing import Signer
from kiosk.cli.verdict_output import Consulted, to_lines
from kiosk.cli.verify import STATUS, verify
from kiosk.contract.cards import RevocationsAnswer
from kiosk.contract.keys import KeysAnswer
from kiosk.domain.verdict import Kind, Reason, Validity, Verdict
from kiosk.resources.languages import languages
from kiosk.resources.text import has, words
from kiosk.trust.signed_text import digest
from kiosk.trust.verification import DIGEST_BYTES, RevocationList

NOW = datetime.now(UTC)
CODE = "7K3M9QXRA2WK"
SIGNER = Signer(Ed25519PrivateKey.generate())
STRANGER = Signer(Ed25519PrivateKey.generate())


def card(days: float = 1, signer: Signer = SIGNER) -> str:
    """A card's proof that is good for some days."""
    claims = {"typ": "card", "num": "0000000017", "name": "Nguyễn Văn Mẫu", "birth": "1990-01-01"}
    return signer.sign(claims | {"exp": int((NOW + timedelta(days=days)).timestamp())})


def listed(*texts: str, made: timedelta = timedelta(hours=-3), signer: Signer = SIGNER) -> str:
    """A list of revocations as the agent keeps it."""
    at = NOW + made
    claims = {
        "typ": "revocations",
        "iat": int(at.timestamp()),
        "exp": int((at + timedelta(days=7)).timestamp()),
        "revoked": b"".join(digest(text)[:DIGEST_BYTES] for text in texts),
    }
    answer = RevocationsAnswer(list=signer.sign(claims), issued_at=at, expires_at=at + timedelta(days=7))
    return answer.model_dump_json()


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A machine whose agent has kept keys and list."""
    state = tmp_path / "state"
    state.mkdir()
    (tmp_path / "config.toml").write_text(f'[state]\ndir = "{state}"\n[screen]\nlanguage = "en"\n')
    (state / "backend-keys.json").write_text(KeysAnswer(keys=[*SIGNER.published]).model_dump_json())
    (state / "revocations.json").write_text(listed())
    return state


def run(state: Path, *arguments: str, scan: str | None = None) -> Result:
    """Run the verb with this machine's settings."""
    config = str(state.parent / "config.toml")
    return CliRunner().invoke(verify, [*arguments, "--config", config], input=scan)


def test_a_valid_card_ends_with_0_and_says_whose_it_is_and_how_old_the_list_is(state):
    result = run(state, card())
    assert result.exit_code == 0, result.output
    for said in ("VALID: health-insurance card.", "Nguyễn Văn Mẫu", "00 0000 0017", "01/01/1990", "3 hours"):
        assert said in result.stdout


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        (card(), Validity.VALID),
        (card(-1), Validity.EXPIRED),
        (card(2), Validity.REVOKED),
        (card(signer=STRANGER), Validity.UNKNOWN_KEY),
        (card()[:-4], Validity.DAMAGED),
        ("https://example.org", Validity.NOT_OURS),
    ],
)
def test_each_verdict_has_its_exit_status_in_words_and_in_json(state, text, finding):
    (state / "revocations.json").write_text(listed(card(2)))
    result = run(state, "--json", scan=text + "\r\n")
    assert json.loads(result.stdout)["verdict"] == finding
    spoken = run(state, text)
    assert words(f"verify.reason.{finding}", "en") in spoken.stdout
    assert result.exit_code == spoken.exit_code == STATUS[finding]


def test_the_exit_statuses_are_distinct_and_stand_in_the_help(state):
    assert len(set(STATUS.values())) == len(Validity)
    help_text = " ".join(run(state, "--help").stdout.split())
    assert all(str(status) in help_text for status in STATUS.values())


def test_json_tells_everything_under_its_name(state):
    receipt = SIGNER.sign({"typ": "receipt", "code": CODE, "status": "approved", "iat": 0})
    told = json.loads(run(state, f"BHXH1:{CODE}:{receipt}", "--json").stdout)
    assert told["kind"] == "receipt"
    assert told["code"] == CODE
    assert told["status"] == "approved"
    assert told["issued_at"] == "1970-01-01T00:00:00+00:00"
    assert told["expires_at"] is None
    assert told["revocations"]["state"] == "fresh"


def test_a_list_older_than_its_expiry_is_called_stale(state):
    (state / "revocations.json").write_text(listed(made=timedelta(days=-9)))
    result = run(state, card())
    assert result.exit_code == 0
    assert "STALE (made 9 days ago)" in result.stdout


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "missing"), ("{", "damaged"), (listed(signer=STRANGER), "damaged")],
)
def test_without_a_list_of_this_backends_it_is_said_that_revocation_is_not_known(state, content, said):
    path = state / "revocations.json"
    path.unlink() if content is None else path.write_text(content)
    result = run(state, card())
    assert words(f"verify.revocations.{said}", "en") in result.stdout


def test_a_stolen_card_that_calls_itself_the_list_of_revocations_is_no_list(state):
    answer = RevocationsAnswer(list=card(), issued_at=NOW, expires_at=NOW + timedelta(days=7))
    (state / "revocations.json").write_text(answer.model_dump_json())
    assert json.loads(run(state, card(), "--json").stdout)["revocations"]["state"] == "damaged"


def test_other_files_can_be_named(state, tmp_path):
    (state / "backend-keys.json").rename(tmp_path / "k.json")
    (tmp_path / "r.json").write_text(listed(card()))
    result = run(state, card(), "--keys", str(tmp_path / "k.json"), "--revocations", str(tmp_path / "r.json"))
    assert result.exit_code == STATUS[Validity.REVOKED]


@pytest.mark.parametrize(
    ("content", "key"), [(None, "no_keys"), (b"{", "keys_damaged"), (b"\xff", "keys_damaged")]
)
def test_without_keys_it_cannot_be_checked_and_is_said_what_to_do(state, content, key):
    path = state / "backend-keys.json"
    path.unlink() if content is None else path.write_bytes(content)
    result = run(state, card())
    assert result.exit_code == 8
    assert result.stderr.strip() == words(f"verify.{key}", "en", file="backend-keys.json")


def test_whatever_arrives_is_answered(state):
    for scan in (b"", b"\xff\xfe\x00", b"\x1b[2J" * 5000, b"BHXH1:"):
        result = run(state, scan=scan.decode("latin-1"))
        assert result.exit_code in (STATUS[Validity.NOT_OURS], STATUS[Validity.DAMAGED])
        assert "\x1b" not in result.stdout


@pytest.mark.parametrize("language", languages())
def test_every_finding_kind_reason_and_status_has_words(language):
    keys = [f"finding.{each}" for each in Validity]
    keys += [f"kind.{each}" for each in Kind]
    keys += [f"reason.{each}" for each in (*Validity, *Reason)]
    assert [key for key in keys if not has(f"verify.{key}", language)] == []


def test_an_age_is_told_in_the_largest_unit_of_which_there_are_two():
    def said(**age: float) -> str:
        revocations = RevocationList(frozenset(), NOW - timedelta(**age), NOW)
        return [*to_lines(Verdict(Validity.VALID), Consulted("fresh", revocations), NOW, "en")][-1]

    assert "90 minutes" in said(minutes=90)
    assert "47 hours" in said(hours=47)
    assert "2 days" in said(hours=48)
    assert "0 minutes" in said(minutes=-5)
