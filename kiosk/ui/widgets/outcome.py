"""The outcome of an errand: a code on the left, what happened and what to do on the right."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Static

from kiosk.ui.widgets.large_code import LargeCode


class Outcome(Horizontal):
    """A picture (a QR, or nothing) beside a headline, lines, and a code to read out."""

    DEFAULT_CSS = """
    Outcome {
        height: 1fr;
        width: 100%;

        #picture { width: 34; height: 16; margin-right: 3; }
        #words { width: 1fr; height: 100%; }
        .headline { height: auto; text-style: bold; color: $ink; margin-bottom: 1; }
        .headline.-good { color: $good; }
        .headline.-careful { color: $careful; }
        .line { height: auto; margin-bottom: 1; }
        .code-label { height: auto; color: $muted; }
        .code { height: 1; text-style: bold; margin-bottom: 1; }
        &.-enlarged .code { display: none; }
        &.-enlarged .code-label { margin-bottom: 1; }
    }
    """

    def __init__(
        self,
        headline: str,
        *,
        mood: str = "",
        lines: Sequence[str] = (),
        code: str = "",
        code_label: str = "",
        picture: Widget | None = None,
    ) -> None:
        super().__init__()
        self._headline = headline
        self._mood = mood
        self._lines = lines
        self._code = code
        self._code_label = code_label
        self._picture = picture

    def compose(self) -> ComposeResult:
        """Lay out both sides; without a picture the words have the whole width."""
        if self._picture is not None:
            with Vertical(id="picture"):
                yield self._picture
        with Vertical(id="words"):
            yield Static(self._headline, classes=f"headline {self._mood}", markup=False)
            if self._code:
                yield Static(self._code_label, classes="code-label", markup=False)
                yield Static(self._code, classes="code", markup=False)
            for line in filter(None, self._lines):
                yield Static(line, classes="line", markup=False)

    async def enlarge(self) -> None:
        """Show the code so large that it is easily copied, the lines give way where there is no room."""
        if self._code and not self.query(LargeCode):
            self.add_class("-enlarged")
            await self.query_one("#words").mount(LargeCode(self._code))

    def say(self, lines: Sequence[str]) -> None:
        """Replace the lines, as many as there were."""
        for static, line in zip(self.query(".line").results(Static), lines, strict=False):
            static.update(line)
