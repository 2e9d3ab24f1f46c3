"""All verbs as click has them: their help, and what it says to a wrong option. Each loads when called."""

from importlib import import_module

import click

from kiosk import __version__
from kiosk.cli.lazy import LazyGroup

_STARTERS = {
    "run": "Show the kiosk, full screen, until it is told to end (SIGTERM).",
    "screen": "Show one person the kiosk; `run` starts it.",
    "agent": "Work beside the screen, without a terminal; `run` starts it.",
}
_OTHERS = {verb: f"kiosk.cli.{verb}" for verb in ("serve", "desk", "decode", "verify", "doctor", "admin")}


def _starter(verb: str) -> click.Command:
    @click.command(verb, help=_STARTERS[verb], hidden=verb != "run")
    @click.option(
        "--config", type=click.Path(), help="The settings; by default ./config.toml if there is one."
    )
    @click.option("--demo", is_flag=True, help="An invented ward, with practice scans on F9; Ctrl+Q ends it.")
    def command(config: str | None, demo: bool) -> None:
        import_module(f"kiosk.cli.{verb}").start(config, demo)

    return command


@click.group(cls=LazyGroup, modules=_OTHERS)
@click.version_option(__version__)
def kiosk() -> None:
    """The ward office's kiosk for electronic social insurance."""


for _verb in _STARTERS:
    kiosk.add_command(_starter(_verb))
