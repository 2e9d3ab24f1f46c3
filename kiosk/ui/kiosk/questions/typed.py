"""Questions that are answered by typing one line."""

from collections.abc import Iterable

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from kiosk.domain import id_numbers, limits, names
from kiosk.domain.dates import PartialDate
from kiosk.domain.people import IdSource, Person, Sex
from kiosk.domain.problems import Invalid, Problem
from kiosk.domain.registration.draft import Draft, helper_problems
from kiosk.domain.scans.scan import Scan
from kiosk.ui.kiosk.questions.card_taking import TakesCard
from kiosk.ui.kiosk.questions.step import Step
from kiosk.ui.widgets.choice import Choice
from kiosk.ui.widgets.text_field import Pad, TextField
from kiosk.ui.widgets.vietnamese_field import VietnameseField

_FIELDS_OF_DOUBT = {"full_name": "name"}
"""Where a part of an identity has another name in the keys of its problems."""


class TypeStep(Step):
    """One field, one main action. Enter in the field is the main action; a scanner's Enter never is."""

    DEFAULT_CSS = """
    TypeStep .body > TextField, TypeStep VietnameseField { margin-top: 1; }
    """

    digits = False
    """Does the field take digits only?"""
    pad: Pad = "letters"
    """Which keys the keyboard of the screen has here."""
    is_vietnamese = False
    """Are Vietnamese words typed here, which keys without marks are composed to?"""
    limit = limits.NAME
    """How many characters the field takes."""
    _is_about_scan = False
    """Is what stands below the field about a scan, and not about what is typed?"""

    def read(self, text: str) -> Draft:
        """Return the draft with this answer; raise `Invalid` when it cannot be one."""
        raise NotImplementedError

    def stored(self) -> str:
        """Return the answer that the draft holds already, as a person would type it."""
        return ""

    def compose_body(self) -> ComposeResult:
        """Lay out the field."""
        text = self.typed or self.stored()
        if self.is_vietnamese:
            field = TextField(text, method=self.session.typing, max_length=self.limit)
            yield VietnameseField(field, self.say)
        else:
            yield TextField(text, digits=self.digits, pad=self.pad, max_length=self.limit)

    def compose_actions(self) -> Iterable[Choice]:
        """Lay out the main action."""
        yield Choice(f"{self.say('common.next')} →", id="next", main=True)

    def on_mount(self) -> None:
        """Stand in the field."""
        self.query_one(TextField).focus()

    def unfinished(self) -> str:
        """Return what stands in the field."""
        return self.query_one(TextField).value

    def take_scan(self, scan: Scan) -> None:
        """What is said about a scan stays while the field takes its keys back."""
        super().take_scan(scan)
        self._is_about_scan = True

    @on(Choice.Pressed, "#next")
    @on(Input.Submitted)
    def _next(self, event: Choice.Pressed | Input.Submitted) -> None:
        event.stop()
        self._is_about_scan = False
        try:
            self.answer(self.read(self.query_one(TextField).value))
        except Invalid as error:
            self.show_problems(error)
            self.query_one(TextField).focus()

    @on(Input.Changed)
    def _changed(self) -> None:
        """What is wrong is being mended."""
        if not self._is_about_scan:
            self.notice("")


class IdentityStep(TypeStep, TakesCard):
    """A part of a typed identity, the participant's or the helper's."""

    @property
    def person(self) -> Person:
        """The identity as far as it is known."""
        return (self.draft.helper if self.is_helper else self.draft.participant) or Person()

    def with_typed(self, **changes: object) -> Draft:
        """Return the draft with a part typed by hand: from now on an officer compares it with the card."""
        person = with_typed(self.person, **changes)
        if not self.is_helper:
            return self.draft.with_person(person)
        if person.is_complete or (person.full_name and person.birth):
            found = tuple(helper_problems(person, self.draft.participant, self.session.today))
            if found:
                raise Invalid(*found)
        return self.draft.with_helper(person)


def with_typed(person: Person, **changes: object) -> Person:
    """Return `person` with a part typed by hand, doubted anew where it disagrees with the number."""
    answered = {"birth", "sex", *(_FIELDS_OF_DOUBT.get(name, name) for name in changes)}
    doubts = tuple(warning for warning in person.warnings if warning.field not in answered)
    person = person.with_(source=IdSource.TYPED, **changes)
    if person.citizen_id and person.birth and person.sex:
        doubts += id_numbers.contradictions(person.citizen_id, person.birth, person.sex)
    return person.with_(warnings=doubts)


class NumberStep(IdentityStep):
    """The 12-digit number; it also tells the sex, which is then not asked."""

    digits = True
    limit = 15

    def stored(self) -> str:
        """The number."""
        return self.person.citizen_id

    def read(self, text: str) -> Draft:
        """Take the number; the helper's must not be the participant's."""
        number = id_numbers.parse_citizen_id(text, self.session.today)
        participant = self.draft.participant
        if self.is_helper and participant is not None and participant.citizen_id == number:
            raise Invalid(Problem("helper.is_participant"))
        return self.with_typed(citizen_id=number, sex=self._chosen_sex() or id_numbers.born(number)[1])

    def _chosen_sex(self) -> Sex | None:
        """Return the sex that the person gave themselves; one that a number told goes with that number."""
        person = self.person
        is_told = bool(person.citizen_id) and person.sex is id_numbers.born(person.citizen_id)[1]
        return None if is_told else person.sex


class NameStep(IdentityStep):
    """The full name."""

    is_vietnamese = True
    limit = limits.NAME

    @property
    def hint(self) -> str:
        """How to type a name; for one whose letters were hurt on the way, that it has to be looked at."""
        return super().hint if self.person.is_name_certain else self.say("flow.name.doubted")

    def stored(self) -> str:
        """The name."""
        return self.person.full_name

    def read(self, text: str) -> Draft:
        """Take the name: letters, at least two of them."""
        return self.with_typed(full_name=names.parse_full_name(text))


class BirthStep(IdentityStep):
    """The date of birth, as precise as the card has it."""

    pad = "date"
    limit = 10

    def stored(self) -> str:
        """The date as Vietnam writes it."""
        return self.person.birth.shown if self.person.birth else ""

    def read(self, text: str) -> Draft:
        """Take the date; not one in the future."""
        birth = PartialDate.from_typed(text)
        if birth.is_after(self.session.today):
            raise Invalid(Problem("birth.in_the_future"))
        return self.with_typed(birth=birth)


class AddressStep(IdentityStep):
    """The address; it may be left to the officer."""

    is_vietnamese = True
    limit = limits.ADDRESS

    def stored(self) -> str:
        """The address."""
        return self.person.address or ""

    def read(self, text: str) -> Draft:
        """Take the address as it was typed; one that a card says stays the card's until it is changed."""
        address = names.clean(text)
        return self.draft if address == self.person.address else self.with_typed(address=address)

    def compose_actions(self) -> Iterable[Choice]:
        """Add a way on without it."""
        yield Choice(self.say("flow.address.skip"), id="skip")
        yield from super().compose_actions()

    @on(Choice.Pressed, "#skip")
    def _skip(self, event: Choice.Pressed) -> None:
        event.stop()
        self.answer(self.with_typed(address=""))
