"""Signing in: at the beginning of a session, and again when the backend has ended one."""

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.timer import Timer
from textual.widgets import Input, Static

from kiosk.domain import limits
from kiosk.domain.names import without_controls
from kiosk.domain.scans.scan import Scan
from kiosk.ports.errors import Refused, Unavailable
from kiosk.ports.officer import Officer
from kiosk.ui.desk.frame import DeskScreen
from kiosk.ui.desk.messages import SignedIn, SignOutAsked
from kiosk.ui.desk.panel import Panel
from kiosk.ui.desk.session import DeskSession
from kiosk.ui.widgets.choice import Choice
from kiosk.ui.widgets.text_field import TextField


class Password(TextField):
    """A field that shows dots, and keeps every space."""

    def __init__(self) -> None:
        super().__init__(id="password", max_length=limits.PASSWORD)
        self.password = True

    def validate_value(self, value: str) -> str:
        """Drop only what no keyboard types."""
        return without_controls(value)[: limits.PASSWORD]


class SignInForm(Vertical):
    """Login and password; with `login` given, only the password is asked."""

    def __init__(self, session: DeskSession, login: str = "") -> None:
        super().__init__(id="form")
        self._session = session
        self._login = login
        self._left = 0
        self._lock: Timer | None = None

    def compose(self) -> ComposeResult:
        """Lay out fields, what is wrong, and the way in."""
        say = self._session.say
        if not self._login:
            yield Static(say("desk.sign_in.login"), classes="label", markup=False)
            yield TextField(id="login", max_length=40)
        yield Static(say("desk.sign_in.password"), classes="label", markup=False)
        yield Password()
        yield Static("", id="notice", classes="careful", markup=False)
        with Horizontal(classes="actions"):
            yield Static("", classes="gap", markup=False)
            yield Choice(f"Enter  {say('desk.sign_in.go')}", id="go", main=True)
        if self._session.services.is_demo:
            yield Static(say("desk.sign_in.demo"), id="demo", classes="hint", markup=False)

    def on_mount(self) -> None:
        """Stand in the first field."""
        self.query(TextField).first().focus()

    @on(Input.Submitted, "#login")
    def _login_typed(self, event: Input.Submitted) -> None:
        event.stop()
        self.query_one(Password).focus()

    @on(Input.Submitted, "#password")
    @on(Choice.Pressed, "#go")
    def _go(self, event: Input.Submitted | Choice.Pressed) -> None:
        event.stop()
        login = self._login or self.query_one("#login", TextField).value.strip().lower()
        password = self.query_one(Password).value
        if not login or not password:
            self._notice(self._session.say("desk.sign_in.missing"))
        elif self._left == 0:
            self._sign_in(login, password)

    @work(group="sign_in", exclusive=True, exit_on_error=False)
    async def _sign_in(self, login: str, password: str) -> None:
        self._notice(self._session.say("desk.sign_in.wait"))
        try:
            casework = await self._session.connect()
            officer = await casework.sign_in(login, password)
        except Unavailable as error:
            self._notice(self._session.say_error(error))
        except Refused as error:
            self._refused(error)
        else:
            self._welcome(officer)

    def _welcome(self, officer: Officer) -> None:
        self.query_one(Password).value = ""
        self._notice("")
        self.post_message(SignedIn(officer))

    def _refused(self, error: Refused) -> None:
        field = self.query_one(Password)
        field.value = ""
        field.focus()
        if error.retry_after is None:
            self._notice(self._session.say("desk.sign_in.wrong"))
            return
        self._left = error.retry_after
        self._say_locked()
        if self._lock is None:
            self._lock = self.set_interval(1, self.second)

    def second(self) -> None:
        """A second of a lock is over."""
        if self._left > 0:
            self._left -= 1
            self._say_locked()

    def _say_locked(self) -> None:
        key = "desk.sign_in.locked" if self._left else "desk.sign_in.unlocked"
        self._notice(self._session.say(key, seconds=self._left))

    def _notice(self, words: str) -> None:
        self.query_one("#notice", Static).update(words)


class SignInScreen(DeskScreen):
    """The first screen: no officer is signed in, nothing is known."""

    def compose_body(self) -> ComposeResult:
        """Lay out the form in the middle."""
        with Vertical(id="sign-in"):
            yield Static(self.say("desk.sign_in.title"), classes="title", markup=False)
            yield SignInForm(self.session)

    async def relabel(self) -> None:
        """Show everything in the language of now; what was typed is typed again."""
        await self.recompose()
        self.tick()

    def take_scan(self, text: str, scan: Scan) -> None:
        """What a password manager types is as fast as a scanner; a card's code is nothing here."""


class SessionEndedPanel(Panel[None]):
    """The same officer signs in again, and everything stands where it was."""

    stands_on = "#password"

    @property
    def panel_title(self) -> str:
        """The session has ended."""
        return self.say("desk.ended.title")

    def compose_panel(self) -> ComposeResult:
        """Lay out whose session it is, and the password's field."""
        officer = self.session.officer
        assert officer is not None
        yield Static(self.say("desk.ended.todo", officer=officer.full_name), markup=False)
        yield SignInForm(self.session, officer.login)

    async def action_back(self) -> None:
        """Esc: another officer's turn."""
        self.post_message(SignOutAsked())

    @on(Choice.Pressed, "#back")
    def _leave(self, event: Choice.Pressed) -> None:
        event.stop()
        event.prevent_default()
        self.post_message(SignOutAsked())

    @on(SignedIn)
    def _signed_in(self, event: SignedIn) -> None:
        event.stop()
        self.dismiss()
