"""The panel in which one field gets its new value: typed by the kiosk's rules, or chosen of a few."""

from collections.abc import Sequence
from enum import StrEnum

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from kiosk.domain import limits, phones
from kiosk.domain.dates import PartialDate
from kiosk.domain.people import Relation, Sex
from kiosk.domain.problems import Invalid
from kiosk.domain.registration.correction import FormField, read
from kiosk.domain.registration.draft import PhoneOwner
from kiosk.resources.text import problem_words
from kiosk.ui.desk.dossier.field_words import field_name, value_words
from kiosk.ui.desk.panel import Panel
from kiosk.ui.desk.session import DeskSession
from kiosk.ui.widgets.choice import Choice
from kiosk.ui.widgets.text_field import TextField
from kiosk.ui.widgets.vietnamese_field import VietnameseField

_CHOSEN: dict[FormField, type[StrEnum]] = {
    FormField.SEX: Sex,
    FormField.RELATION: Relation,
    FormField.PHONE_OWNER: PhoneOwner,
}
_VIETNAMESE = (FormField.FULL_NAME, FormField.HELPER_FULL_NAME, FormField.ADDRESS, FormField.COMMUNE)
_OPTIONAL = (FormField.ADDRESS, FormField.INSURANCE_ID, FormField.PHONE)
_DATES = (FormField.BIRTH, FormField.HELPER_BIRTH)
_FOUND = 5
"""Communes that are offered at once."""


class FieldPanel(Panel[str]):
    """Ends with the value as it goes over the wire; what cannot be one stays, and it is said why."""

    def __init__(self, session: DeskSession, field: FormField, now: str, old: str, known: str) -> None:
        """`now` is the value to begin with, `old` what is declared, `known` what the register says."""
        super().__init__(session)
        self._field = field
        self._now, self._old, self._known = now, old, known
        self._values: list[str] = list(_CHOSEN.get(field, ()))
        self.stands_on = "#reasons Choice" if field in _CHOSEN else "#typed"  # type: ignore[misc]  # a constant elsewhere

    @property
    def panel_title(self) -> str:
        """Which field."""
        return self.say("desk.correct.one", field=field_name(self.session, self._field))

    def compose_panel(self) -> ComposeResult:
        """Lay out both sides, then the field or the choices."""
        told = {"declared": self._old, "register": self._known}
        for side, value in told.items():
            if value or side == "declared":
                words = value_words(self.session, self._field, value)
                yield Static(self.say(f"desk.correct.side.{side}", value=words), markup=False)
        if self._field not in _CHOSEN:
            yield self._text_field()
        yield Static(self.say(f"desk.correct.how.{self._how}"), id="notice", classes="hint", markup=False)
        with Vertical(id="reasons"):
            for digit, value in enumerate(self._values or [""] * self._offers, 1):
                words = value_words(self.session, self._field, value)
                choice = Choice(words, id=f"value-{digit}", digit=digit, left=True)
                choice.display = bool(value)
                yield choice

    def compose_actions(self) -> ComposeResult:
        """Lay out the way back to the list with the new value."""
        if self._field not in _CHOSEN:
            yield Choice(f"Enter  {self.say('desk.correct.take')}", id="take", main=True)

    @property
    def _offers(self) -> int:
        return _FOUND if self._field is FormField.COMMUNE else 0

    @property
    def _how(self) -> str:
        if self._field in _CHOSEN:
            return "choose"
        if self._field is FormField.COMMUNE:
            return "commune"
        return "may_be_empty" if self._field in _OPTIONAL else "type"

    def _text_field(self) -> TextField | VietnameseField:
        longest = limits.ADDRESS if self._field is FormField.ADDRESS else limits.NAME
        if self._field in _VIETNAMESE:
            typing = self.session.services.typing
            field = TextField(self._shown, id="typed", max_length=longest, method=typing)
            return VietnameseField(field, self.say)
        return TextField(self._shown, id="typed", max_length=longest, pad="date")

    @property
    def _shown(self) -> str:
        """The value to begin with, as it is typed."""
        if not self._now or self._field is FormField.COMMUNE:
            return ""
        if self._field in _DATES:
            return PartialDate.from_iso(self._now).shown
        return phones.shown(self._now) if self._field is FormField.PHONE else self._now

    @on(Input.Submitted, "#typed")
    @on(Choice.Pressed, "#take")
    def _take(self, event: Input.Submitted | Choice.Pressed) -> None:
        event.stop()
        typed = self.query_one("#typed", TextField).value
        if self._field is FormField.COMMUNE and typed.strip():
            self._offer(self.session.services.find_communes(typed)[:_FOUND])
            return
        try:
            self.dismiss(read(self._field, typed, self.session.services.now().date()))
        except Invalid as error:
            self._tell("\n".join(problem_words(each, self.session.language) for each in error.problems))

    def _offer(self, found: Sequence[tuple[str, str]]) -> None:
        """Offer the communes that were found; the digits choose one once the list has the focus."""
        self._values = [code for code, _ in found]
        choices = list(self.query("#reasons Choice").results(Choice))
        for place, choice in enumerate(choices):
            choice.display = place < len(found)
            if choice.display:
                choice.label = found[place][1]
        if found:
            choices[0].focus()
        else:
            self._tell(self.say("desk.correct.no_commune"))

    @on(Choice.Pressed, "#reasons Choice")
    def _chosen(self, event: Choice.Pressed) -> None:
        event.stop()
        place = int((event.choice.id or "").removeprefix("value-")) - 1
        if place < len(self._values):
            self.dismiss(self._values[place])

    def _tell(self, words: str) -> None:
        notice = self.query_one("#notice", Static)
        notice.update(words)
        notice.set_classes("careful")
