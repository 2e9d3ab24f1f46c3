"""The panel in which an account gets another phone, while its person stands before the officer."""

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from kiosk.domain import phones
from kiosk.domain.problems import Invalid
from kiosk.domain.registration.draft import PhoneOwner
from kiosk.ports.dossiers import Dossier
from kiosk.resources.text import problem_words
from kiosk.ui.desk.panel import Panel
from kiosk.ui.desk.session import DeskSession
from kiosk.ui.widgets.choice import Choice
from kiosk.ui.widgets.text_field import TextField


@dataclass(frozen=True)
class AccountPhoneChange:
    """The new phone (E.164), and whose it is."""

    phone: str
    owner: PhoneOwner


class PhoneChangePanel(Panel[AccountPhoneChange]):
    """Takes a number; Enter asks whose it is, and that answer changes it."""

    stands_on = "#typed"

    def __init__(self, session: DeskSession, dossier: Dossier) -> None:
        super().__init__(session)
        self._dossier = dossier

    @property
    def panel_title(self) -> str:
        """Whose phone."""
        return self.say("desk.phone_change.title", name=self._dossier.declared.full_name)

    def compose_panel(self) -> ComposeResult:
        """Lay out the phone of now, the field, and whose the new one is."""
        known = self._dossier.phone
        shown = phones.shown(known) if known else self.say("desk.phone.none")
        yield Static(self.say("desk.phone_change.now", phone=shown), markup=False)
        yield TextField(id="typed", digits=True, max_length=18)
        yield Static(self.say("desk.phone_change.hint"), id="notice", classes="hint", markup=False)
        with Vertical(id="reasons"):
            for digit, owner in enumerate(self._owners, 1):
                yield Choice(self.say(f"desk.owner.{owner}"), id=f"owner-{owner}", digit=digit, left=True)

    @property
    def _owners(self) -> tuple[PhoneOwner, ...]:
        has_helper = self._dossier.helper is not None
        return (PhoneOwner.SELF, PhoneOwner.HELPER) if has_helper else (PhoneOwner.SELF,)

    @on(Input.Submitted, "#typed")
    def _typed(self, event: Input.Submitted) -> None:
        event.stop()
        if self._phone() is not None:
            self.query("#reasons Choice").first().focus()

    def _phone(self) -> str | None:
        """Return the number; say what is wrong with one that is none."""
        try:
            return phones.parse_phone(self.query_one("#typed", TextField).value)
        except Invalid as error:
            notice = self.query_one("#notice", Static)
            notice.update("\n".join(problem_words(each, self.session.language) for each in error.problems))
            notice.set_classes("careful")
            return None

    @on(Choice.Pressed, "#reasons Choice")
    def _chosen(self, event: Choice.Pressed) -> None:
        event.stop()
        phone = self._phone()
        if phone is not None:
            owner = PhoneOwner((event.choice.id or "").removeprefix("owner-"))
            self.dismiss(AccountPhoneChange(phone, owner))
