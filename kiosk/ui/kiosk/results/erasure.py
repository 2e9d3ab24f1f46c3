"""The view after a person stopped: everything is erased, and it is said so."""

from textual import on, work

from kiosk.ports.errors import Refused, Unavailable
from kiosk.ui.kiosk.results.result_view import Result, ResultView
from kiosk.ui.kiosk.session import Session
from kiosk.ui.toolkit.messages import Left
from kiosk.ui.widgets.choice import Choice
from kiosk.ui.widgets.outcome import Outcome


class ErasureView(ResultView):
    """Has the form erased that was kept under `kept_code`, if there is one; then says so."""

    def __init__(self, session: Session, kept_code: str = "") -> None:
        super().__init__(session)
        self._kept_code = kept_code

    async def on_mount(self) -> None:
        """Erase what is kept elsewhere; here nothing was."""
        if self._kept_code:
            self._erase()
        else:
            await self.show(lambda: self._erased("flow.erased.nothing_left"))

    @work(group="erase", exclusive=True, exit_on_error=False)
    async def _erase(self) -> None:
        await self.show(lambda: (Outcome(self.say("flow.erased.erasing")), []))
        left = "flow.erased.nothing_left"
        try:
            await self.session.services.pick_ups.erase(self._kept_code)
        except (Refused, Unavailable):
            left = "flow.erased.runs_out"
        await self.show(lambda: self._erased(left))

    def _erased(self, left: str) -> Result:
        say = self.say
        outcome = Outcome(say("flow.erased.title"), mood="-good", lines=[say(left), say("flow.erased.again")])
        return outcome, [Choice(say("common.done"), id="done", digit=1, main=True)]

    @on(Choice.Pressed, "#done")
    def _done(self, event: Choice.Pressed) -> None:
        event.stop()
        self.post_message(Left())
