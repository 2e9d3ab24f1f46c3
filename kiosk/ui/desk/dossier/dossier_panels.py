"""The panels over the dossier that is open, and what the dossier does with what each ends with."""

from kiosk.domain.registration.eligibility import Status
from kiosk.ports.dossiers import Dossier
from kiosk.ports.officer import AskedMore, Correction, Decision
from kiosk.ui.desk.dossier.ask_more import AskMorePanel
from kiosk.ui.desk.dossier.confirmation import ConfirmPanel
from kiosk.ui.desk.dossier.correction import CorrectionPanel
from kiosk.ui.desk.dossier.dossier_pane import DossierPane
from kiosk.ui.desk.dossier.doubt import doubts
from kiosk.ui.desk.dossier.phone_change import AccountPhoneChange, PhoneChangePanel
from kiosk.ui.desk.dossier.reason import ReasonPanel
from kiosk.ui.desk.session import DeskSession


class DossierPanels:
    """Asks for what a decision or a correction still needs; a panel left by Esc changes nothing."""

    def __init__(self, session: DeskSession, pane: DossierPane) -> None:
        self._session = session
        self._pane = pane

    # Deciding.

    def decide(self, dossier: Dossier, decision: Decision) -> None:
        """Approve what nothing speaks against at once; for everything else there is a panel."""
        match decision:
            case "ask_more":
                self._ask_more(dossier)
            case "refuse":
                self._refuse(dossier)
            case _ if doubts(dossier):
                self._confirm(dossier)
            case _:
                self._pane.decide(dossier, "approve")

    def _confirm(self, dossier: Dossier) -> None:
        def confirmed(yes: bool | None) -> None:
            if yes:
                self._pane.decide(dossier, "approve")

        self._pane.app.push_screen(ConfirmPanel(self._session, dossier), confirmed)

    def _refuse(self, dossier: Dossier) -> None:
        def reasoned(given: tuple[str, str] | None) -> None:
            if given is not None:
                self._pane.decide(dossier, "refuse", *given)

        self._pane.app.push_screen(ReasonPanel(self._session, dossier, "refuse"), reasoned)

    def _ask_more(self, dossier: Dossier) -> None:
        def asked(given: AskedMore | None) -> None:
            if given is not None:
                self._pane.decide(dossier, "ask_more", given.reason, given.note, given.parts)

        self._pane.app.push_screen(AskMorePanel(self._session, dossier), asked)

    # Correcting.

    def correct(self) -> None:
        """Correct what waits and was declared wrongly; of an account, its phone."""
        dossier = self._pane.to_correct
        if dossier is None:
            self._change_phone()
            return

        def corrected(correction: Correction | None) -> None:
            if correction is not None:
                self._pane.correct(dossier, correction)

        self._pane.app.push_screen(CorrectionPanel(self._session, dossier), corrected)

    def _change_phone(self) -> None:
        """Change the one thing of an account that an officer changes."""
        dossier = self._pane.dossier
        if dossier is None or dossier.status is not Status.APPROVED or not self._session.decides:
            return

        def changed(new: AccountPhoneChange | None) -> None:
            if new is not None:
                self._pane.change_phone(dossier, new)

        self._pane.app.push_screen(PhoneChangePanel(self._session, dossier), changed)
