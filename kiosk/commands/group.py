"""All verbs as click has them: their help, and what it says to a wrong option. Each loads when called."""

from importlib import import_module

import click

from kiosk import __version__

_STARTERS = {
    "run": "Show the kiosk, full screen, until it is told to end (SIGTERM).",
    "screen": "Show one person the kiosk; `run` starts it.",
    "agent": "Work beside the screen, without a terminal; `run` starts it.",
}
_OTHERS = ("decode", "admin")


class Verbs(click.Group):
    """The group of all verbs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return every verb's name."""
        return [*_STARTERS, *_OTHERS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one verb."""
        if cmd_name in _STARTERS:
            return _starter(cmd_name)
        if cmd_name in _OTHERS:
            command: click.Command = getattr(import_module(f"kiosk.commands.{cmd_name}"), cmd_name)
            return command
        return None


def _starter(verb: str) -> click.Command:
    @click.command(verb, help=_STARTERS[verb], hidden=verb != "run")
    @click.option(
        "--config", type=click.Path(), help="The settings; by default ./config.toml if there is one."
    )
    @click.option("--demo", is_flag=True, help="An invented ward, with practice scans on F9; Ctrl+Q ends it.")
    def command(config: str | None, demo: bool) -> None:
        import_module(f"kiosk.commands.{verb}").start(config, demo)

    return command


@click.group(cls=Verbs)
@click.version_option(__version__)
def kiosk() -> None:
    """The ward office's kiosk for electronic social insurance."""
