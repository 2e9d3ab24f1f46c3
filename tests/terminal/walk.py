"""The main job, typed into a real terminal: from a scanned card to the card's QR on the screen."""

import re
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

from kiosk.domain.registration.draft import Purpose
from kiosk.resources import ASSETS
from kiosk.resources.consents import consent_text
from kiosk.resources.text import words
from tests.terminal.pty_session import PtySession
from tests.terminal.session import DISPLAYS, Session

PRACTICE = {
    scan["key"]: scan
    for scan in tomllib.loads((ASSETS / "data" / "practice.toml").read_text("utf-8"))["scan"]
}
PHONE = "0900000000"
"""The phone that the invented register holds for the first practice scan."""
PAUSE = 0.15
"""Seconds between two keys of a person: three times as long as keys of a scanner can be apart."""
READING = 0.4
"""Seconds before a question is answered; the same key again sooner is the trembling of a hand."""


def demo(display: str, state: Path) -> Session:
    """Return the kiosk with the invented ward, in a terminal of `display` cells, its state in `state`."""
    config = state / "config.toml"
    config.write_text(f'[state]\ndir = "{state}/state"\n', "utf-8")
    return Session(
        [sys.executable, "-m", "kiosk", "run", "--demo", "--config", str(config)], DISPLAYS[display]
    )


class Walk:
    """Goes on from one screen to the next when the next one's words have been written."""

    def __init__(self, session: Session | PtySession) -> None:
        self._session = session
        self._before = 0

    def begin(self) -> None:
        """Wait for the welcome, and for the ward's figures: then the backend answers."""
        self._until(words("welcome.self.title"))
        self._until(words("common.online"))

    def scan(self, key: str, then: str) -> None:
        """Scan a practice card as a scanner does, in one burst; wait for the words `then`."""
        self._mark()
        self._session.send(PRACTICE[key]["text"].encode() + b"\r")
        self._until(then)

    def press(self, *keys: str, then: str) -> None:
        """Read the screen and press keys, as a person does; wait for the words `then`."""
        self._session.rest(READING)
        self._mark()
        for key in keys:
            self._session.press(key)
            self._session.rest(PAUSE)
        self._until(then)

    def answer_code(self, then: str) -> None:
        """Type the six digits of the simulated message that is on the screen."""
        self._until(words("flow.code.simulated"))
        while not (found := re.search(rb"\b[0-9]{6}\b", self._session.written[self._before :])):
            self._session.rest(PAUSE)  # the words and the digits of one frame may come apart
        self.press(*found[0].decode(), then=then)

    def to_the_card(self, look: Callable[[str], None] = lambda name: None) -> None:
        """Register the first practice person; `look` is called on each screen worth a picture."""
        self.to_the_review(look)
        self.press("1", then=words("card.title"))

    def to_the_review(self, look: Callable[[str], None] = lambda name: None) -> None:
        """Go as far as the screen on which it is sent."""
        self.begin()
        look("welcome")
        self.scan("self", then=words("flow.details.title"))
        look("details")
        self.press("1", then=words("flow.phone.title"))
        self.press(*PHONE, "enter", then=words("flow.code.simulated"))
        look("code")
        self.answer_code(then=title(Purpose.REGISTRATION))
        look("consent")
        self.press("1", then=title(Purpose.NOTICES))
        self.press("1", then=words("flow.review.title"))
        look("review")

    def _mark(self) -> None:
        self._before = len(self._session.written)

    def _until(self, text: str) -> None:
        self._session.until_written(text, after=self._before)


def title(purpose: Purpose) -> str:
    """Return the heading of a consent's text."""
    return consent_text(purpose, "vi").title
