"""Messages that concern the whole app; a widget's own are nested in the widget."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from textual.message import Message

if TYPE_CHECKING:
    from kiosk.domain.registration.supplement import AskedFor
    from kiosk.domain.scans.scan import Scan
    from kiosk.ports.presences import AuthorizationRequest

Errand = Literal[
    "self", "relative", "card", "lookup", "status", "contributions", "employer", "pick_up", "rights"
]
"""What a person comes for."""


@dataclass
class Scanned(Message):
    """A scanner sent `text`; posted to the active screen, whatever has the focus."""

    text: str


@dataclass
class Shown(Message):
    """What stands on the screen is new: a person who listens wants to hear it."""


@dataclass
class HelpAsked(Message):
    """F1: help on `topic` (assets/text/…/help.toml)."""

    topic: str


@dataclass
class LanguageAsked(Message):
    """F2: the next language."""


@dataclass
class LookAsked(Message):
    """F3: another theme."""


@dataclass
class CallAsked(Message):
    """F4: the officer, please; `place` is the question on the screen."""

    place: str
    receipt_code: str | None = None
    request: "AuthorizationRequest | None" = None
    """What only they can allow here."""


@dataclass
class OfficerAsked(Message):
    """An officer stands at the kiosk, perhaps with a badge: to allow what is asked for, or to take over."""

    request: "AuthorizationRequest | None" = None
    badge: str = field(default="", repr=False)
    may_practise: bool = False
    """Does no person's form stand here, so that an officer may practise instead?"""


@dataclass
class TrainingBegun(Message):
    """An officer has shown their PIN to practise: the next process shows an invented ward."""


@dataclass
class GivenBack(Message):
    """The officer who went on for the person gives the kiosk back to them, as it stands."""


@dataclass
class SentItself(Message):
    """A field was full and has been sent: the Enter that a person presses then is meant for it."""


@dataclass
class PracticeAsked(Message):
    """F9: the demo's scans."""


@dataclass
class Begun(Message):
    """The person chose what to do on the welcome screen, or a scan chose for them."""

    errand: Errand
    scan: "Scan | None" = None


@dataclass
class SupplementBegun(Message):
    """The person wants to send what an officer asked for; `by_relative`: a relative sent the registration."""

    asked: "AskedFor"
    by_relative: bool


@dataclass
class Left(Message):
    """The person is done or gone: this process ends, and with it all that it remembers."""
