"""`kiosk admin verify-audit`: is the chain over who did what whole, or where does it break?"""

from datetime import UTC, datetime

import click

from kiosk.backend.audit import verification
from kiosk.backend.clock import VIETNAM
from kiosk.cli.admin.opening import opened
from kiosk.cli.answer import No, say, with_settings
from kiosk.config.settings import Settings

_SHOWN = 16
"""So much of the last digest is enough to write down."""


@click.command()
@click.option("--head", default="", help="The last digest as it was written down some other day.")
@with_settings
def verify_audit(settings: Settings, head: str) -> None:
    """Follow the audit's chain of hashes and name its first broken link; exit 1 when there is one.

    It may run while the service does. Write down the digest that it tells and keep it elsewhere: with --head
    it is found out if the chain's end was cut off.
    """
    now = datetime.now(UTC)
    with opened(settings) as store:
        found = store.read_now(lambda connection: verification.check(connection, now, head.strip().lower()))
    if found.broken is None:
        say(settings, "custody.chain_whole", links=found.links, head=found.head[:_SHOWN])
        return
    broken = found.broken
    at = f"{broken.at.astimezone(VIETNAM):%d/%m/%Y %H:%M:%S}" if broken.at else "–"
    raise No(f"custody.chain_{broken.what}", place=broken.place, at=at, links=found.links)
