"""Which answer is to be changed: a list of a few, each leading back to its question."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from kiosk.domain.registration.draft import Draft, Path, is_scanned
from kiosk.domain.registration.journey import Question, questions
from kiosk.ui.kiosk.questions.step import Step
from kiosk.ui.kiosk.session import Session
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

    def __init__(self, session: Session, draft: Draft, question: Question, typed: str = "") -> None:
        super().__init__(session, draft, question, typed)

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
