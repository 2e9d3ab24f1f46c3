"""The person's details: right, or to be changed; contradictions on the card are shown both ways."""

from collections.abc import Iterable

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from kiosk.domain.people import Person
from kiosk.domain.problems import Problem
from kiosk.domain.registration.draft import Path
from kiosk.domain.registration.journey import Question
from kiosk.ui.kiosk.questions.commune import commune_shown
from kiosk.ui.kiosk.questions.step import Step
from kiosk.ui.kiosk.session import Session
from kiosk.ui.widgets.choice import Choice
from kiosk.ui.widgets.fact_sheet import FactSheet


class DetailsStep(Step):
    """Everything known of the participant; nothing else is asked here."""

    DEFAULT_CSS = """
    DetailsStep .doubt { color: $careful; text-style: bold; height: auto; }
    DetailsStep.-noticed .doubt { display: none; }
    """

    def compose_body(self) -> ComposeResult:
        """Lay out the facts, and the doubts below them."""
        person = self.draft.participant or Person()
        self.set_class(bool(person.warnings), "-doubted")
        commune = commune_shown(self.session, self.draft)
        rows = [(self.say("flow.details.commune"), commune)] if commune else []
        yield FactSheet([*person_rows(self.session, person), *rows])
        for problem in person.warnings:
            yield Static(f"? {self.session.say_problem(problem)}", classes="doubt", markup=False)

    def compose_actions(self) -> Iterable[Choice]:
        """Change, or go on."""
        yield Choice(self.say("common.fix"), id="fix", digit=2)
        yield Choice(f"{self.say('flow.details.yes')} →", id="yes", digit=1, main=True)

    def on_mount(self) -> None:
        """Stand on the main action."""
        self.query_one("#yes").focus()

    @on(Choice.Pressed, "#yes")
    def _yes(self, event: Choice.Pressed) -> None:
        event.stop()
        person = self.draft.participant
        if person is not None and self.draft.path is Path.SELF and person.is_minor(self.session.today):
            self.notice(self.session.say_problem(Problem("participant.is_minor")))
            return
        self.answer(self.draft.with_details_confirmed())

    @on(Choice.Pressed, "#fix")
    def _fix(self, event: Choice.Pressed) -> None:
        event.stop()
        self.post_message(self.Fix(Question.DETAILS))


def person_rows(session: Session, person: Person) -> list[tuple[str, str]]:
    """Return (label, value) of what is known of `person`, the number masked."""
    say = session.say
    birth = person.birth.shown if person.birth else say("common.unknown")
    sex = say(f"common.sex.{person.sex.value}") if person.sex else say("common.unknown")
    return [
        (say("flow.details.name"), person.full_name),
        (say("flow.details.birth"), f"{birth}   ({sex})"),
        (say("flow.details.number"), person.masked_id),
        (say("flow.details.address"), person.address or say("flow.details.address_later")),
    ]
