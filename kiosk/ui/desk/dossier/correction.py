"""The panels of a correction: which fields, each one's new value, and why and how the person agreed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from kiosk.domain import limits
from kiosk.domain.problems import Invalid, Problem
from kiosk.domain.registration.correction import (
    AGREEMENTS,
    CORRECTABLE,
    OF_HELPER,
    REASONS,
    FormField,
    changes,
    corrected,
)
from kiosk.ports.dossiers import Dossier
from kiosk.ports.officer import Correction
from kiosk.resources.text import problem_words
from kiosk.ui.desk.dossier.field_panel import FieldPanel
from kiosk.ui.desk.dossier.field_words import change_words, declared, field_name, registered, value_words
from kiosk.ui.desk.panel import Panel
from kiosk.ui.desk.queue.queue_row import fit
from kiosk.ui.desk.session import DeskSession
from kiosk.ui.widgets.choice import Choice
from kiosk.ui.widgets.text_field import TextField

_SAVE = 0
"""The digit that saves: the others stand for lines."""
_DIGITS = 9
_LABEL, _VALUE = 14, 25
"""Cells of a line for the field's name and for what is declared; the register's has the rest."""


class CorrectionPanel(Panel[Correction]):
    """Lists the fields, declared beside registered; several may be changed, then saved together."""

    stands_on = "#reasons Choice"
    is_dense = True

    def __init__(self, session: DeskSession, dossier: Dossier) -> None:
        super().__init__(session)
        self._dossier = dossier
        self._before = declared(dossier)
        self._given = session.corrections.setdefault(dossier.receipt_code, {})
        """What was typed so far, kept until it is saved."""

    @property
    def panel_title(self) -> str:
        """Whose registration is corrected."""
        return self.say("desk.correct.title", name=self._dossier.declared.full_name)

    @property
    def _fields(self) -> Sequence[FormField]:
        has_helper = self._dossier.helper is not None
        return [field for field in CORRECTABLE if has_helper or field not in OF_HELPER]

    def compose_panel(self) -> ComposeResult:
        """Lay out the fields."""
        titles = [self.say(f"desk.correct.column.{name}") for name in ("declared", "register")]
        head = f"{'':{_LABEL + 4}}{fit(titles[0], _VALUE)}  {titles[1]}"
        yield Static(head, classes="hint", markup=False)
        with Vertical(id="reasons"):
            for digit, field in enumerate(self._fields, 1):
                shown = digit if digit <= _DIGITS else None
                yield Choice(self._line(field, shown), id=f"field-{field}", digit=shown, left=True)
        yield Static(self.say("desk.correct.hint"), id="notice", classes="hint", markup=False)

    def compose_actions(self) -> ComposeResult:
        """Lay out the way on."""
        yield Choice(self.say("desk.correct.go_on"), id="save", digit=_SAVE, main=True)

    def _line(self, field: FormField, digit: int | None) -> str:
        """Return a line; one that is changed shows the new value behind a sign."""
        is_changed = field in self._given
        value = self._given[field] if is_changed else self._before.text(field)
        told = value_words(self.session, field, value)
        known = registered(self.session, self._dossier, field)
        beside = value_words(self.session, field, known) if known else ""
        lead = "" if digit else "   "
        name = fit(field_name(self.session, field), _LABEL)
        return f"{lead}{name} {fit(('✎ ' if is_changed else '') + told, _VALUE)}  {beside}".rstrip()

    @on(Choice.Pressed, "#reasons Choice")
    def _chosen(self, event: Choice.Pressed) -> None:
        event.stop()
        field = FormField((event.choice.id or "").removeprefix("field-"))
        old = self._before.text(field)

        def typed(value: str | None) -> None:
            if value is None:
                return
            if value == old:
                self._given.pop(field, None)
            else:
                self._given[field] = value
            event.choice.label = self._line(field, event.choice.digit)
            self._tell("")

        now = self._given.get(field, old)
        known = registered(self.session, self._dossier, field)
        self.app.push_screen(FieldPanel(self.session, field, now, old, known), typed)

    @on(Choice.Pressed, "#save")
    def _save(self, event: Choice.Pressed) -> None:
        """Check the whole as the backend will, and ask why."""
        event.stop()
        try:
            after = corrected(self._before, self._given, self.session.services.now().date())
            made = changes(self._before, after)
            if not made:
                raise Invalid(Problem("correction.nothing"))
        except Invalid as error:
            self._tell("\n".join(problem_words(each, self.session.language) for each in error.problems))
            return
        told = [change_words(self.session, change) for change in made]
        self.app.push_screen(CorrectionReasonPanel(self.session, told), self._reasoned)

    def _reasoned(self, given: "Grounds | None") -> None:
        if given is not None:
            version, made = self._dossier.version, tuple(self._given.items())
            self.dismiss(Correction(version, made, given.reason, given.agreed, given.note))

    def _tell(self, words: str) -> None:
        notice = self.query_one("#notice", Static)
        notice.update(words or self.say("desk.correct.hint"))
        notice.set_class(bool(words), "careful")
        notice.set_class(not words, "hint")


@dataclass(frozen=True)
class Grounds:
    """Why something is corrected, and how the person agreed."""

    reason: str = ""
    agreed: str = ""
    note: str = ""


class CorrectionReasonPanel(Panel[Grounds]):
    """Shows what will change; wants a reason and the person's word, by digits, before it saves."""

    stands_on = "#reasons Choice"
    is_dense = True

    def __init__(self, session: DeskSession, told: Sequence[str]) -> None:
        super().__init__(session)
        self._told = told
        self._grounds = Grounds()

    @property
    def panel_title(self) -> str:
        """Why, and did the person agree?"""
        return self.say("desk.correct.why")

    def compose_panel(self) -> ComposeResult:
        """Lay out the changes, the reasons, the person's word, and a note."""
        yield Static("\n".join(self._told), id="told", markup=False)
        with Vertical(id="reasons"):
            for digit, name in enumerate((*REASONS, *AGREEMENTS), 1):
                yield Choice(self._line(name), id=f"ground-{name}", digit=digit, left=True)
        yield Static(self.say("desk.correct.note"), id="notice", classes="hint", markup=False)
        yield TextField("", id="note", max_length=limits.NOTE, method=self.session.services.typing)

    def compose_actions(self) -> ComposeResult:
        """Lay out the correction itself."""
        yield Choice(self.say("desk.correct.save"), id="save", digit=_SAVE, main=True)

    def _line(self, name: str) -> str:
        kind = "agreed" if name in AGREEMENTS else "reason"
        is_chosen = name in (self._grounds.reason, self._grounds.agreed)
        return f"{'●' if is_chosen else '○'} {self.say(f'desk.correct.{kind}.{name}')}"

    @on(Choice.Pressed, "#reasons Choice")
    def _chosen(self, event: Choice.Pressed) -> None:
        event.stop()
        name = (event.choice.id or "").removeprefix("ground-")
        change = {"agreed": name} if name in AGREEMENTS else {"reason": name}
        self._grounds = replace(self._grounds, **change)
        for choice in self.query("#reasons Choice").results(Choice):
            choice.label = self._line((choice.id or "").removeprefix("ground-"))
        self._tell(self.say("desk.correct.note"), is_wrong=False)

    @on(Input.Submitted, "#note")
    @on(Choice.Pressed, "#save")
    def _save(self, event: Input.Submitted | Choice.Pressed) -> None:
        event.stop()
        if self._grounds.reason and self._grounds.agreed:
            self.dismiss(replace(self._grounds, note=self.query_one("#note", TextField).value.strip()))
        else:
            missing = "no_agreement" if self._grounds.reason else "no_reason"
            self._tell(self.say(f"desk.correct.{missing}"), is_wrong=True)

    def _tell(self, words: str, *, is_wrong: bool) -> None:
        notice = self.query_one("#notice", Static)
        notice.update(words)
        notice.set_class(is_wrong, "careful")
        notice.set_class(not is_wrong, "hint")
