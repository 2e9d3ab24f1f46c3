"""The question for today's commune: found by typing a part of its name, among 3,321."""

from collections.abc import Iterable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Input

from kiosk.domain import names
from kiosk.domain.places import MOST, SHORTEST, Commune
from kiosk.domain.problems import Invalid, Problem
from kiosk.domain.registration.draft import Draft
from kiosk.ui.kiosk.questions.typed import TypeStep
from kiosk.ui.kiosk.session import Session
from kiosk.ui.widgets.choice import Choice
from kiosk.ui.widgets.suggestions import Suggestions
from kiosk.ui.widgets.text_field import TextField


class CommuneStep(TypeStep):
    """The address stays as the card prints it; this stands beside it. It may be left to the officer.

    Nothing is chosen by a digit alone, since a scanner types digits: a digit behind what was typed, and the
    arrows, mark a suggestion, and Enter takes it. A touch takes the one that is touched.
    """

    BINDINGS = [Binding("down", "mark(1)", show=False), Binding("up", "mark(-1)", show=False)]

    is_vietnamese = True
    limit = 60

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]  # as every step's
        self._found: Sequence[Commune] = ()
        self._looked_up: str | None = None

    def compose_body(self) -> ComposeResult:
        """Lay out the field above the suggestions."""
        yield from super().compose_body()
        yield Suggestions()

    def compose_actions(self) -> Iterable[Choice]:
        """Add a way on without it."""
        yield Choice(self.say("flow.commune.skip"), id="skip")
        yield from super().compose_actions()

    def on_mount(self) -> None:
        """Stand in the field, with what is known offered below it."""
        super().on_mount()
        self._look_up()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The arrows mark a suggestion while the field has the focus; else they move it as everywhere."""
        return action != "mark" or isinstance(self.app.focused, TextField)

    def action_mark(self, step: int) -> None:
        """Up, down: the suggestion before, the one after."""
        self._look_up()
        self.query_one(Suggestions).move(step)

    @on(Input.Changed)
    def _typed(self) -> None:
        """Show the letter first, and then what it finds."""
        self.call_after_refresh(self._look_up)

    def _look_up(self) -> None:
        """Find what is meant by what stands in the field, once; nothing when it was answered meanwhile."""
        typed = self.query_one(TextField).value if self.is_attached else self._looked_up
        if typed is None or typed == self._looked_up:
            return
        self._looked_up = typed
        found, marked = self._search(typed), 0
        if typed[-1:].isdecimal() and 0 < int(typed[-1]) <= MOST and not _is_of_name(typed, found):
            found, marked = self._search(typed[:-1]), int(typed[-1]) - 1
        self._found = found
        nothing = self.say("flow.commune.nothing") if len(typed.strip()) >= SHORTEST else ""
        self.query_one(Suggestions).show([(c.name, self._below(c)) for c in found], marked, nothing)

    def _below(self, commune: Commune) -> str:
        """Return what stands below a commune's name: its province, or the former name that was meant."""
        if commune.former:
            return self.say("flow.commune.former", name=commune.former)
        return commune.province_in_short

    def _search(self, typed: str) -> Sequence[Commune]:
        """Return what is meant by what was typed; before that, the last answer and the office's own."""
        places = self.session.services.places()
        if typed.strip():
            return places.search(typed)
        offered = (places.named(self.draft.commune or ""), places.home)
        return tuple(dict.fromkeys(commune for commune in offered if commune is not None))

    @on(Suggestions.Touched)
    def _touched(self, event: Suggestions.Touched) -> None:
        event.stop()
        self.answer(self.draft.with_commune(self._found[event.place].code))

    def read(self, text: str) -> Draft:
        """Take the suggestion that is marked."""
        self._look_up()
        marked = self.query_one(Suggestions).marked
        if marked >= len(self._found):
            raise Invalid(Problem("commune.missing" if not text.strip() else "commune.unknown"))
        return self.draft.with_commune(self._found[marked].code)

    @on(Choice.Pressed, "#skip")
    def _skip(self, event: Choice.Pressed) -> None:
        event.stop()
        self.answer(self.draft.with_commune(""))


def _is_of_name(typed: str, found: Sequence[Commune]) -> bool:
    """Does the digit at the end belong to a name, as in "Hà Giang 2", or "phường 15, quận 4"?"""
    if not found:
        return False
    name = found[0].former or found[0].name
    return names.fold(name.replace(",", "")).endswith(names.fold(typed.replace(",", "")))


def with_guess(session: Session, draft: Draft) -> Draft:
    """Return `draft` with the commune that its address names, where that is certain and not asked yet."""
    address = draft.participant.address if draft.participant else None
    if draft.commune is not None or not address:
        return draft
    found = session.services.places().guess(address)
    return draft.with_commune(found.code, is_guessed=True) if found else draft


def commune_shown(session: Session, draft: Draft) -> str:
    """Return the commune's name in words; "" while it was not asked."""
    if draft.commune is None:
        return ""
    found = session.services.places().named(draft.commune)
    return found.in_full if found else session.say("flow.details.address_later")
