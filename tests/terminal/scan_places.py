"""The kiosk with the focus somewhere: `python -m tests.terminal.scan_places PLACE SCANS`.

Each scan that a screen is given is written to the file SCANS, a line each. The file is there once keys are
taken.
"""

import sys
from dataclasses import replace
from pathlib import Path

from kiosk.domain.registration.journey import Question
from kiosk.domain.scans.card_codes import Scan, Unknown, parse
from kiosk.resources.text import words
from kiosk.ui.kiosk import app
from kiosk.ui.kiosk.app import KioskApp
from kiosk.ui.toolkit.hardened import SETTLE
from kiosk.ui.widgets.text_field import TextField
from tests.fakes.citizen import NOW, World

TYPED = "006090000011"
"""A whole number: Enter in its field would be an answer."""
PLACES = {
    "welcome": (None, words("welcome.self.title")),
    "text": (Question.NAME, words("flow.name.title")),
    "number": (Question.NUMBER, words("flow.number.title")),
    "choice": (Question.RELATION, words("flow.relation.title")),
    "help": (Question.RELATION, words("flow.relation.title")),
}
"""The question on the screen, and its title; help lies over one."""
STANDING = {"text": "Trần Thị", "number": TYPED}
"""What stands in the field."""


class ScannedAt(KioskApp):
    """Goes to its place by itself."""

    CSS_PATH = [
        Path(app.__file__).with_name("frame.tcss"),
        Path(app.__file__).parent / "screens/welcome.tcss",
    ]

    def __init__(self, place: str, scans: Path) -> None:
        super().__init__(replace(World().services, read_scan=self._read))
        self._place = place
        self._scans = scans

    def _read(self, text: str) -> Scan:
        with self._scans.open("a", encoding="utf-8") as file:
            file.write(text + "\n")
        return parse(text, NOW.date())

    def _is_whole_scan(self, text: str) -> bool:
        return not isinstance(parse(text, NOW.date()), Unknown)

    async def on_ready(self) -> None:
        from kiosk.ui.kiosk.lazy_screens import errand_screen

        self.set_timer(SETTLE, self._scans.touch)  # keys are taken from now on
        question, _ = PLACES[self._place]
        if question is None:
            return
        screen = errand_screen(self.session, "relative" if question is Question.RELATION else "self", None)
        await self.push_screen(screen)
        await screen.ask(question)
        for entry in screen.query(TextField):
            entry.value = STANDING[self._place]


if __name__ == "__main__":
    sys.exit(ScannedAt(sys.argv[1], Path(sys.argv[2])).run_to_end())
