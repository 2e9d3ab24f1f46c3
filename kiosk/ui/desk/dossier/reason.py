"""The panel for the reason of a refusal: from a list, or in the officer's words."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from kiosk.domain import limits
from kiosk.ports.dossiers import Dossier
from kiosk.ports.officer import Decision
from kiosk.resources.text import words
from kiosk.ui.desk.panel import Panel
from kiosk.ui.desk.session import DeskSession
from kiosk.ui.widgets.choice import Choice
from kiosk.ui.widgets.text_field import TextField

REASONS: dict[Decision, tuple[str, ...]] = {
    "refuse": ("other_person", "not_wanted", "wrong_details", "registered_before", "not_entitled"),
}
"""Keys of the reasons in the order of their digits; the person reads the words of `desk.reason`."""


class ReasonPanel(Panel[tuple[str, str]]):
    """A digit puts a reason's words into the field, where they may be changed; Enter there sends them."""

    stands_on = "#reasons Choice"

    def __init__(self, session: DeskSession, dossier: Dossier, decision: Decision) -> None:
        super().__init__(session)
        self._dossier = dossier
        self._decision: Decision = decision
        self._reason = ""

    @property
    def panel_title(self) -> str:
        """What is to be decided, and about whom."""
        return self.say(f"desk.why.{self._decision}", name=self._dossier.declared.full_name)

    def compose_panel(self) -> ComposeResult:
        """Lay out the reasons and the field."""
        with Vertical(id="reasons"):
            for digit, reason in enumerate(REASONS[self._decision], 1):
                yield Choice(self.say(f"desk.reason.{reason}"), id=reason, digit=digit, left=True)
        yield Static(self.say("desk.why.note"), classes="hint", markup=False)
        typed = self.session.notes.get((self._dossier.receipt_code, self._decision), "")
        yield TextField(typed, id="note", max_length=limits.NOTE)
        yield Static("", id="notice", classes="careful", markup=False)

    def compose_actions(self) -> ComposeResult:
        """Lay out the decision itself."""
        yield Choice(f"Enter  {self.say(f'desk.decide.{self._decision}')}", id="send", main=True)

    @on(Choice.Pressed, "#reasons Choice")
    def _chosen(self, event: Choice.Pressed) -> None:
        event.stop()
        self._reason = event.choice.id or ""
        note = self.query_one("#note", TextField)
        note.value = words(f"desk.reason.{self._reason}")  # it is the person who reads it
        note.focus()
        note.action_end()

    @on(Input.Changed, "#note")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.session.notes[self._dossier.receipt_code, self._decision] = event.value
        self.query_one("#notice", Static).update("")

    @on(Input.Submitted, "#note")
    @on(Choice.Pressed, "#send")
    def _send(self, event: Input.Submitted | Choice.Pressed) -> None:
        event.stop()
        note = self.query_one("#note", TextField).value.strip()
        if note:
            self.dismiss((self._reason, note))
        else:
            self.query_one("#notice", Static).update(self.say("desk.why.missing"))
