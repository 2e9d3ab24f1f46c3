"""Messages that concern the whole desk; a pane's own are nested in it."""

from dataclasses import dataclass

from textual.message import Message

from kiosk.ports.errors import Refused, Unavailable
from kiosk.ports.officer import Officer


@dataclass
class SignedIn(Message):
    """An officer has signed in."""

    officer: Officer


@dataclass
class SignOutAsked(Message):
    """The officer is done: the process ends, and with it all that it remembers."""


@dataclass
class Troubled(Message):
    """The backend did not do what it was asked."""

    error: Refused | Unavailable


@dataclass
class Noted(Message):
    """Something to be read in the status line; `mood` is "", "-good" or "-careful"."""

    words: str
    mood: str = ""


@dataclass
class DossierWanted(Message):
    """A registration is to be opened, wherever it stands in the queue."""

    receipt_code: str


@dataclass
class Signal(Message):
    """The backend answered, or did not: the top bar says which."""

    is_online: bool
