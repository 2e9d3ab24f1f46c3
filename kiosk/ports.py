"""What the screens may ask of the world, and the only ways in which the world may say no.

A screen holds these protocols and nothing behind them; `wiring` decides who answers. Every method may
raise `Unavailable`; those that a backend can decline may raise `Refused`. Nothing else comes out.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:  # the welcome screen needs the ports before its first paint, but none of these yet
    from kiosk.domain.card import Card
    from kiosk.domain.eligibility import Status
    from kiosk.domain.people import Person
    from kiosk.domain.places import Gazetteer
    from kiosk.domain.registration import Draft
    from kiosk.domain.scan import Scan
    from kiosk.domain.slip import Slip
    from kiosk.lookup_ports import Lookups
    from kiosk.presence_ports import Desk


class Unavailable(Exception):  # noqa: N818 - "raise Unavailable" is the sentence
    """The world did not answer. `why` chooses the words: nothing was decided, nothing is lost."""

    def __init__(self, why: Literal["offline", "slow", "broken", "busy"]) -> None:
        super().__init__(why)
        self.why = why


class Refused(Exception):  # noqa: N818 - as above
    """The backend said no; `code` is its stable code, which has words under `refused.<code>`."""

    def __init__(self, code: str, *, retry_after: int | None = None, tries_left: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.retry_after = retry_after
        """Seconds to wait, where waiting helps."""
        self.tries_left = tries_left
        """How often a phone code may still be tried."""


class PrinterTrouble(Exception):  # noqa: N818 - as above
    """Nothing, or not all, was printed. `kind` has words under `paper.trouble.<kind>`."""

    def __init__(self, kind: Literal["paper_out", "cover_open", "unplugged", "unreadable"]) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass(frozen=True)
class Accepted:
    """The backend has it: its signed receipt was checked, and the outbox let go of it."""

    receipt_code: str
    status: Status
    reasons: tuple[str, ...]
    signed: str
    """The receipt's signed text, for the slip's QR."""
    card: Card | None = None


@dataclass(frozen=True)
class Queued:
    """It is sealed on this machine's disk and will be sent; the backend has not confirmed it."""

    receipt_code: str
    why: Literal["offline", "slow", "broken", "busy", "kept_for_officer"]
    """`kept_for_officer`: the backend declined it as it stands, so an officer has to look at it."""


Receipt = Accepted | Queued


@dataclass(frozen=True)
class Standing:
    """Where a registration stands, without personal data."""

    receipt_code: str
    status: Status
    reasons: tuple[str, ...]
    updated_at: datetime
    note: str = ""
    """The officer's words, when there are any."""


@dataclass(frozen=True)
class Challenge:
    """A phone code that was sent, or that would have been sent if the phone were on record."""

    id: str
    expires_at: datetime
    simulated_sms: str | None = None
    """What the SMS simulator would have sent; None with a real SMS service."""


class Registrar(Protocol):
    """Takes registrations so that none is lost."""

    def seal(self, draft: Draft) -> None:
        """Check the draft as a whole, seal it and fsync it into the outbox.

        Synchronous on purpose: it has happened before the first await, so a screen that dies
        loses nothing (DESIGN §2). Raises `Invalid` with every problem, `OSError` when the disk
        refuses. May be called again with the same draft.
        """

    async def submit(self, draft: Draft) -> Receipt:
        """Send what was sealed; return `Queued` instead of raising when the backend cannot answer."""

    async def standing(self, receipt_code: str) -> Standing:
        """Ask where a registration stands; `Refused` (`receipt_unknown`) when nobody knows it."""

    def changes(self, receipt_code: str) -> AsyncIterator[Standing]:
        """Yield the standing each time it changes, for as long as it is iterated."""


class PhoneCodes(Protocol):
    """Codes sent to a phone and typed back: they prove the phone, not the person."""

    async def send_for_registration(self, draft: Draft) -> Challenge:
        """Send a code to the draft's phone, for the draft's participant."""

    async def send_for_card(self, person: Person) -> Challenge:
        """Send a code to the phone that the register holds for `person`, if it holds one.

        The answer is the same whether or not it does, so that nobody learns who is registered.
        """

    async def send_for_contributions(self, person: Person) -> Challenge:
        """Do the same for a code that opens the contributions."""

    async def answer(self, challenge: Challenge, code: str) -> str:
        """Return the proof for the right code; `Refused` says wrong, late, used or too often."""


