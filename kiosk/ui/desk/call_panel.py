"""The panel of a call for a record: the person as they said at the kiosk, compared with the register."""

from collections.abc import Iterator

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from kiosk.ports.calls import AuthorizationDossier, Call, CallAnswer
from kiosk.ui.desk.lines import HEAD, Line, beside, spaced
from kiosk.ui.desk.panel import Panel
from kiosk.ui.desk.session import DeskSession
from kiosk.ui.widgets.choice import Choice

_WIDTH = 66
"""Cells of the comparison; a panel has as many on the smallest terminal."""
OUTCOMES: tuple[CallAnswer, ...] = ("declined", "coming", "authorised")
"""From the left to the right; the digits count from the right, where the main action stands."""


class CallPanel(Panel[CallAnswer]):
    """What was said at the kiosk beside what the register has; the focus stands on the way back."""

    def __init__(self, session: DeskSession, call: Call, request: AuthorizationDossier) -> None:
        super().__init__(session)
        self._call = call
        self._request = request

    @property
    def panel_title(self) -> str:
        """Which kiosk."""
        return self.say(f"desk.call.title_{self._request.record}", kiosk=self._call.kiosk_name)

    @property
    def way_back(self) -> str:
        """The key alone: three answers stand beside it."""
        return "Esc"

    def compose_panel(self) -> ComposeResult:
        """Lay out both sides and what to do."""
        yield Static(Content("\n").join(Content.assemble(*line) for line in self._lines()), id="sides")
        key = "compare" if self._request.register else "not_in_register"
        yield Static(self.say(f"desk.call.{key}"), classes="hint", markup=False)

    def compose_actions(self) -> ComposeResult:
        """Lay out the three answers."""
        for place, outcome in enumerate(OUTCOMES):
            is_main = outcome == "authorised"
            if is_main and self._request.register is None and self._request.record != "rights":
                continue  # there is nothing of the insurer's to show; what is kept here is the ward's own
            yield Choice(
                self.say(f"desk.call.{outcome}"), id=outcome, digit=len(OUTCOMES) - place, main=is_main
            )

    def _lines(self) -> Iterator[Line]:
        request, register, say = self._request, self._request.register, self.say
        yield from beside(
            "", say("desk.call.said"), say("desk.dossier.register") if register else "", _WIDTH, HEAD
        )
        rows = [
            ("full_name", request.full_name, register.full_name if register else ""),
            ("birth", request.birth.shown, register.birth.shown if register else ""),
            ("citizen_id", spaced(request.citizen_id), spaced(register.citizen_id) if register else ""),
            ("sex", "–", say(f"common.sex.{register.sex}") if register else ""),
        ]
        for name, said, known in rows:
            yield from beside(say(f"desk.field.{name}"), said, known, _WIDTH)

    @on(Choice.Pressed)
    def _answered(self, event: Choice.Pressed) -> None:
        for outcome in OUTCOMES:
            if event.choice.id == outcome:
                event.stop()
                self.dismiss(outcome)
