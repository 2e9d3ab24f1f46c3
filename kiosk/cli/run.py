"""`kiosk run`: the kiosk itself, full screen."""

import os
import sys

from kiosk import exit_status, supervisor


def start(config: str | None, demo: bool) -> None:
    """Keep a screen and an agent running until told to end; does not return."""
    if not (os.isatty(0) and os.isatty(1) and os.isatty(2)):
        _refuse()
    # As this process was started: by the console script, or by "python -m kiosk"
    as_started = [sys.executable, *sys.orig_argv[1 : len(sys.orig_argv) - len(sys.argv) + 1]]
    options = [*(["--config", config] if config else []), *(["--demo"] if demo else [])]
    screen, agent = ([*as_started, verb, *options] for verb in ("screen", "agent"))
    sys.exit(supervisor.Supervisor(screen, agent, may_quit=demo).run())


def _refuse() -> None:
    # Only now: this file stands between exec and the first paint.
    from kiosk.resources.languages import languages
    from kiosk.resources.text import words

    for language in languages():
        title, body = (words(f"supervisor.no_terminal.{part}", language) for part in ("title", "body"))
        sys.stderr.write(f"{title} {body}\n")
    sys.exit(exit_status.UNUSABLE)
