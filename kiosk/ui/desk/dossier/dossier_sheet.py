"""A dossier as a widget: one that draws all its lines; a widget for each would stand a moment later."""

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from kiosk.ports.dossiers import Dossier
from kiosk.ui.desk.dossier.dossier_lines import Sheet
from kiosk.ui.desk.frame import VAST
from kiosk.ui.desk.session import DeskSession


class DossierSheet(Widget):
    """The lines of a dossier, or a word of what to do where there is none."""

    DEFAULT_CSS = """
    DossierSheet { height: auto; color: $ink; background: $sheet; text-wrap: nowrap; }
    """

    def __init__(self, session: DeskSession) -> None:
        super().__init__()
        self._session = session
        self.dossier: Dossier | None = None

    def show(self, dossier: Dossier | None) -> None:
        """Show another one."""
        self.dossier = dossier
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many lines it has in this width."""
        return len(self._lines(width))

    def render(self) -> Content:
        """Return the lines."""
        return Content("\n").join(Content.assemble(*line) for line in self._lines(self.size.width))

    def _lines(self, width: int) -> list[list[tuple[str, str]]]:
        if self.dossier is None:
            return [[(self._session.say("desk.dossier.none"), "$muted")]]
        return Sheet(self.dossier, self._session, width, roomy=self.app.size.height >= VAST).lines()
