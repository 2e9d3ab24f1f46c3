"""A slip as black and white dots: all of it is drawn here, so that every mark on ễ and ợ is right.

Printers' own letters are not: their code pages lack Vietnamese, or lose its marks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from kiosk.domain.slip import MODULE, Beside, Line, Part, ReadOut, Row, Size, Slip, Square, Words
from kiosk.resources import ASSETS, qr_symbol

_MM_PER_INCH = 25.4
_BLACK, _WHITE = 0, 255
_BLANK = (_WHITE, _WHITE)
"""The darkest and the lightest dot of a row without ink."""


@dataclass(frozen=True)
class Paper:
    """What is printed on. `width` is the printable part, in dots."""

    width: int
    dots_per_inch: int
    margin: int = 0
    height: int | None = None
    """None: a roll, cut where the slip ends."""
    page: tuple[float, float] | None = None
    """Millimetres of the whole page, where it is one."""
    enlarged: float = 1.0
    """How much larger letters are than on a roll, where there is room for it."""

    def dots(self, millimetres: float) -> int:
        """How many dots that is."""
        return round(millimetres * self.dots_per_inch / _MM_PER_INCH)

    @property
    def page_resolution(self) -> tuple[float, float]:
        """Dots per inch across and down with which the drawing covers the page exactly."""
        assert self.page is not None
        assert self.height is not None
        wide, high = self.page
        return self.width * _MM_PER_INCH / wide, self.height * _MM_PER_INCH / high


ROLL_80 = Paper(width=576, dots_per_inch=203)
ROLL_58 = Paper(width=384, dots_per_inch=203)
A4 = Paper(width=1678, dots_per_inch=203, margin=160, height=2374, page=(210, 297), enlarged=1.25)
A5 = Paper(width=1183, dots_per_inch=203, margin=96, height=1678, page=(148, 210))
"""In the dots of a receipt printer as well, so that one drawing fits all; the
margins, 20 and 12 mm, are more than any office printer leaves white."""

PAPERS = {"roll_80": ROLL_80, "roll_58": ROLL_58, "a4": A4, "a5": A5}

_MILLIMETRES: dict[Size, float] = {"title": 4.6, "strong": 4.0, "plain": 3.4, "small": 2.7}
"""Heights of a line of type. The smallest is 7.5 points."""
_READ_OUT = 6.4
_LEADING = 1.32
_GAP = 2.2
"""Millimetres between two parts."""


class Undecodable(Exception):  # noqa: N818 - "raise Undecodable" is the sentence
    """A code on the drawing cannot be read back; it must not be printed."""


def draw(slip: Slip, paper: Paper, sample_words: str) -> Image.Image:
    """Return the slip as an image of mode "1", every code on it read back first. Raises `Undecodable`.

    The lines of `sample_words` stand at the top and the bottom of a slip that is worth nothing.
    """
    dots = _sheet(_blocks(slip, paper, sample_words), paper, edge=0)
    _check(slip, [dots])
    return dots


def pages(slip: Slip, paper: Paper, sample_words: str) -> list[Image.Image]:
    """Return the slip as `draw` does, on as many pages as it takes: none is larger than the paper."""
    if paper.height is None:
        return [draw(slip, paper, sample_words)]
    room = paper.height - 2 * paper.margin
    gap = paper.dots(_GAP)
    filled: list[list[_Block]] = [[]]
    for block in _blocks(slip, paper, sample_words):
        for piece in _cut(block, room - 2 * gap):
            if sum(each.image.height + gap for each in (*filled[-1], piece)) > room - gap:
                filled.append(_leading(filled[-1]))
            filled[-1].append(piece)
    sheets = [_sheet(blocks, paper, edge=paper.margin) for blocks in filled]
    _check(slip, sheets)
    return sheets


@dataclass(frozen=True)
class _Block:
    """A part as it was drawn. `leads`: a page must not end with it, since what follows belongs to it."""

    image: Image.Image
    leads: bool = False


def _blocks(slip: Slip, paper: Paper, sample_words: str) -> list[_Block]:
    mark = [Words(line, "strong") for line in sample_words.splitlines()] if slip.is_sample else []
    parts = [*mark, *slip.parts, *mark]
    return [_Block(_draw_part(part, paper), _leads(part)) for part in parts]


def _leads(part: Part) -> bool:
    return isinstance(part, Line) or (isinstance(part, Words) and part.size in ("title", "strong"))


def _leading(blocks: list[_Block]) -> list[_Block]:
    """Take what leads to the next page's first part off the end of a page, unless nothing would be left."""
    end = len(blocks)
    while end > 1 and blocks[end - 1].leads:
        end -= 1
    moved = blocks[end:] if end > 1 else []
    del blocks[len(blocks) - len(moved) :]
    return moved


