"""The panels about people's data: what waits, one request, and what is done for the person of a dossier."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from kiosk.domain import limits
from kiosk.domain.registration.eligibility import Status
from kiosk.domain.registration.rights import Right
from kiosk.ports.dossiers import Dossier
from kiosk.ports.kept_data import RightsTask
from kiosk.ui.desk.lines import spaced
from kiosk.ui.desk.panel import Panel
from kiosk.ui.desk.session import DeskSession
from kiosk.ui.widgets.choice import Choice
from kiosk.ui.widgets.text_field import TextField

SHOWN = 9
"""Requests in the list; each has a digit."""
DONE_HERE = (Right.REVOKE_CARD, Right.WITHDRAW, Right.ERASE)
TAKE_BACK = ("wrong_person", "wrong_data", "deceased", "other")


def left_words(session: DeskSession, days: int) -> str:
    """Say how many working days are left, or for how many it is late."""
    return session.say("desk.rights.left" if days >= 0 else "desk.rights.late", days=abs(days))


class RightsListPanel(Panel[RightsTask]):
    """The requests that wait, the nearest deadline first; ends with the one that was chosen."""

    def __init__(self, session: DeskSession, tasks: Sequence[RightsTask], total: int) -> None:
        super().__init__(session)
        self._tasks = tasks[:SHOWN]
        self._total = total

    @property
    def panel_title(self) -> str:
        """How many there are."""
        return self.say("desk.rights.title", count=self._total)

    def compose_panel(self) -> ComposeResult:
        """Lay out a line a request."""
        if not self._tasks:
            yield Static(self.say("desk.rights.none"), markup=False)
        with Vertical(id="reasons"):
            for digit, task in enumerate(self._tasks, 1):
                right = self.say(f"desk.rights.right.{task.right}")
                left = left_words(self.session, task.days_left)
                line = self.say("desk.rights.line", name=task.full_name, right=right, left=left)
                yield Choice(line, id=f"task-{digit}", digit=digit, left=True)

    @on(Choice.Pressed, "#reasons Choice")
    def _chosen(self, event: Choice.Pressed) -> None:
        event.stop()
        self.dismiss(self._tasks[(event.choice.digit or 1) - 1])


class _NotePanel(Panel[tuple[str, str]]):
    """A panel with a field for the officer's words, without which it does not end in some ways."""

    def field(self) -> ComposeResult:
        """Lay out the field and the line for what is wrong."""
        yield Static(self.say("desk.why.note"), classes="hint", markup=False)
        yield TextField("", id="note", max_length=limits.NOTE)
        yield Static("", id="notice", classes="careful", markup=False)

    def end(self, what: str, *, needs_words: bool) -> None:
        """End with `what` and the officer's words; without words that are needed, ask for them."""
        note = self.query_one("#note", TextField).value.strip() if needs_words else ""
        if needs_words and not note:
            self.query_one("#notice", Static).update(self.say("desk.why.missing"))
            self.query_one("#note", TextField).focus()
        else:
            self.dismiss((what, note))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.query_one("#back", Choice).focus()  # what is done for good takes a choice of its own


class RightsTaskPanel(_NotePanel):
    """One request: who asked for what, and whether it is done or declined."""

    def __init__(self, session: DeskSession, task: RightsTask) -> None:
        super().__init__(session)
        self._request = task

    @property
    def panel_title(self) -> str:
        """What is asked for."""
        return self.say(f"desk.rights.right.{self._request.right}")

    def compose_panel(self) -> ComposeResult:
        """Lay out who asked and until when."""
        task, say = self._request, self.say
        number = spaced(task.citizen_id)
        who = say("desk.rights.who", name=task.full_name, birth=task.birth.shown, number=number)
        yield Static(who, markup=False)
        if task.about:
            yield Static(say("desk.rights.about", field=say(f"rights.field.{task.about}")), markup=False)
        left = left_words(self.session, task.days_left)
        due = f"{task.due_on:%d/%m/%Y}"
        yield Static(say("desk.rights.due", due=due, left=left), markup=False)
        yield Static(
            say(f"desk.rights.{'proved' if task.is_proved else 'unproved'}"), classes="hint", markup=False
        )
        yield Static(say(f"rights.means.{task.right}"), classes="careful", markup=False)
        yield from self.field()

    def compose_actions(self) -> ComposeResult:
        """Lay out both answers."""
        yield Choice(self.say("desk.rights.declined"), id="declined", digit=2)
        yield Choice(self.say("desk.rights.done"), id="done", digit=1, main=True)

    @on(Choice.Pressed, "#declined, #done")
    def _answered(self, event: Choice.Pressed) -> None:
        event.stop()
        self.end(event.choice.id or "", needs_words=event.choice.id == "declined")


class DossierRightsPanel(_NotePanel):
    """For the person of a dossier: close, erase, revoke; a supervisor may take the approval back."""

    def __init__(self, session: DeskSession, dossier: Dossier) -> None:
        super().__init__(session)
        self._dossier = dossier

    @property
    def panel_title(self) -> str:
        """Whose data."""
        return self.say("desk.rights.of", name=self._dossier.declared.full_name)

    def compose_panel(self) -> ComposeResult:
        """Lay out what can be done, and the officer's words for a taking back."""
        with Vertical(id="reasons"):
            for digit, right in enumerate(DONE_HERE, 1):
                yield Choice(self.say(f"desk.rights.right.{right}"), id=right, digit=digit, left=True)
            if self._may_take_back:
                for digit, reason in enumerate(TAKE_BACK, len(DONE_HERE) + 1):
                    label = self.say(f"desk.take_back.{reason}")
                    yield Choice(label, id=f"take_back-{reason}", digit=digit, left=True)
        yield Static(self.say("desk.rights.compare"), classes="careful", markup=False)
        if self._may_take_back:  # its words are for the person
            yield from self.field()

    @property
    def _may_take_back(self) -> bool:
        officer = self.session.officer
        is_supervisor = officer is not None and officer.role == "supervisor"
        return is_supervisor and self._dossier.status is Status.APPROVED

    @on(Choice.Pressed, "#reasons Choice")
    def _chosen(self, event: Choice.Pressed) -> None:
        event.stop()
        what = event.choice.id or ""
        self.end(what, needs_words=what.startswith("take_back"))


class SurePanel(Panel[bool]):
    """The second question, before something is done for good; it names the person."""

    def __init__(self, session: DeskSession, right: Right, full_name: str) -> None:
        super().__init__(session)
        self._right = right
        self._full_name = full_name

    @property
    def panel_title(self) -> str:
        """Whose data."""
        return self.say("desk.rights.of", name=self._full_name)

    def compose_panel(self) -> ComposeResult:
        """Say what is asked, and what follows."""
        yield Static(self.say(f"desk.rights.right.{self._right}"), markup=False)
        yield Static(self.say(f"rights.means.{self._right}"), classes="careful", markup=False)

    def compose_actions(self) -> ComposeResult:
        """Lay out the yes; the focus stands on the way back."""
        yield Choice(self.say(f"rights.yes.{self._right}"), id="yes", digit=1, main=True)

    @on(Choice.Pressed, "#yes")
    def _yes(self, event: Choice.Pressed) -> None:
        event.stop()
        self.dismiss(True)
