"""The desk over an office in memory, as a program: to be photographed and to be timed in a real terminal.

python -m tests.terminal.desk_program [dossiers] [theme] [language]
"""

import os
import sys

from kiosk.cli.screen import scrub
from kiosk.ports.people import CodeVerdict
from kiosk.ui.desk.app import DeskApp
from tests.fakes.dossiers import code_of
from tests.fakes.officer import A_CALL, A_CARD_CALL, A_SILENT_KIOSK, an_office


def main(count: int = 40, theme: str = "day", language: str = "vi") -> int:
    """Show an office in which `count` people wait."""
    scrub(os.environ)
    office = an_office(count)
    office.kiosks.append(A_SILENT_KIOSK)
    if count == 40:
        office.calls.append(A_CALL)
    if count == 41:
        office.calls.append(A_CARD_CALL)
        office.verdict = CodeVerdict("valid", "receipt", code_of(2), "Lê Thị Ví Dụ", "01/05/1950")
    return DeskApp(office.services, theme=theme, language=language).run_to_end()


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2]), *sys.argv[2:]))
