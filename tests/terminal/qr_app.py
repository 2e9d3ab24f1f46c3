"""A card on a screen of the kiosk's geometry, and nothing else of the kiosk: what the terminal tests run.

python -m tests.terminal.qr_app [auto|kitty|sixel|blocks]

Keys: t another theme, c the clock ticks, o another screen on top and away again, r the receipt's code, g the
card goes, q the end.
"""

import sys
from typing import Any

from kiosk.devices.terminal import probe

asked = probe()

from textual.app import App, ComposeResult  # noqa: E402 - Textual comes after the questions, as in the kiosk
from textual.containers import Horizontal  # noqa: E402
from textual.screen import ModalScreen  # noqa: E402
from textual.widgets import Static  # noqa: E402

from kiosk.ports.devices import Graphics  # noqa: E402
from kiosk.ui.widgets.qr.qr_code import Qr  # noqa: E402
from tests.ui.qr_payloads import CARD, RECEIPT  # noqa: E402


class Cover(ModalScreen[None]):
    """Another screen, through which the first one shows."""

    CSS = "Cover { align: center middle; } Static { width: 30; height: 5; background: $panel; }"
    BINDINGS = [("o", "app.pop_screen")]

    def compose(self) -> ComposeResult:
        yield Static("covered")


class QrApp(App[None]):
    """The card's screen."""

    CSS = """
    #top { dock: top; height: 1; background: $primary; }
    #keys { dock: bottom; height: 1; background: $panel; }
    #body { padding: 1 3 0 3; height: 1fr; }
    #words { width: 33; margin-left: 3; }
    #actions { height: 4; background: $surface; }
    """
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = [("t", "look"), ("c", "tick"), ("o", "cover"), ("r", "receipt"), ("g", "go"), ("q", "quit")]

    def __init__(self, graphics: Graphics) -> None:
        super().__init__()
        self._graphics = graphics
        self._ticks = 0

    def compose(self) -> ComposeResult:
        yield Static("UBND Phường Thử Nghiệm", id="top")
        with Horizontal(id="body"):
            yield Qr(CARD, graphics=self._graphics)
            yield Static("THẺ BẢO HIỂM Y TẾ\n\nTrần Thị Thử Nghiệm", id="words")
        yield Static("1  Xong, cảm ơn", id="actions")
        yield Static("F1 Trợ giúp", id="keys")

    def on_qr_drawn(self, message: Qr.Drawn) -> None:
        self.query_one("#top", Static).update(f"drawn {message.way}")

    def action_look(self) -> None:
        self.theme = "textual-light"
        self.query_one("#top", Static).update("another theme")

    def action_tick(self) -> None:
        """Change the first row and the last: what is drawn anew spans the card between them."""
        self._ticks += 1
        self.query_one("#top", Static).update(f"tick {self._ticks}")
        self.query_one("#keys", Static).update(f"tock {self._ticks}")

    async def action_cover(self) -> None:
        await self.push_screen(Cover())

    def action_receipt(self) -> None:
        self.query_one(Qr).payload = RECEIPT

    def action_go(self) -> None:
        self.query_one(Qr).remove()
        self.query_one("#top", Static).update("gone")


def main() -> Any:
    """Show the card until q is pressed."""
    wanted: Any = sys.argv[1] if len(sys.argv) > 1 else "auto"
    app = QrApp(asked.collect(wanted))
    app.run()
    return app.return_code


if __name__ == "__main__":
    sys.exit(main())
