"""The screens that come after the welcome, in one place so that the app loads them after its first paint."""

from kiosk.domain.registration import Draft, Path
from kiosk.domain.scan import PickUpSlip, Scan
from kiosk.ui.flow.contributions import ContributionsScreen
from kiosk.ui.flow.employer import EmployerScreen
from kiosk.ui.flow.my_card import MyCardScreen
from kiosk.ui.flow.pick_up import PickUpScreen
from kiosk.ui.flow.screen import FlowScreen
from kiosk.ui.flow.status import StatusScreen
from kiosk.ui.frame import KioskScreen
from kiosk.ui.messages import Errand
from kiosk.ui.screens.call import CallScreen
from kiosk.ui.screens.help import HelpScreen
from kiosk.ui.screens.idle import IdleScreen
from kiosk.ui.screens.lookup import LookupScreen
from kiosk.ui.screens.menu import MenuScreen
from kiosk.ui.screens.officer import OfficerScreen
from kiosk.ui.screens.sheet import Sheet
from kiosk.ui.screens.small import SmallScreen
from kiosk.ui.session import Session

__all__ = [
    "CallScreen",
    "HelpScreen",
    "IdleScreen",
    "LookupScreen",
    "MenuScreen",
    "OfficerScreen",
    "Sheet",
    "SmallScreen",
    "errand_screen",
]


def errand_screen(session: Session, errand: Errand, scan: Scan | None) -> KioskScreen:
    """Return the screen of an errand, begun with what was scanned."""
    path = Path.RELATIVE if errand == "relative" else Path.SELF
    draft = Draft(session.services.new_key(), path, session.today)
    match errand:
        case "card":
            return MyCardScreen(session, draft, scan)
        case "lookup":
            return LookupScreen(session)
        case "contributions":
            return ContributionsScreen(session, draft, scan)
        case "employer":
            return EmployerScreen(session, draft)
        case "status":
            return StatusScreen(session, draft, scan)
        case "pick_up" if isinstance(scan, PickUpSlip):
            return PickUpScreen(session, draft, scan)
        case _:
            return FlowScreen(session, draft, scan)