def _cut(block: _Block, room: int) -> Iterator[_Block]:
    """Yield a block in pieces that fit, cut between two lines of type."""
    rest = block.image
    while rest.height > room:
        rows = range(room, room // 2, -1)
        end = next((y for y in rows if rest.crop((0, y - 1, rest.width, y)).getextrema() == _BLANK), room)
        yield _Block(rest.crop((0, 0, rest.width, end)))
        rest = rest.crop((0, end, rest.width, rest.height))
    yield _Block(rest, block.leads)


def _sheet(blocks: list[_Block], paper: Paper, *, edge: int) -> Image.Image:
    gap = paper.dots(_GAP)
    height = sum(block.image.height for block in blocks) + gap * (len(blocks) + 1) + 2 * edge
    sheet = Image.new("L", (paper.width, max(height, paper.height or 0)), _WHITE)
    top = gap + edge
    for block in blocks:
        sheet.paste(block.image, ((paper.width - block.image.width) // 2, top))
        top += block.image.height + gap
    return sheet.convert("1", dither=Image.Dither.NONE)


def _draw_part(part: Part, paper: Paper) -> Image.Image:
    match part:
        case Words():
            return _words(part.text, part.size, paper)
        case Row():
            return _row(part, paper)
        case ReadOut():
            return _read_out(part.code, paper)
        case Square():
            code = _square(part, paper)
            return _stacked(_words(part.label, "strong", paper), code) if part.label else code
        case Line():
            return Image.new("L", (_inner(paper), 2), _BLACK)
        case Beside():
            return _beside(part, paper)


def _beside(part: Beside, paper: Paper) -> Image.Image:
    """On a page two columns; on a roll the code comes below a line, far enough from one before it."""
    if paper.page is None:
        return _column((*part.parts, *part.below, Line(), part.square), paper)
    width = (_inner(paper) - paper.margin // 2) // 2
    half = replace(paper, width=width, margin=0)
    columns = _column(part.parts, half), _column((part.square,), half)
    both = Image.new("L", (_inner(paper), max(column.height for column in columns)), _WHITE)
    both.paste(columns[0], (0, 0))
    both.paste(columns[1], (_inner(paper) - width, 0))
    return _stacked(both, _column(part.below, paper), paper.dots(_GAP)) if part.below else both


def _column(parts: Sequence[Part], paper: Paper) -> Image.Image:
    blocks = [_draw_part(part, paper) for part in parts]
    column = blocks[0]
    for block in blocks[1:]:
        column = _stacked(column, block, paper.dots(_GAP))
    return column


def _inner(paper: Paper) -> int:
    return paper.width - 2 * paper.margin


@cache
def _font(dots: int, is_bold: bool) -> ImageFont.FreeTypeFont:
    name = "NotoSans-Bold.ttf" if is_bold else "NotoSans-Regular.ttf"
    return ImageFont.truetype(str(ASSETS / "fonts" / name), dots)


def _words(text: str, size: Size, paper: Paper) -> Image.Image:
    font = _font(paper.dots(_MILLIMETRES[size] * paper.enlarged), size in ("title", "strong"))
    return _set(
        _wrapped(text, font, _inner(paper)), font, _inner(paper), is_centred=size in ("title", "strong")
    )


def _row(row: Row, paper: Paper) -> Image.Image:
    """The value is what is looked for, so it is the bold one; it drops below a name that leaves no room."""
    size, width = paper.dots(_MILLIMETRES["plain"] * paper.enlarged), _inner(paper)
    light, bold = _font(size, False), _font(size, True)
    name = f"{row.name}: "
    start = int(light.getlength(name))
    if start + bold.getlength(row.value) <= width:
        block = _set([name], light, width)
        ImageDraw.Draw(block).text((start, 0), row.value, _BLACK, bold)
        return block
    return _stacked(
        _set(_wrapped(name, light, width), light, width),
        _set(_wrapped(row.value, bold, width), bold, width),
    )


def _stacked(upper: Image.Image, lower: Image.Image, gap: int = 0) -> Image.Image:
    """Both centred on each other."""
    width = max(upper.width, lower.width)
    both = Image.new("L", (width, upper.height + gap + lower.height), _WHITE)
    both.paste(upper, ((width - upper.width) // 2, 0))
    both.paste(lower, ((width - lower.width) // 2, upper.height + gap))
    return both


def _read_out(code: str, paper: Paper) -> Image.Image:
    width = _inner(paper)
    dots = paper.dots(_READ_OUT * paper.enlarged)
    while dots > 1 and _font(dots, True).getlength(code) > width:
        dots -= 1
    return _set([code], _font(dots, True), width, is_centred=True)


def _set(
    lines: list[str], font: ImageFont.FreeTypeFont, width: int, *, is_centred: bool = False
) -> Image.Image:
    leading = round(font.size * _LEADING)
    block = Image.new("L", (width, leading * len(lines)), _WHITE)
    pen = ImageDraw.Draw(block)
    for number, line in enumerate(lines):
        left = (width - font.getlength(line)) / 2 if is_centred else 0
        pen.text((left, number * leading), line, _BLACK, font)
    return block


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Break between words; a word longer than the paper is broken where it ends."""
    if "\n" in text:
        return [line for part in text.split("\n") for line in _wrapped(part, font, width)]
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= width:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        for character in word:
            if font.getlength(lines[-1] + character) > width:
                lines.append("")
            lines[-1] += character
    return lines


def _square(square: Square, paper: Paper) -> Image.Image:
    """Whole dots to a module, as many as reach the least size and no more than fit."""
    modules = qr_symbol.encode(square.payload, "M")
    wide = -(-paper.dots(square.least) // (len(modules) - 2 * qr_symbol.QUIET))
    wanted = max(wide, paper.dots(MODULE))
    scale = max(1, min(wanted, _inner(paper) // len(modules)))
    code = Image.new("L", (len(modules), len(modules)), _WHITE)
    code.putdata([_BLACK if dark else _WHITE for row in modules for dark in row])
    return code.resize((len(modules) * scale, len(modules) * scale), Image.Resampling.NEAREST)


def _check(slip: Slip, sheets: list[Image.Image]) -> None:
    """Read every code back from the very dots that will be printed."""
    seen = [read for dots in sheets for read in qr_symbol.read_all(dots.convert("L").tobytes(), dots.width)]
    if sorted(seen) != sorted(square.payload.encode() for square in slip.squares):
        raise Undecodable
