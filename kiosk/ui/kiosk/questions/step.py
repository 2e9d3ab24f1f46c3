"""A question's view: a draft goes in, a draft comes out, once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Static

from kiosk.domain.problems import Invalid
from kiosk.domain.registration.draft import Draft, Path
from kiosk.domain.registration.journey import Question, progress
from kiosk.domain.scans.scan import Scan
from kiosk.ui.kiosk.session import Session
from kiosk.ui.widgets.choice import Choice
from kiosk.ui.widgets.heading import Heading


class Step(Vertical):
    """The base of every question. Subclasses lay out a body and actions, and call `answer` once.

    `typed` is what stood half-typed in the view that this one replaces, so that a change of language
    or a step back loses nothing.
    """

    DEFAULT_CSS = """
    Step { width: 100%; max-width: 112; height: 1fr; }
    Step #notice { margin-top: 1; }
    """

    @dataclass
    class Answered(Message):
        """A question has its answer; the host ignores it when `step` is not its current view."""

        step: "Step"
        draft: Draft
        by_card: Question | None = None
        """The card's question, where its scan answered in place of what `step` asks."""

        @property
        def question(self) -> Question:
            """Which question was answered."""
            return self.by_card or self.step.question

    @dataclass
    class Withdrawn(Message):
        """An earlier answer no longer stands; the question stays on the screen."""

        step: "Step"
        draft: Draft

    @dataclass
    class Back(Message):
        """The person wants the question before."""

    @dataclass
    class Fix(Message):
        """The person wants to change one answer."""

        question: Question

    @dataclass
    class Stopped(Message):
        """The person wants to stop and have everything erased."""

    def __init__(self, session: Session, draft: Draft, question: Question, typed: str = "") -> None:
        super().__init__(classes="page")
        self.session = session
        self.say = session.say
        self.draft = draft
        self.question = question
        self.typed = typed

    def compose(self) -> ComposeResult:
        """Lay out heading, body, notice and actions, always in this order."""
        here, of = progress(self.question, self.draft)
        yield Heading(self.say("common.step", here=here, all=of), here, of, self.title, self.hint)
        with Vertical(classes="body"):
            yield from self.compose_body()
            notice = Static("", classes="careful", markup=False, id="notice")
            notice.display = False
            yield notice
        with Horizontal(classes="actions"):
            yield Choice(f"← {self.say('common.back')}", id="back")
            actions = list(self.compose_actions())
            if not any(action.has_class("-main") for action in actions):
                yield Static(classes="gap")
            yield from actions

    @property
    def is_other(self) -> bool:
        """Is the question about another person than the one at the kiosk?"""
        return self.draft.path is Path.RELATIVE

    @property
    def title(self) -> str:
        """The question in words, other words where it is about a relative."""
        key = f"flow.{self.question}.title"
        return (self.is_other and self.say_if(f"{key}_other")) or self.say(key)

    @property
    def hint(self) -> str:
        """The line below the question; "" for none."""
        return self.say_if(f"flow.{self.question}.hint")

    def say_if(self, key: str) -> str:
        """Return the words for `key`, "" where there are none."""
        return self.session.say_if(key)

    def compose_body(self) -> ComposeResult:
        """Lay out the question's own part."""
        yield from ()

    def compose_actions(self) -> Iterable[Choice]:
        """Return the actions, the main one last: it stands at the right."""
        return ()

    def answer(self, draft: Draft) -> None:
        """Give the answer to the host."""
        self.post_message(self.Answered(self, draft))

    def notice(self, words: str, *, good: bool = False) -> None:
        """Say something about the answer below it; "" takes it away."""
        notice = self.query_one("#notice", Static)
        if not words and not notice.display:
            return  # every key in a field asks for this, and an update lays out the whole screen
        notice.update(words)
        notice.display = bool(words)
        self.set_class(bool(words), "-noticed")
        notice.set_class(good, "good")
        notice.set_class(not good, "careful")

    def show_problems(self, error: Invalid) -> None:
        """Say everything that is wrong."""
        self.notice("\n".join(self.session.say_problem(problem) for problem in error.problems))

    def unfinished(self) -> str:
        """Return what is half-typed."""
        return self.typed

    def anew(self) -> Self:
        """Return this view once more, for another language; what is half-typed stays."""
        return type(self)(self.session, self.draft, self.question, self.unfinished())

    def take_scan(self, scan: Scan) -> None:
        """A scan where none is wanted changes nothing, and says so."""
        self.notice(self.say("common.scan_not_needed"), good=True)

    @on(Choice.Pressed, "#back")
    def _back(self, event: Choice.Pressed) -> None:
        event.stop()
        self.post_message(self.Back())
