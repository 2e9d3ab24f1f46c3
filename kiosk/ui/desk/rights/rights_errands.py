"""What an officer does about people's data: settles requests, acts for the person there, takes back."""

from textual import work
from textual.widget import Widget

from kiosk.domain import readable_code
from kiosk.domain.registration.rights import RequestState, Right
from kiosk.ports.dossiers import Dossier
from kiosk.ports.errors import Refused, Unavailable
from kiosk.ports.kept_data import RightsTask
from kiosk.ui.desk.dossier.dossier_pane import DossierPane
from kiosk.ui.desk.messages import Noted, Troubled
from kiosk.ui.desk.rights.rights_panels import (
    DossierRightsPanel,
    RightsListPanel,
    RightsTaskPanel,
    SurePanel,
)
from kiosk.ui.desk.session import DeskSession

_TAKE_BACK = "take_back-"


class RightsErrands(Widget):
    """Shows the panels and carries out what they end with; it takes no room itself."""

    DEFAULT_CSS = "RightsErrands { display: none; }"

    def __init__(self, session: DeskSession) -> None:
        super().__init__()
        self._session = session

    @work(group="rights", exclusive=True, exit_on_error=False)
    async def show_waiting(self) -> None:
        """Show what waits."""
        try:
            found = await self._session.casework.rights_waiting()
        except (Refused, Unavailable) as error:
            self.post_message(Troubled(error))
            return
        self.app.push_screen(RightsListPanel(self._session, found.tasks, found.total), self._opened)

    def _opened(self, task: RightsTask | None) -> None:
        def answered(given: tuple[str, str] | None) -> None:
            if given is not None:
                self._settle(task, RequestState(given[0]), given[1])

        if task is not None:
            self.app.push_screen(RightsTaskPanel(self._session, task), answered)

    @work(group="rights", exclusive=True, exit_on_error=False)
    async def _settle(self, task: RightsTask, state: RequestState, reason: str) -> None:
        try:
            await self._session.casework.settle_right(task.code, state, reason)
        except (Refused, Unavailable) as error:
            self.post_message(Troubled(error))
        else:
            self.post_message(Noted(self._session.say(f"desk.rights.noted_{state}"), "-good"))

    def show_for(self, dossier: Dossier) -> None:
        """Show what can be done for the person of this dossier."""

        def chosen(given: tuple[str, str] | None) -> None:
            if given is None:
                return
            what, note = given
            if what.startswith(_TAKE_BACK):
                self._take_back(dossier.receipt_code, what.removeprefix(_TAKE_BACK), note)
            else:
                self._make_sure(dossier, Right(what))

        self.app.push_screen(DossierRightsPanel(self._session, dossier), chosen)

    def _make_sure(self, dossier: Dossier, right: Right) -> None:
        def sure(yes: bool | None) -> None:
            if yes:
                self._ask(dossier.receipt_code, right)

        self.app.push_screen(SurePanel(self._session, right, dossier.declared.full_name), sure)

    @work(group="rights", exclusive=True, exit_on_error=False)
    async def _ask(self, code: str, right: Right) -> None:
        try:
            receipt = await self._session.casework.ask_right(code, right)
        except (Refused, Unavailable) as error:
            self.post_message(Troubled(error))
        else:
            done = self._session.say(f"rights.done.{right}")
            code = readable_code.grouped(receipt.code)
            self.post_message(
                Noted(self._session.say("desk.rights.noted_for", done=done, code=code), "-good")
            )
            if right is not Right.ERASE:  # of that nothing is left to read
                self._read_again()

    def _read_again(self) -> None:
        self.screen.query_one(DossierPane).reload()

    @work(group="rights", exclusive=True, exit_on_error=False)
    async def _take_back(self, code: str, reason: str, note: str) -> None:
        try:
            await self._session.casework.take_back(code, reason, note)
        except (Refused, Unavailable) as error:
            self.post_message(Troubled(error))
        else:
            self.post_message(Noted(self._session.say("desk.take_back.done"), "-good"))
            self._read_again()
