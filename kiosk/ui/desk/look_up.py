"""The look-up: one field for a slip, a card, a code read out, or a name."""

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from kiosk.domain import limits, readable_code
from kiosk.domain.dates import PartialDate
from kiosk.domain.scans.scan import CitizenCard, InsuranceCard, PickUpSlip, ReceiptSlip, Scan
from kiosk.ports.errors import Refused, Unavailable
from kiosk.ports.people import CodeVerdict, PersonMatch, PersonMatches
from kiosk.ui.desk.lines import spaced
from kiosk.ui.desk.messages import Troubled
from kiosk.ui.desk.panel import Panel
from kiosk.ui.desk.session import DeskSession, is_over
from kiosk.ui.toolkit.messages import Scanned
from kiosk.ui.widgets.choice import Choice
from kiosk.ui.widgets.text_field import TextField

SHOWN = 8
"""PersonMatches in the list; each has a digit."""
SHORTEST = 2
"""Characters that can find a person."""
"""Characters of a code that may be typed or pasted; a signed one has about 400."""
_SIGNED = 60
"""Characters from which a text is a signed code: no name and no number is as long."""


class LookUpPanel(Panel[str]):
    """Says whether a code is genuine, or who bears a name or number; ends with the receipt code to open."""

    stands_on = "#wanted"

    def __init__(self, session: DeskSession, text: str = "") -> None:
        super().__init__(session)
        self._text = text
        self._codes: list[str] = []
        """The receipt codes that the digits open."""

    @property
    def panel_title(self) -> str:
        """Look up."""
        return self.say("desk.look_up.title")

    def compose_panel(self) -> ComposeResult:
        """Lay out the field above what was found."""
        yield TextField(id="wanted", placeholder=self.say("desk.look_up.placeholder"), max_length=limits.SCAN)
        yield Static("", id="verdict", markup=False)
        yield Static(self.say("desk.look_up.hint"), id="told", markup=False)
        with Vertical(id="found"):
            for digit in range(1, SHOWN + 1):
                yield Choice("", id=f"found-{digit}", digit=digit, left=True)

    def on_mount(self) -> None:
        """Look up what was scanned, if something was."""
        self._offer([])
        self.query_one("#verdict").display = False
        if self._text:
            self.look_up(self._text)

    @on(Scanned)
    def _scanned(self, message: Scanned) -> None:
        message.stop()
        message.prevent_default()  # it is a code, not for the field
        self.look_up(message.text)

    @on(Input.Submitted)
    def _submitted(self, message: Input.Submitted) -> None:
        message.stop()
        if len(message.value.strip()) >= SHORTEST:
            self.look_up(message.value.strip())

    @work(group="look_up", exclusive=True, exit_on_error=False)
    async def look_up(self, text: str) -> None:
        """Verify a code; find a person by anything else."""
        self._offer([])
        self._say(self.say("desk.look_up.wait"))
        scan = self.session.services.read_scan(text)
        try:
            wanted = _person(scan, text)
            if wanted is None:
                self._show_verdict(await self.session.casework.verify(text))
            else:
                self._show_people(await self.session.casework.people(wanted), scan)
        except (Refused, Unavailable) as error:
            self._say(self.session.say_error(error))
            if is_over(error):
                self.post_message(Troubled(error))

    def _show_verdict(self, verdict: CodeVerdict) -> None:
        is_good = verdict.verdict == "valid"
        birth = PartialDate.from_iso(verdict.birth).shown if verdict.birth else ""
        who = "  ".join(filter(None, [verdict.full_name, birth]))
        expires = verdict.expires_at
        until = self.say("desk.look_up.expires", at=self.session.day(expires)) if expires else ""
        unnamed = "_unnamed" if is_good and not verdict.full_name else ""
        todo = self.say(f"desk.verdict.todo.{verdict.verdict}{unnamed}")
        lines = [self.say(f"desk.kind.{verdict.kind}"), who, until, todo]
        self._say("\n".join(filter(None, lines)))
        band = self.query_one("#verdict", Static)
        band.update(f"{'✓' if is_good else '✗'}  {self.say(f'desk.verdict.{verdict.verdict}')}")
        band.set_classes("-good" if is_good else "-careful")
        band.display = True
        code = verdict.receipt_code
        if code is not None and is_good:
            self._offer([(code, self.say("desk.look_up.open", code=readable_code.grouped(code)))])

    def _show_people(self, found: PersonMatches, scan: Scan) -> None:
        said = [self.say("desk.look_up.found" if found.people else "desk.look_up.nobody")]
        if isinstance(scan, InsuranceCard):
            said.insert(0, self.say("desk.look_up.insurer"))
        self._say("\n".join(said))
        people = found.people[:SHOWN]
        self._offer([(person.receipt_code or "", self._line(person)) for person in people])
        if found.more or len(found.people) > SHOWN:
            self._say(self.say("desk.look_up.more"))

    def _line(self, person: PersonMatch) -> str:
        status = self.say(f"desk.status.{person.status}") if person.status else self.say("desk.look_up.new")
        return "  ".join([person.full_name, person.birth.shown, spaced(person.citizen_id), f"· {status}"])

    def _offer(self, lines: list[tuple[str, str]]) -> None:
        self._codes = [code for code, _ in lines]
        for place, choice in enumerate(self.query("#found Choice").results(Choice)):
            choice.display = place < len(lines)
            if place < len(lines):
                code, choice.label = lines[place]
                choice.disabled = not code
        for choice in self.query("#found Choice").results(Choice):
            if choice.display and not choice.disabled:
                choice.focus()
                break

    def _say(self, words: str) -> None:
        self.query_one("#verdict").display = False
        self.query_one("#told", Static).update(words)

    @on(Choice.Pressed, "#found Choice")
    def _open(self, event: Choice.Pressed) -> None:
        event.stop()
        place = int((event.choice.id or "").removeprefix("found-")) - 1
        if self._codes[place]:
            self.dismiss(self._codes[place])


def _person(scan: Scan, text: str) -> str | None:
    """Return whom `text` is about; None when it is a code to be verified."""
    match scan:
        case CitizenCard():
            return scan.citizen_id
        case InsuranceCard() if scan.citizen_id:
            return scan.citizen_id
        case InsuranceCard():
            return f"{scan.full_name} {scan.birth.year}"
        case ReceiptSlip() | PickUpSlip():
            return None
        case _:
            return None if is_signed(text) else text


def is_signed(text: str) -> bool:
    """Is it long and without a small letter, as base45 is?"""
    return len(text) >= _SIGNED and text == text.upper()
