"""My contributions: how long in one sentence, what is late and what to do about it, then period by period."""

from collections.abc import Sequence

from textual import on
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Static

from kiosk.domain.contributions import History
from kiosk.domain.people import Person
from kiosk.ports.lookups import Contributions
from kiosk.ui.kiosk.contributions_words import (
    headline_words,
    late_words,
    law_words,
    line_words,
    total_rows,
)
from kiosk.ui.kiosk.paper.slips import contributions_slip
from kiosk.ui.kiosk.questions.phone_code import ContributionsCodeStep
from kiosk.ui.kiosk.results.record_view import RecordView
from kiosk.ui.kiosk.results.result_view import Draw, Result, ResultView
from kiosk.ui.kiosk.results.sheet_pages import Rows, sheet_pages
from kiosk.ui.kiosk.screens.record import RecordScreen
from kiosk.ui.widgets.choice import Choice
from kiosk.ui.widgets.fact_sheet import FactSheet
from kiosk.ui.widgets.lookup_answer import LookupAnswer


class ContributionsScreen(RecordScreen):
    """The same questions as for the card."""

    code_step = ContributionsCodeStep

    def record_view(self) -> ResultView:
        """The contributions, or why they cannot be shown."""
        return ContributionsView(self.session, self.draft)

    async def action_back(self) -> None:
        """Esc: the page before."""
        if isinstance(self.view, ContributionsView):
            await self.view.turn(-1)
        else:
            await super().action_back()


class ContributionsView(RecordView):
    """Page 0 is the answer, the others its periods, the newest first; nothing scrolls."""

    topic = "contributions"
    what = "contributions"
    asking = "lookup.contributions.asking"
    not_found = "lookup.contributions.not_found"
    _page = 0
    _found: Contributions | None = None

    async def fetch(self, person: Person, *, proof: str, call_id: str) -> Draw:
        """Return the answer's page."""
        found = await self.session.services.lookups.contributions(
            person, proof=proof or None, call_id=call_id or None
        )
        self._found = found
        return lambda: self._shown(found)

    async def turn(self, pages: int) -> None:
        """Turn over so many pages, as far as there are any."""
        found = self._found
        if found is not None:
            self._page = max(0, min(self._page + pages, len(self._pages(found.history))))
            await self.show(lambda: self._shown(found))

    async def on_resize(self) -> None:
        """Another size has room for another number of periods."""
        if self._page:
            await self.turn(0)

    def _shown(self, found: Contributions) -> Result:
        return self._periods(found.history) if self._page else self._answer(found)

    def _answer(self, found: Contributions) -> Result:
        say, history = self.say, found.history
        answer = LookupAnswer(
            headline_words(self.session, history),
            careful=late_words(self.session, history),
            lines=law_words(self.session) if history.late else [],
            facts=total_rows(self.session, history),
            last=say("common.sample") if found.is_sample else "",
        )
        more = [Choice(say("lookup.contributions.periods"), id="next", digit=2)] if history.periods else []
        done = Choice(say("common.done"), id="done", digit=1, main=True)
        slip = self.print_key(lambda: contributions_slip(self.session, self.person, found))
        return answer, [*(slip if history.periods else []), *more, done]

    def _periods(self, history: History) -> Result:
        say, pages = self.say, self._pages(history)
        here = min(self._page, len(pages))
        title = say("lookup.contributions.page", here=here, all=len(pages))
        sheet = FactSheet(pages[here - 1])
        shown: Widget = Vertical(Static(title, classes="title", markup=False), sheet, classes="periods")
        actions = [Choice(f"← {say('common.back')}", id="previous")]
        if here < len(pages):
            actions.append(Choice(f"{say('lookup.contributions.next')} →", id="next", digit=2))
        return shown, [*actions, Choice(say("common.done"), id="done", digit=1, main=True)]

    def _pages(self, history: History) -> Sequence[Rows]:
        lines = (line_words(self.session, line) for line in history.lines)
        return sheet_pages(((when, "\n".join(what)) for when, what in lines), self.query_one("#result").size)

    @on(Choice.Pressed, "#next, #previous")
    async def _turned(self, event: Choice.Pressed) -> None:
        event.stop()
        await self.turn(1 if event.choice.id == "next" else -1)
