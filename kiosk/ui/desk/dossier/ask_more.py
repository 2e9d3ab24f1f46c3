"""The panel in which an officer asks for more: what a kiosk can take by a sign each, papers in words."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from kiosk.domain import limits
from kiosk.domain.registration.supplement import ANSWERED_AT_KIOSK, AskedPart
from kiosk.ports.dossiers import Dossier
from kiosk.ports.officer import AskedMore
from kiosk.resources.text import words
from kiosk.ui.desk.panel import Panel
from kiosk.ui.desk.session import DeskSession
from kiosk.ui.widgets.choice import Choice
from kiosk.ui.widgets.text_field import TextField

PAPERS = ("birth_certificate", "relation_paper", "id_card", "in_person")
"""What only the counter can take: keys under `desk.reason`, whose words the person reads."""


class AskMorePanel(Panel[AskedMore]):
    """A digit asks for something or takes it back; Enter in the note, or 0, sends it all."""

    stands_on = "#reasons Choice"
    is_dense = True

    def __init__(self, session: DeskSession, dossier: Dossier) -> None:
        super().__init__(session)
        self._dossier = dossier
        self._asked: set[str] = set()
        """Parts and papers."""

    @property
    def panel_title(self) -> str:
        """Of whom more is asked."""
        return self.say("desk.why.ask_more", name=self._dossier.declared.full_name)

    @property
    def _parts(self) -> Sequence[AskedPart]:
        has_helper = self._dossier.helper is not None
        return [part for part in ANSWERED_AT_KIOSK if has_helper or part is not AskedPart.HELPER_CARD]

    def compose_panel(self) -> ComposeResult:
        """Lay out what can be asked for, and the note."""
        hint = "hint" if self._dossier.helper is not None else "hint_alone"
        yield Static(self.say(f"desk.ask_more.{hint}"), classes="hint", markup=False)
        with Vertical(id="reasons"):
            for digit, name in enumerate((*self._parts, *PAPERS), 1):
                yield Choice(self._line(name), id=f"ask-{name}", digit=digit, left=True)
        yield Static(self.say("desk.why.note"), id="hint", classes="hint", markup=False)
        typed = self.session.notes.get((self._dossier.receipt_code, "ask_more"), "")
        yield TextField(typed, id="note", max_length=limits.NOTE, method=self.session.services.typing)
        yield Static("", id="notice", classes="careful", markup=False)

    def compose_actions(self) -> ComposeResult:
        """Lay out the decision itself."""
        yield Choice(self.say("desk.decide.ask_more"), id="send", digit=0, main=True)

    def _line(self, name: str) -> str:
        sign = "☑" if name in self._asked else "☐"
        key = f"desk.reason.{name}" if name in PAPERS else f"desk.ask_more.{name}"
        return f"{sign} {self.say(key)}"

    @on(Choice.Pressed, "#reasons Choice")
    def _chosen(self, event: Choice.Pressed) -> None:
        event.stop()
        name = (event.choice.id or "").removeprefix("ask-")
        self._asked ^= {name}
        event.choice.label = self._line(name)
        if name in PAPERS:
            self._write_paper(words(f"desk.reason.{name}"), is_asked=name in self._asked)
        self.query_one("#notice", Static).update("")

    def _write_paper(self, text: str, *, is_asked: bool) -> None:
        """Put a paper's words into the note, or take them out: it is the person who reads it."""
        note = self.query_one("#note", TextField)
        rest = note.value.replace(text, "").strip()
        note.value = " ".join(filter(None, [rest, text])) if is_asked else " ".join(rest.split())

    @on(Input.Changed, "#note")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.session.notes[self._dossier.receipt_code, "ask_more"] = event.value
        self.query_one("#notice", Static).update("")

    @on(Input.Submitted, "#note")
    @on(Choice.Pressed, "#send")
    def _send(self, event: Input.Submitted | Choice.Pressed) -> None:
        event.stop()
        note = self.query_one("#note", TextField).value.strip()
        papers = [name for name in PAPERS if name in self._asked]
        parts = tuple(part for part in self._parts if part in self._asked)
        if not note and not parts:
            self.query_one("#notice", Static).update(self.say("desk.why.missing"))
            return
        asked = (*parts, AskedPart.DOCUMENT) if papers else parts
        self.dismiss(AskedMore(asked, papers[0] if papers else "", note))
