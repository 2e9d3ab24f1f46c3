"""Back from the first question: go, and have everything erased, or stay?"""

from collections.abc import Iterable

from textual import on

from kiosk.ui.flow.step import Step
from kiosk.ui.widgets.choice import Choice


class LeaveStep(Step):
    """Stands over the first question, so that one Esc too many erases nothing."""

    @property
    def title(self) -> str:
        """Stop?"""
        return self.say("flow.leave.title")

    @property
    def hint(self) -> str:
        """What would be lost."""
        return self.say("flow.leave.body")

    def compose_actions(self) -> Iterable[Choice]:
        """Go, or stay."""
        yield Choice(self.say("flow.leave.yes"), id="leave", digit=2)
        yield Choice(f"{self.say('flow.leave.no')} →", id="stay", digit=1, main=True)

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
