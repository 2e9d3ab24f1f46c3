"""The screens that come after the welcome, in one place so that the app loads them after its first paint."""

from kiosk.domain.registration.draft import Draft, Path
from kiosk.domain.scans.scan import PickUpSlip, Scan
from kiosk.ui.kiosk.frame import KioskScreen
from kiosk.ui.kiosk.screens.call_sheet import CallScreen
from kiosk.ui.kiosk.screens.contributions import ContributionsScreen
from kiosk.ui.kiosk.screens.employer import EmployerScreen
from kiosk.ui.kiosk.screens.help_sheet import HelpScreen
from kiosk.ui.kiosk.screens.idle_sheet import IdleScreen
from kiosk.ui.kiosk.screens.lookup_menu import LookupScreen
from kiosk.ui.kiosk.screens.menu_sheet import MenuScreen
from kiosk.ui.kiosk.screens.my_card import MyCardScreen
from kiosk.ui.kiosk.screens.officer_sheet import OfficerScreen
from kiosk.ui.kiosk.screens.pick_up import PickUpScreen
from kiosk.ui.kiosk.screens.registration import RegistrationScreen
from kiosk.ui.kiosk.screens.rights import RightsScreen
from kiosk.ui.kiosk.screens.sheet import Sheet
from kiosk.ui.kiosk.screens.status import StatusScreen
from kiosk.ui.kiosk.screens.supplement import SupplementScreen
from kiosk.ui.kiosk.screens.too_small import TooSmallScreen
from kiosk.ui.kiosk.session import Session
from kiosk.ui.toolkit.messages import Errand, SupplementBegun

__all__ = [
    "CallScreen",
    "HelpScreen",
    "IdleScreen",
    "LookupScreen",
    "MenuScreen",
    "OfficerScreen",
    "Sheet",
    "SupplementScreen",
    "TooSmallScreen",
    "errand_screen",
    "supplement_screen",
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
        case "rights":
            return RightsScreen(session, draft, scan)
        case "employer":
            return EmployerScreen(session, draft)
        case "status":
            return StatusScreen(session, draft, scan)
        case "pick_up" if isinstance(scan, PickUpSlip):
            return PickUpScreen(session, draft, scan)
        case _:
            return RegistrationScreen(session, draft, scan)


def supplement_screen(session: Session, begun: SupplementBegun) -> KioskScreen:
    """Return the screen on which what an officer asked for is answered."""
    path = Path.RELATIVE if begun.by_relative else Path.SELF
    draft = Draft(session.services.new_key(), path, session.today, asked=begun.asked)
    return SupplementScreen(session, draft)
