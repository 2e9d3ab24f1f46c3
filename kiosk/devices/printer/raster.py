"""A slip as black and white dots: all of it is drawn here, so that every mark on ễ and ợ is right.

Printers' own letters are not: their code pages lack Vietnamese, or lose its marks.
"""

from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from kiosk.domain.slip import Line, Part, ReadOut, Row, Size, Slip, Square, Words
from kiosk.resources import ASSETS, qr_symbol

_MM_PER_INCH = 25.4
_BLACK, _WHITE = 0, 255


@dataclass(frozen=True)
class Paper:
    """What is printed on. `width` is the printable part, in dots."""

    width: int
    dots_per_inch: int
    margin: int = 0
    height: int | None = None
    """None: a roll, cut where the slip ends."""

    def dots(self, millimetres: float) -> int:
        """How many dots that is."""
        return round(millimetres * self.dots_per_inch / _MM_PER_INCH)


ROLL_80 = Paper(width=576, dots_per_inch=203)
ROLL_58 = Paper(width=384, dots_per_inch=203)
A4 = Paper(width=1480, dots_per_inch=203, margin=87, height=2374)
"""In the dots of a receipt printer as well, so that one drawing fits all; 185 mm are printable."""

PAPERS = {"roll_80": ROLL_80, "roll_58": ROLL_58, "a4": A4}

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
    mark = [Words(line, "strong") for line in sample_words.splitlines()] if slip.is_sample else []
    blocks = [_draw_part(part, paper) for part in (*mark, *slip.parts, *mark)]
    gap = paper.dots(_GAP)
    height = sum(block.height for block in blocks) + gap * (len(blocks) + 1)
    sheet = Image.new("L", (paper.width, max(height, paper.height or 0)), _WHITE)
    top = gap
    for block in blocks:
        sheet.paste(block, ((paper.width - block.width) // 2, top))
        top += block.height + gap
    dots = sheet.convert("1", dither=Image.Dither.NONE)
    _check(slip, dots)
    return dots


def _draw_part(part: Part, paper: Paper) -> Image.Image:
    match part:
        case Words():
            return _words(part.text, part.size, paper)
        case Row():
            return _row(part, paper)
        case ReadOut():
            return _read_out(part.code, paper)
        case Square():
            return _square(part, paper)
        case Line():
            return Image.new("L", (_inner(paper), 2), _BLACK)


def _inner(paper: Paper) -> int:
    return paper.width - 2 * paper.margin


@cache
def _font(dots: int, is_bold: bool) -> ImageFont.FreeTypeFont:
    name = "NotoSans-Bold.ttf" if is_bold else "NotoSans-Regular.ttf"
    return ImageFont.truetype(str(ASSETS / "fonts" / name), dots)


def _words(text: str, size: Size, paper: Paper) -> Image.Image:
    font = _font(paper.dots(_MILLIMETRES[size]), size in ("title", "strong"))
    return _set(
        _wrapped(text, font, _inner(paper)), font, _inner(paper), is_centred=size in ("title", "strong")
    )


def _row(row: Row, paper: Paper) -> Image.Image:
    """The value is what is looked for, so it is the bold one; it drops below a name that leaves no room."""
    size, width = paper.dots(_MILLIMETRES["plain"]), _inner(paper)
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


def _stacked(upper: Image.Image, lower: Image.Image) -> Image.Image:
    both = Image.new("L", (upper.width, upper.height + lower.height), _WHITE)
    both.paste(upper, (0, 0))
    both.paste(lower, (0, upper.height))
    return both


def _read_out(code: str, paper: Paper) -> Image.Image:
    width = _inner(paper)
    dots = paper.dots(_READ_OUT)
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
    wanted = -(-paper.dots(square.least) // (len(modules) - 2 * qr_symbol.QUIET))
    scale = max(1, min(wanted, _inner(paper) // len(modules)))
    code = Image.new("L", (len(modules), len(modules)), _WHITE)
    code.putdata([_BLACK if dark else _WHITE for row in modules for dark in row])
    return code.resize((len(modules) * scale, len(modules) * scale), Image.Resampling.NEAREST)


def _check(slip: Slip, dots: Image.Image) -> None:
    """Read every code back from the very dots that will be printed."""
    seen = qr_symbol.read_all(dots.convert("L").tobytes(), dots.width)
    if sorted(seen) != sorted(square.payload.encode() for square in slip.squares):
        raise Undecodable
