"""`kiosk admin keys rotate`: a new generation of the keys that sign and seal."""

from datetime import UTC, datetime, timedelta
from functools import partial

import click

from kiosk.backend.audit import trail
from kiosk.backend.clock import VIETNAM
from kiosk.backend.keys.key_files import DIRECTORY, USES
from kiosk.backend.keys.key_files import rotate as new_generation
from kiosk.cli.admin.opening import ACTOR, opened
from kiosk.cli.answer import No, say, with_settings
from kiosk.config.settings import Settings

_LEAD_MINUTES = 10
_LONGEST_LEAD = 7 * 24 * 60


@click.group()
def keys() -> None:
    """Rotate the keys that sign cards and receipts, and that open envelopes."""


@keys.command()
@click.option("--sign", is_flag=True, help="Only the key that signs.")
@click.option("--seal", is_flag=True, help="Only the key that kiosks seal to.")
@click.option(
    "--lead",
    type=click.IntRange(0, _LONGEST_LEAD),
    default=_LEAD_MINUTES,
    show_default=True,
    help="Minutes until it is used: every kiosk and every server must know it by then.",
)
@with_settings
def rotate(settings: Settings, sign: bool, seal: bool, lead: int) -> None:
    """Make new keys; running services take them up by themselves.

    The old ones stay: what they signed, or what was sealed to them, is still good. For a stolen key use
    --lead 0, then take its file out of the directory and restart the service: what it signed is unknown then.
    """
    now = datetime.now(UTC).replace(microsecond=0)
    start = now + timedelta(minutes=lead)
    with opened(settings) as store:
        for use in USES:
            if not (sign if use == "sign" else seal) and sign != seal:
                continue
            try:
                made = new_generation(settings.state_dir / DIRECTORY, use, start)
            except FileExistsError as error:
                raise No("custody.key_exists") from error
            action = f"key_rotated_{use}"
            store.write_now(partial(trail.add, now=now, actor=ACTOR, action=action, subject=made.name))
            when = f"{start.astimezone(VIETNAM):%d/%m/%Y %H:%M:%S}"
            say(settings, f"custody.key_made_{use}", file=made.name, start=when)
    say(settings, "custody.keys_to_copy", directory=str(settings.state_dir / DIRECTORY))
