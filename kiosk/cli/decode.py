"""`kiosk decode`: what a scanner sent, as one JSON object."""

import codecs
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from kiosk.domain.dates import PartialDate
from kiosk.domain.problems import Problem
from kiosk.domain.scans.card_codes import (
    LIMIT,
    CitizenCard,
    InsuranceCard,
    OfficerBadge,
    PickUpSlip,
    ReceiptSlip,
    Scan,
    Unknown,
    parse,
)
from kiosk.exit_status import DONE, NOT_DONE

_MOST = 8 * LIMIT  # bytes: more than any text that is not too long anyway
_KINDS = {
    CitizenCard: "citizen_card",
    InsuranceCard: "insurance_card",
    ReceiptSlip: "receipt",
    PickUpSlip: "pick_up",
    OfficerBadge: "officer_badge",
    Unknown: "unknown",
}


@click.command()
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    expose_value=False,
    help="Accepted like everywhere; reading a code needs no setting.",
)
@click.pass_context
def decode(context: click.Context) -> None:
    """Read what a scanner sent from standard input and write it as JSON; exit 1 when it is no card."""
    scan = parse(to_text(_read()), datetime.now().astimezone().date())
    click.echo(json.dumps(to_json(scan), ensure_ascii=False).encode(), nl=True)
    context.exit(NOT_DONE if isinstance(scan, Unknown) else DONE)


def _read() -> bytes:
    """Read the start of standard input, b"" when there is none; whatever goes on longer is no card."""
    try:
        return sys.stdin.buffer.read(_MOST)
    except (AttributeError, OSError):
        return b""


def to_text(data: bytes) -> str:
    """Decode UTF-8, or UTF-16 that says so; a broken byte becomes U+FFFD and breaks nothing else."""
    is_wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return data.decode("utf-16" if is_wide else "utf-8", "replace")


def to_json(scan: Scan) -> dict[str, Any]:
    """Return a scan's fields under their names, dates as precise as they are, warnings as their keys.

    An officer's badge is named, and its secret is not repeated.
    """
    fields = {name: _plain(value) for name, value in vars(scan).items() if name != "secret"}
    return {"kind": _KINDS[type(scan)], **fields}


def _plain(value: object) -> object:
    match value:
        case PartialDate():
            return value.iso
        case Problem():
            return value.key
        case tuple():
            return [_plain(one) for one in value]
        case _:
            return value
