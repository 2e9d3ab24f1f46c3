"""`make pictures`: photographs the README's screens in a real terminal, with the invented ward."""

import sys
import tempfile
from pathlib import Path

from tests.terminal.session import ROOT, missing
from tests.terminal.walk import Walk, demo

PICTURES = ROOT / "docs" / "pictures"
SHOWN = ("welcome", "details", "review")


def main() -> int:
    """Take each picture; exit status 2 when the machine has no terminal to look at."""
    if lacking := missing():
        sys.stderr.write(
            f"missing: {' '.join(lacking)} (Debian: sway foot grim zbar-tools fonts-jetbrains-mono)\n"
        )
        return 2
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as state, demo("96x24", Path(state)) as session:

        def look(name: str) -> None:
            session.rest(0.5)
            if name in SHOWN:
                session.photograph(PICTURES / f"{name}.png")

        Walk(session).to_the_card(look)
        session.rest(1.5)
        session.photograph(PICTURES / "card.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