class Cards(Protocol):
    """Digital cards, given only against a second factor."""

    async def with_phone(self, person: Person, proof: str) -> Card:
        """Return the card of `person` against the proof of the phone on record."""

    async def with_receipt(self, person: Person, receipt: Accepted) -> Card:
        """Return the card that an officer has just approved while this screen waited."""

    async def with_call(self, person: Person, call_id: str) -> Card:
        """Return the card that an officer, called to this kiosk, has let be shown."""


@dataclass(frozen=True)
class KeptForm:
    """A half-filled form that waits for its person; `signed` says so, for the slip's QR."""

    code: str
    signed: str
    expires_at: datetime


class PickUps(Protocol):
    """Half-filled forms, kept only for who asks for it, and sealed under a code that only they have."""

    async def keep(self, draft: Draft, code: str) -> KeptForm:
        """Keep a form under `code`, in place of what is kept there; without its proof of the phone."""

    async def open(self, code: str) -> Draft:
        """Return the form; `Refused` (`pick_up_unknown`) when there is none, or none any more."""

    async def erase(self, code: str) -> None:
        """Keep it no more."""


class Printer(Protocol):
    """Paper to take along."""

    async def print(self, slip: Slip) -> None:
        """Return when the printer has taken all of it. Raises `PrinterTrouble`."""


class Voice(Protocol):
    """Reads words aloud; nothing waits for it."""

    @property
    def is_there(self) -> bool:
        """Can this machine speak?"""

    @property
    def is_speaking(self) -> bool:
        """Is there something left to say?"""

    def say(self, words: Sequence[tuple[str, str]], language: str) -> None:
        """Begin to say words in "vi" or "en", each with its key; what it was saying stops.

        Words without a key are somebody's own, and are said only into a headphone.
        """

    def hush(self) -> None:
        """Be silent."""


@dataclass(frozen=True)
class Campaign:
    """How far the ward is."""

    registered: int
    goal: int


class Ward(Protocol):
    """What the welcome screen shows of the ward, and whether the backend is there."""

    async def campaign(self) -> Campaign:
        """Return the ward's figures; also serves as the sign of life in the top bar."""


@dataclass(frozen=True)
class PracticeScan:
    """A demo's scan: a line that tells its story, and what the scanner would send."""

    story: Mapping[str, str]
    """One line by language ("vi", "en")."""
    text: str


@dataclass(frozen=True)
class Office:
    """Whose kiosk this is; shown, and sent with each registration."""

    name: str
    code: str
    hotline: str
    keep_days: int = 3650
    """For how long a decided registration's personal data is kept."""


@dataclass(frozen=True)
class Timing:
    """Waits, in seconds (config.toml [screen])."""

    idle: float = 90
    countdown: float = 30
    watch: float = 300
    """How long a person may wait for the officer before the screen."""


@dataclass(frozen=True)
class Graphics:
    """What this terminal can draw besides text; `devices.terminal` finds it out before the first paint."""

    kind: Literal["kitty", "sixel", "blocks", "none"] = "blocks"
    """The best way it has; every terminal has blocks, "none" is an installer's wish (config.toml)."""
    cell_width: int = 0
    """A cell's width in pixels; 0 when the terminal does not tell."""
    cell_height: int = 0


class Display(Protocol):
    """What the terminal stands on."""

    def magnify(self, factor: float) -> bool:
        """Show everything `factor` times as large as at first; return whether it can. Blocks for a moment."""

    def cell_size(self) -> tuple[int, int]:
        """Return a cell's width and height in pixels at this moment; (0, 0) where nobody knows."""


@dataclass(frozen=True)
class Services:
    """Everything a screen is given. There is no other way from a screen to the world."""

    registrar: Registrar
    phone_codes: PhoneCodes
    cards: Cards
    desk: Desk
    lookups: Lookups
    pick_ups: PickUps
    ward: Ward
    office: Office
    now: Callable[[], datetime]
    """The clock, in local time with its zone."""
    new_key: Callable[[], str]
    """A fresh idempotency key, 128 random bits."""
    read_scan: Callable[[str], Scan]
    """What a scanner's text means today."""
    places: Callable[[], Gazetteer]
    """Today's communes, read from disk by the first call."""
    timing: Timing = field(default_factory=Timing)
    practice: Sequence[PracticeScan] = ()
    """Empty outside the demo: then there is no F9."""
    is_demo: bool = False
    printer: Printer | None = None
    """None: this kiosk has none, and offers no paper."""
    voice: Voice | None = None
    """None: this kiosk reads nothing aloud."""
    trouble: str = ""
    """Why this machine takes no registrations now (words under common.trouble.<key>); "" when it does."""
