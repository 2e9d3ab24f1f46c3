"""A sheet of facts: what it is on the left, what it says on the right."""

from collections.abc import Sequence
from itertools import zip_longest

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget


class FactSheet(Widget, can_focus=False):
    """Rows of (label, value), each given room to breathe where the screen has it.

    One widget that draws all rows: a grid of small ones takes 8 ms longer to stand. The style sheet's
    `grid-columns` says how wide the labels are, `grid-gutter` how far apart the rows.
    """

    DEFAULT_CSS = """
    FactSheet {
        height: auto;
        padding: 0 3;
        background: $paper;
        color: $ink;
        border: round $edge;
        grid-columns: 21 1fr;
        grid-gutter: 1 0;
    }
    """

    def __init__(self, rows: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.rows = rows
        """What stands there, from top to bottom."""

    def render(self) -> Content:
        """Return the rows, as wide as the sheet is."""
        return Content("\n").join(self._lines(self.content_size.width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many lines the rows take at this width."""
        return len(self._lines(width))

    def _lines(self, width: int) -> list[Content]:
        """Return the lines; values are outside text and never markup."""
        columns = self.styles.grid_columns
        assert columns is not None  # the style sheet above has them
        label_width = int(columns[0].value)
        lines: list[Content] = []
        for label, value in self.rows:
            if lines:
                lines += [Content("")] * self.styles.grid_gutter_horizontal
            left = Content(label).wrap(label_width)
            right = Content(value).wrap(max(1, width - label_width))
            for name, text in zip_longest(left, right, fillvalue=Content("")):
                lines.append(name.truncate(label_width, pad=True).stylize("$muted") + text.stylize("bold"))
        return lines
