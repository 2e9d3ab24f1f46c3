"""`kiosk admin revoke`: a card that shall no longer be believed, also where there is no network."""

from datetime import UTC, datetime
from typing import get_args

import click
import sqlalchemy as sa

from kiosk.backend.cards import revocations
from kiosk.backend.cards.revocations import RevocationReason
from kiosk.backend.storage.schema import cards, registrations
from kiosk.cli.admin.opening import ACTOR, opened
from kiosk.cli.answer import No, say, with_settings
from kiosk.config.settings import Settings
from kiosk.domain import readable_code

_SLIP_PREFIX = "BHXH"


@click.command()
@click.argument("code")
@click.option("--receipt", is_flag=True, help="CODE is a receipt's: revoke every card of that person.")
@click.option(
    "--reason", type=click.Choice(get_args(RevocationReason)), required=True, help="Why, for the audit."
)
@with_settings
def revoke(settings: Settings, code: str, receipt: bool, reason: RevocationReason) -> None:
    """Revoke the card with this CODE, which stands under its QR."""
    plain = _plain(code)
    shown = readable_code.grouped(plain)
    if not readable_code.is_valid(plain):
        raise No("custody.code_mistyped", code=shown)
    person = sa.select(registrations.c.person).where(registrations.c.receipt_code == plain)
    which = cards.c.person.in_(person) if receipt else cards.c.code == plain
    now = datetime.now(UTC)
    with opened(settings) as store:
        found = store.read_now(
            lambda connection: connection.scalars(sa.select(cards.c.code).where(which)).all()
        )
        revoked = store.write_now(
            lambda connection: revocations.revoke(connection, now, which, actor=ACTOR, reason=reason)
        )
    if not found:
        raise No("custody.card_unknown", code=shown)
    if not revoked:
        raise No("custody.card_already_revoked", code=shown)
    for each in revoked:
        say(settings, "custody.card_revoked", code=readable_code.grouped(each))


def _plain(code: str) -> str:
    plain = readable_code.normalise(code)
    return plain.removeprefix(_SLIP_PREFIX) if len(plain) > readable_code.LENGTH else plain
