"""What is read aloud of a screen: words of the kiosk's own, recognised as such one by one.

A text into which anything of a person's was filled (a name, a number, a date) is none of them. The voice is
given it without a key and says it into a headphone only: the hall does not hear it. Nothing waits for
the voice.
"""

from collections.abc import Iterator
from itertools import chain

from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from kiosk.resources.text import key_of
from kiosk.ui.kiosk.session import Session
from kiosk.ui.widgets.choice import Choice
from kiosk.ui.widgets.fact_sheet import FactSheet
from kiosk.ui.widgets.heading import Heading

_AREAS = (
    *("welcome", "common", "flow", "call", "card", "help", "idle", "lookup"),
    *("paper", "pick_up", "problem", "refused", "result", "status"),
)
"""The files of words that stand on the screens."""
_DECORATION = "←→▣ \n"

Words = tuple[str, str]
"""A key and the words that stand under it; a person's own words have none."""


def listen_key(session: Session) -> str:
    """Return which words say what F6 does now (common.key.*)."""
    if not session.listens or session.voice is None:
        return "listen"
    return "stop_voice" if session.voice.is_speaking else "hear_again"


def toggle(session: Session, screen: Screen[None]) -> None:
    """F6: be silent while it speaks; else read, now and each step that follows."""
    if session.voice is None:
        return
    if session.listens and session.voice.is_speaking:
        session.listens = False
        session.voice.hush()
    else:
        session.listens = True
        read_if_asked(session, screen)


def read_if_asked(session: Session, screen: Screen[None]) -> None:
    """Read what stands on `screen` if it is the one on top and the person listens."""
    if session.listens and session.voice is not None and screen.is_current:
        words = list(all_words(session, screen))
        if words:
            session.voice.say(words, session.language)
        else:
            session.voice.hush()


def all_words(session: Session, screen: Screen[None]) -> Iterator[Words]:
    """Yield what stands there: titles, hints and lines, then each choice with its digit."""
    consents = _consents(session)
    widgets = [widget for widget in screen.walk_children(Widget) if widget.is_on_screen]
    for text in (text for widget in widgets for text in _texts(widget)):
        if text in consents:
            yield consents[text], text
            continue
        lines = [list(_kiosk_words(session, line)) for line in text.splitlines()]
        if all(lines):  # else names without their values would be heard
            yield from chain.from_iterable(lines)
        else:
            yield from _personal(text)
    choices = [widget for widget in widgets if isinstance(widget, Choice)]
    for choice in sorted(choices, key=lambda choice: choice.digit or 10):
        yield from _choice(session, choice)


def _texts(widget: Widget) -> Iterator[str]:
    if isinstance(widget, Heading):
        yield widget.title
        yield widget.hint
    elif isinstance(widget, FactSheet):
        yield from (f"{label}: {value}" for label, value in widget.rows)
    elif isinstance(widget, Static):
        yield str(widget.render())


def _choice(session: Session, choice: Choice) -> Iterator[Words]:
    press = f"voice.press.{choice.digit}" if choice.digit else ""
    said = [*_kiosk_words(session, choice.label), *_kiosk_words(session, choice.hint)]
    if said:
        yield from [(press, session.say(press)), *said] if press else said
    else:
        yield from _personal(f"{session.say(press) if press else ''} {choice.label} {choice.hint}")


def _kiosk_words(session: Session, text: str) -> Iterator[Words]:
    """Yield `text` if it is words of the kiosk's as they stand in a file."""
    plain = text.strip(_DECORATION)
    if plain and (key := key_of(plain, _AREAS, session.language)):
        yield key, plain


def _personal(text: str) -> Iterator[Words]:
    """Yield what is a person's own, and no drawing."""
    plain = text.strip(_DECORATION)
    if any(sign.isalnum() for sign in plain) and not any("\u2500" <= sign <= "\u259f" for sign in plain):
        yield "", plain


def _consents(session: Session) -> dict[str, str]:
    """Return the key of each consent's title and text; of names only the office's stands in them."""
    from kiosk.domain.registration.draft import Purpose  # the welcome screen is painted without it

    keys = {}
    for purpose in Purpose:
        text = session.consent(purpose)
        keys[text.title] = f"consent.{purpose}.{text.version}.title"
        keys[text.body] = f"consent.{purpose}.{text.version}.body"
    return keys
