"""Stop? Go on, have the form kept for another day, or have everything erased."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from kiosk.ui.kiosk.questions.step import Step
from kiosk.ui.widgets.choice import Choice


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
