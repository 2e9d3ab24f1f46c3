"""`kiosk verify`: is this card, receipt or pick-up code genuine? Answered without a network."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import click
from pydantic import ValidationError

from kiosk.cli.answer import No, with_settings
from kiosk.cli.decode import to_text
from kiosk.cli.verdict_output import Consulted, to_json, to_lines
from kiosk.config.reader import Settings
from kiosk.contract.cards import RevocationsAnswer
from kiosk.contract.keys import KeysAnswer
from kiosk.domain.verdict import Validity
from kiosk.trust.signed_text import Distrusted, PublicKeys
from kiosk.trust.verification import read_revocations
from kiosk.trust.verification import verify as judged

_MOST = 10_000  # bytes: more than any text that is not too long anyway
_CANNOT = 8
STATUS = {
    Validity.VALID: 0,
    Validity.EXPIRED: 3,
    Validity.REVOKED: 4,
    Validity.UNKNOWN_KEY: 5,
    Validity.DAMAGED: 6,
    Validity.NOT_OURS: 7,
    Validity.UNSIGNED: 9,
}
"""How the verb ends; --help repeats it."""


@click.command()
@click.argument("text", default="-")
@click.option(
    "--keys", "keys_file", type=click.Path(path_type=Path), help="The backend's public keys, as /v1/keys."
)
@click.option("--revocations", "list_file", type=click.Path(path_type=Path), help="As /v1/revocations.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of words.")
@with_settings
def verify(
    settings: Settings, text: str, keys_file: Path | None, list_file: Path | None, as_json: bool
) -> None:
    """Say whether TEXT, or a scan from standard input (-), is a genuine card, receipt or pick-up code.

    \b
    It needs no network: keys and revocations are read from files, this kiosk's unless others are named.
    Exit status: 0 valid, 3 expired, 4 revoked, 5 signed with an unknown key, 6 damaged, 7 not ours,
    8 cannot be checked, 9 bears no signature.
    """
    state, now = settings.state_dir, datetime.now(UTC)
    keys = _keys(keys_file or state / "backend-keys.json")
    consulted = _consulted(list_file or state / "revocations.json", keys, now)
    found = judged(_read() if text == "-" else text, keys, consulted.revocations, now)
    if as_json:
        click.echo(json.dumps(to_json(found, consulted), ensure_ascii=False))
    else:
        for line in to_lines(found, consulted, now, settings.screen.language):
            click.echo(line)
    sys.exit(STATUS[found.validity])


def _keys(path: Path) -> PublicKeys:
    try:
        return PublicKeys(KeysAnswer.model_validate_json(path.read_bytes(), extra="ignore").keys)
    except FileNotFoundError as error:
        raise No("verify.no_keys", _CANNOT, file=path.name) from error
    except ValueError as error:
        raise No("verify.keys_damaged", _CANNOT, file=path.name) from error
    except OSError as error:
        raise No("verify.keys_unreadable", _CANNOT, file=path.name) from error


def _consulted(path: Path, keys: PublicKeys, now: datetime) -> Consulted:
    try:
        answer = RevocationsAnswer.model_validate_json(path.read_bytes(), extra="ignore")
        revocations = read_revocations(answer, keys)
    except OSError:
        return Consulted("missing")
    except (ValidationError, Distrusted):
        return Consulted("damaged")
    return Consulted("stale" if revocations.is_stale(now) else "fresh", revocations)


def _read() -> str:
    return to_text(sys.stdin.buffer.read(_MOST))
