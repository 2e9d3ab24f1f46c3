"""The views that stand over a question for a moment: which answer to change, and whether to stop."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from kiosk.domain.registration.draft import Path, is_scanned
from kiosk.domain.registration.journey import Question, questions
from kiosk.ui.kiosk.questions.step import Step
from kiosk.ui.widgets.choice import Choice

_OF_DETAILS = (Question.NAME, Question.BIRTH, Question.SEX, Question.ADDRESS)
_OF_REVIEW = (
    Question.DETAILS,
    Question.COMMUNE,
    Question.HELPER_CARD,
    Question.PHONE_OWNER,
    Question.PHONE,
    Question.CONSENT,
)


class FixStep(Step):
    """Stands over `question`, the details or the review, and leads to one of their lines."""

    @property
    def title(self) -> str:
        """Which line, or which part?"""
        return self.say("flow.fix.title" if self.question is Question.DETAILS else "flow.review.fix_title")

    @property
    def hint(self) -> str:
        """None: the choices say it."""
        return ""

    def _options(self) -> Sequence[tuple[Question, str]]:
        if self.question is Question.DETAILS:
            lines = [(q, self.say(f"flow.fix.{q}")) for q in _OF_DETAILS]
            if is_scanned(self.draft.participant):
                return [*lines, (Question.CARD, self.say("flow.fix.scan"))]
            return [(Question.NUMBER, self.say("flow.fix.number")), *lines]
        names = {
            Question.DETAILS: "participant",
            Question.COMMUNE: "commune",
            Question.HELPER_CARD: "helper",
            Question.PHONE_OWNER: "phone",
            Question.PHONE: "phone",
            Question.CONSENT: "consent",
        }
        skipped = Question.PHONE if self.draft.path is Path.RELATIVE else Question.PHONE_OWNER
        asked = (*questions(self.draft), Question.COMMUNE)  # which a guess may have answered
        return [
            (q, self.say(f"flow.review.{names[q]}")) for q in _OF_REVIEW if q in asked and q is not skipped
        ]

    def compose_body(self) -> ComposeResult:
        """Lay out the lines."""
        with Vertical(classes="choices"):
            for digit, (question, label) in enumerate(self._options(), 1):
                yield Choice(label, id=f"fix-{question}", digit=digit, left=True)

    def on_mount(self) -> None:
        """Stand on the first line."""
        self.query(Choice).first().focus()

    @on(Choice.Pressed, ".choices Choice")
    def _chosen(self, event: Choice.Pressed) -> None:
        event.stop()
        self.post_message(self.Fix(Question((event.choice.id or "").removeprefix("fix-"))))


class LeaveStep(Step):
    """Stands over the question at which the person stopped, so that one key too many erases nothing."""

    @property
    def title(self) -> str:
        """Stop?"""
        return self.say("flow.leave.title")

    @property
    def hint(self) -> str:
        """Nothing was sent."""
        return self.say("flow.leave.body")

    def options(self) -> Sequence[str]:
        """Return the ids of the choices, the one that loses nothing first."""
        return ("stay", "leave")

    def compose_body(self) -> ComposeResult:
        """Lay out the choices."""
        with Vertical(classes="choices"):
            for digit, option in enumerate(self.options(), 1):
                yield Choice(
                    self.say(f"flow.leave.{option}"),
                    id=option,
                    digit=digit,
                    hint=self.say(f"flow.leave.{option}_hint"),
                    left=True,
                )

    def on_mount(self) -> None:
        """Stand on the way that loses nothing."""
        self.query_one("#stay").focus()

    @on(Choice.Pressed, "#leave")
    def _leave(self, event: Choice.Pressed) -> None:
        event.stop()
        self.post_message(self.Stopped())

    @on(Choice.Pressed, "#stay")
    def _stay(self, event: Choice.Pressed) -> None:
        event.stop()
        self.post_message(self.Back())


class LeaveFormStep(LeaveStep):
    """Stands over a registration's question: what was answered can be kept, once it is known whose it is."""

    @dataclass
    class Keep(Message):
        """The person wants the form kept."""

    def options(self) -> Sequence[str]:
        """Offer to keep what the person can prove later to be theirs."""
        person = self.draft.participant
        return ("stay", "keep", "leave") if person and person.citizen_id else super().options()

    @on(Choice.Pressed, "#keep")
    def _keep(self, event: Choice.Pressed) -> None:
        event.stop()
        self.post_message(self.Keep())
