"""`kiosk admin consent-text`: which words a person agreed to, by the digest that stands with their answer."""

import click

from kiosk.cli.answer import No, say, with_settings
from kiosk.config.settings import Settings
from kiosk.resources.consents import released_texts

_SHORTEST = 8


@click.command("consent-text")
@click.argument("digest")
@click.option("--office", default="", help="The office's name at that time; without it, today's.")
@click.option("--hotline", default="", help="The hotline at that time; without it, today's.")
@click.option("--keep-days", default=0, help="[records] keep_days at that time; without it, today's.")
@with_settings
def consent_text(settings: Settings, digest: str, office: str, hotline: str, keep_days: int) -> None:
    """Show the words of which DIGEST is the SHA-256, or its first digits as the desk and slips show them.

    Each released text is filled in as this office fills it in, and its digest compared; so what is shown
    is, letter for letter, what stood on the screen.
    """
    wanted = "".join(digest.split()).lower()
    if len(wanted) < _SHORTEST:
        raise No("admin.consent.too_short", count=_SHORTEST)
    for purpose, asked in released_texts():
        shown = asked.filled(
            office=office or settings.office.name,
            hotline=hotline or settings.office.hotline,
            keep_days=keep_days or settings.records.keep_days,
        )
        if shown.digest.startswith(wanted):
            say(
                settings,
                "admin.consent.found",
                purpose=purpose,
                version=asked.version,
                language=asked.language,
                digest=shown.digest,
            )
            click.echo(f"\n{shown.title}\n\n{shown.body}")
            return
    raise No("admin.consent.unknown")
