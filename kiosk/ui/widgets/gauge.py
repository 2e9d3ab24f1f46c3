"""The gauge of how far the ward is: a bar with its percentage."""

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget


class Gauge(Widget, can_focus=False):
    """A bar of `share`, a number between 0 and 1, that fills its row."""

    DEFAULT_CSS = """
    Gauge { height: 1; width: 1fr; color: $accent; }
    """

    share: reactive[float] = reactive(0.0)
    """How much is done."""

    def render(self) -> Content:
        """Return the bar and the percentage."""
        percent = f" {self.share:.0%}"
        width = max(0, self.size.width - 6)
        full = round(width * min(1.0, self.share))
        return Content.assemble("━" * full, ("┄" * (width - full), "not bold"), percent)
