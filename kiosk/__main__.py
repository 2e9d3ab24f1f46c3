"""The command line: `kiosk run` and its two children start without click, everything else through it.

click takes 25 ms to load, twice over between exec and the first paint, where a bare Textual app takes 200.
"""

import sys
from importlib import import_module

from kiosk import exit_status

_QUICK = ("run", "screen", "agent")


def main() -> None:
    """Run one verb; settings that cannot be used are answered in words, in every language."""
    verb, *arguments = sys.argv[1:] or [""]
    options = _plain(arguments)
    try:
        if verb in _QUICK and options is not None:
            import_module(f"kiosk.cli.{verb}").start(*options)
        else:
            import_module("kiosk.cli.group").kiosk(prog_name="kiosk")
    except Exception as error:
        from kiosk.config.reader import Misconfigured
        from kiosk.resources.languages import languages
        from kiosk.resources.text import words

        if not isinstance(error, Misconfigured):
            raise
        for language in languages():
            sys.stderr.write(words(f"config.{error.problem}", language, **error.values) + "\n")
        sys.exit(exit_status.UNUSABLE)


def _plain(arguments: list[str]) -> tuple[str | None, bool] | None:
    """Read `[--config FILE] [--demo]`; None for whatever else stands there: click has words for that."""
    match arguments:
        case []:
            return None, False
        case ["--demo"]:
            return None, True
        case ["--config", config]:
            return config, False
        case ["--config", config, "--demo"] | ["--demo", "--config", config]:
            return config, True
        case _:
            return None


if __name__ == "__main__":
    main()
