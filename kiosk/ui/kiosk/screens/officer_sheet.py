"""The officer at the kiosk: a badge, or name and PIN, on a sheet over the question that stays as it is."""

from collections.abc import Callable, Iterable

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container
from textual.widgets import Input, Static

from kiosk.domain.scans.scan import OfficerBadge
from kiosk.ports.errors import Refused, Unavailable
from kiosk.ports.presences import OfficerProof, Presence
from kiosk.ui.kiosk.screens.sheet import Sheet
from kiosk.ui.kiosk.session import Session
from kiosk.ui.toolkit.messages import OfficerAsked, Scanned
from kiosk.ui.widgets.choice import Choice
from kiosk.ui.widgets.keyboard.keyboard import Keyboard
from kiosk.ui.widgets.text_field import TextField

PIN_DIGITS = 6


class OfficerScreen(Sheet):
    """Asks for what is missing, shows it to the desk, and calls `admitted` once the sheet is gone.

    A badge alone takes over; where something is to be allowed, its PIN is asked for as well. The PIN stands
    there as dots, and is forgotten with each try.
    """

    BINDINGS = [Binding("tab", "next_field", show=False)]
    stands_on = "TextField"
    DEFAULT_CSS = """
    OfficerScreen .body Static { height: auto; }
    OfficerScreen #asked { margin-top: 1; text-style: bold; }
    OfficerScreen.-cramped #request { display: none; }
    """

    def __init__(self, session: Session, asked: OfficerAsked, admitted: Callable[[Presence], None]) -> None:
        super().__init__(session)
        self._request = asked.request
        self._badge = asked.badge
        self._login = self._login_before = ""
        self._notice = ""
        self._admitted = admitted
        self._is_asking = False

    @property
    def sheet_title(self) -> str:
        """For the officer."""
        return self.say("call.officer.title")

    @property
    def _is_known(self) -> bool:
        """Is it said who it is, so that only the PIN is missing?"""
        return bool(self._badge or self._login)

    def compose_sheet(self) -> ComposeResult:
        """Lay out what they would allow, and the one field."""
        yield Static("\n".join(self._about()), id="request", markup=False)
        asked = "pin" if self._is_known else "login"
        demo = f" · {self.say(f'call.officer.demo_{asked}')}" if self.session.services.is_demo else ""
        yield Static(self.say(f"call.officer.{asked}") + demo, id="asked", markup=False)
        yield self._field()
        yield Static(self._notice, classes="careful", id="notice", markup=False)

    def _about(self) -> Iterable[str]:
        if self._request is None:
            yield self.say("call.officer.take_over")
            return
        person = self._request.person
        yield self.say(f"call.officer.{self._request.what}", name=person.full_name)
        yield self.say(
            "call.officer.person",
            birth=person.birth.shown if person.birth else "",
            number=person.citizen_id or person.insurance_id or "",
        )

    def _field(self) -> TextField:
        if not self._is_known:
            return TextField(self._login_before, max_length=40)
        field = TextField(digits=True, max_length=PIN_DIGITS)
        field.password = True
        return field

    def compose_body(self) -> ComposeResult:
        """Lay out the sheet over the keyboard of the screen."""
        with Container(id="view"):
            yield from super().compose_body()
        keyboard = Keyboard(self.say)
        keyboard.display = False
        yield keyboard

    def compose_actions(self) -> ComposeResult:
        """Lay out the way back, and on."""
        yield Choice(f"← {self.say('common.back')}", id="close")
        yield Choice(self.say("call.officer.go"), id="go", main=True)

    def on_mount(self) -> None:
        """Stand in the field; a badge that came along is enough to take over."""
        super().on_mount()
        if self._badge and self._request is None:
            self._show("")

    @on(events.DescendantFocus)
    @on(events.ScreenResume)
    def fit_keyboard(self) -> None:
        """Show the keyboard while the last thing done was a touch."""
        is_shown = self.session.is_by_touch
        for keyboard, field in zip(self.query(Keyboard), self.query(TextField), strict=False):
            keyboard.serve(field)
            keyboard.display = is_shown
        self.set_class(is_shown, "-typing")
        self.set_class(is_shown and not self._is_known, "-cramped")

    @on(Scanned)
    def _badge_scanned(self, message: Scanned) -> None:
        """A badge says who it is; anything else is none of this sheet's."""
        message.stop()
        message.prevent_default()
        scan = self.session.services.read_scan(message.text)
        if isinstance(scan, OfficerBadge):
            self._badge = scan.secret
            if self._request is None:
                self._show("")
            else:
                self.call_later(self._ask_again, "")

    async def _ask_again(self, notice: str) -> None:
        """Ask for what is missing now, with a word on what came before."""
        self._notice = notice
        await self.relabel()

    async def relabel(self) -> None:
        """Lay out anew, and stand in the field."""
        await super().relabel()
        self.query_one(TextField).focus()

    @on(Input.Submitted)
    @on(Choice.Pressed, "#go")
    async def _typed(self, event: Input.Submitted | Choice.Pressed) -> None:
        event.stop()
        typed = self.query_one(TextField).value.strip()
        if not self._is_known:
            self._login = typed.lower()
            await self._ask_again("")
        elif len(typed) == PIN_DIGITS:
            self._show(typed)
        else:
            await self._ask_again(self.say("call.officer.short"))

    async def action_next_field(self) -> None:
        """Tab: after the login comes the PIN, as at the desk; else the focus moves."""
        field = self.focused
        if isinstance(field, TextField) and not self._is_known and field.value.strip():
            self._login = field.value.strip().lower()
            await self._ask_again("")
        else:
            self.app.action_focus_next()

    def _show(self, pin: str) -> None:
        if not self._is_asking:
            self._is_asking = True
            self._ask(OfficerProof(self._login, self._badge, pin))

    @work(group="presence", exclusive=True, exit_on_error=False)
    async def _ask(self, proof: OfficerProof) -> None:
        try:
            presence = await self.session.services.desk.admit(proof, self._request)
        except Refused as error:
            if error.code == "presence_refused":
                self._login_before = self._login
                self._badge = self._login = ""  # the kiosk does not say what of it was wrong
            await self._ask_again(self.say(f"refused.{error.code}"))
        except Unavailable:
            await self._ask_again(self.say("call.officer.unavailable"))
        else:
            self.dismiss()
            self._admitted(presence)
        finally:
            self._is_asking = False
