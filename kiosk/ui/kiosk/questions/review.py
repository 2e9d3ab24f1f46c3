"""The review: everything once more, then the one press that sends."""

from collections.abc import Iterable

from textual import on
from textual.app import ComposeResult

from kiosk.domain import phones
from kiosk.domain.people import Person
from kiosk.domain.problems import Invalid
from kiosk.domain.registration.draft import Draft, Path, Purpose
from kiosk.domain.registration.journey import Question
from kiosk.ui.kiosk.questions.commune import commune_shown
from kiosk.ui.kiosk.questions.step import Step
from kiosk.ui.kiosk.session import Session
from kiosk.ui.widgets.choice import Choice
from kiosk.ui.widgets.fact_sheet import FactSheet


class ReviewStep(Step):
    """Shows what will be sent. It is encrypted and on disk before the screen says anything.

    Source: docs/architecture.md#nothing-is-lost.
    """

    def compose_body(self) -> ComposeResult:
        """Lay out the answers."""
        yield FactSheet(review_rows(self.session, self.draft))

    def compose_actions(self) -> Iterable[Choice]:
        """Change, or send."""
        yield Choice(self.say("common.fix"), id="fix", digit=2)
        yield Choice(f"{self.say('flow.review.send')} →", id="send", digit=1, main=True)

    def on_mount(self) -> None:
        """Stand on the main action."""
        self.query_one("#send").focus()

    @on(Choice.Pressed, "#fix")
    def _fix(self, event: Choice.Pressed) -> None:
        event.stop()
        self.post_message(self.Fix(Question.REVIEW))

    @on(Choice.Pressed, "#send")
    def _send(self, event: Choice.Pressed) -> None:
        event.stop()
        try:
            self.session.services.registrar.store(self.draft)
        except Invalid as error:
            self.show_problems(error)
        except OSError:
            self.notice(f"{self.say('flow.review.not_saved')}\n{self.say('flow.review.not_saved_todo')}")
        else:
            self.answer(self.draft)


def review_rows(session: Session, draft: Draft) -> list[tuple[str, str]]:
    """Return (label, value) of each answer, numbers masked."""
    say = session.say
    rows = [(say("flow.review.participant"), who(draft.participant))]
    if draft.path is Path.RELATIVE:
        rows.append((say("flow.review.helper"), who(draft.helper)))
    rows.append((say("flow.review.commune"), commune_shown(session, draft)))
    notices = draft.consent(Purpose.NOTICES)
    consent = "consent_notices" if notices and notices.granted else "consent_yes"
    return [
        *rows,
        (say("flow.review.phone"), phone_words(session, draft)),
        (say("flow.review.consent"), say(f"flow.review.{consent}")),
    ]


def who(person: Person | None) -> str:
    """Return name, birth and masked number of a person."""
    if person is None:
        return ""
    birth = f", {person.birth.shown}" if person.birth else ""
    return f"{person.full_name}{birth}\n{person.masked_id}"


def phone_words(session: Session, draft: Draft) -> str:
    """Return the masked phone, and whether its code came back."""
    if draft.phone is None:
        return session.say("flow.review.phone_none")
    key = "phone_proved" if draft.phone_proof else "phone_unproved"
    return session.say(f"flow.review.{key}", phone=phones.masked(draft.phone))
