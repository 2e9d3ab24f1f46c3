"""`make pictures`: photographs the screens in a real terminal, for the README and for docs/screens.md.

python -m tests.terminal.pictures [PART…]

Parts: film, keyboard, desk, and a contact sheet of all screens for each size and theme ("80x24-day").
Only the day's sheets belong to the repository; those of the other themes go to build/screens.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from kiosk.cli.screen import scrub
from kiosk.resources import ASSETS
from kiosk.resources.text import words
from kiosk.ui.toolkit.themes import THEMES
from tests.fakes.officer import MAI, PASSWORD
from tests.terminal.film import film
from tests.terminal.session import DISPLAYS, ROOT, Session, missing
from tests.terminal.stage import SHOWN

PICTURES = ROOT / "docs" / "pictures"
SCREENS = ROOT / "docs" / "screens"
NOT_KEPT = ROOT / "build" / "screens"
"""Where sheets go that the repository does not keep: it would have to keep each of their changes for ever."""
KEPT_THEME = "day"
COLOURS, SHEET_COLOURS = 64, 12
"""A screen of text has few; with 64 a picture takes a third of its bytes, and small letters need fewer."""
CELL = {"80x24": 5, "120x40": 4}
"""Pixels of a column in a contact sheet. They divide the terminal's, so each pixel is the mean of a block:
that takes half the bytes of a finer way to make a picture smaller, and is read as well."""
CAPTION, COLUMNS, MARGIN = 22, 5, 8
"""Pixels of a contact sheet's captions, and how many pictures stand beside each other."""
PATIENCE = 60.0
"""Seconds in which a scene must stand."""
ATTEMPTS = 4
"""On a busy machine a scene is late now and then; it and those after it are then begun anew."""
PAINTED = 0.4
"""Seconds until the terminal has painted what was written, pixels included."""


def keep(picture: Image.Image, path: Path, colours: int = COLOURS) -> None:
    """Save a picture with a palette."""
    picture.quantize(colours, dither=Image.Dither.NONE).save(path, optimize=True)


def photograph(session: Session, path: Path) -> None:
    """Photograph what the screen shows."""
    session.rest(PAINTED)
    session.photograph(path)
    with Image.open(path) as taken:
        keep(taken.convert("RGB"), path)


def keyboard(state: Path) -> None:
    """Touch a field in the smallest terminal."""
    with stage("80x24", "day", state, ("keyboard",)) as session:
        await_scene(state, "keyboard")
        photograph(session, PICTURES / "keyboard.png")


def desk(state: Path) -> None:
    """Sign in as an officer, forty people waiting."""
    with Session([sys.executable, "-m", "tests.terminal.desk_program", "40"], DISPLAYS["120x40"]) as session:
        session.until_written(words("desk.sign_in.title"))
        session.rest(1)
        for key in (*MAI.login, "enter", *PASSWORD, "enter"):
            session.press(key)
            session.rest(0.06)
        session.until_written("Nguyễn Thị Thử Nghiệm")
        photograph(session, PICTURES / "desk.png")


def stage(size: str, theme: str, state: Path, names: Sequence[str]) -> Session:
    """Return the kiosk that goes from scene to scene."""
    command = [sys.executable, "-m", "tests.terminal.stage", theme, str(state / "standing"), *names]
    as_in_a_kiosk: dict[str, str] = {}
    scrub(as_in_a_kiosk)
    return Session(command, DISPLAYS[size], env=as_in_a_kiosk)


def await_scene(state: Path, name: str) -> None:
    """Wait until a scene stands."""
    standing, trouble = state / "standing", state / "trouble"
    deadline = time.monotonic() + PATIENCE
    while not standing.exists() or standing.read_text() != name:
        assert not trouble.exists(), f"{name}: {trouble.read_text()}"
        assert time.monotonic() < deadline, f"{name} never stood"
        time.sleep(0.02)


def sheet(size: str, theme: str, state: Path) -> None:
    """Photograph every screen, side by side on one picture."""
    tiles: dict[str, Image.Image] = {}
    for attempt in range(ATTEMPTS):
        left = [name for name in SHOWN if name not in tiles]
        try:
            _photograph_scenes(size, theme, state, left, tiles)
            break
        except AssertionError:
            if attempt == ATTEMPTS - 1:
                raise
    directory = SCREENS if theme == KEPT_THEME else NOT_KEPT
    keep(
        side_by_side([tiles[name] for name in SHOWN], SHOWN), directory / f"{size}-{theme}.png", SHEET_COLOURS
    )


def _photograph_scenes(
    size: str, theme: str, state: Path, names: Sequence[str], tiles: dict[str, Image.Image]
) -> None:
    for file in ("standing", "trouble"):
        (state / file).unlink(missing_ok=True)
    with stage(size, theme, state, names) as session:
        for name in names:
            await_scene(state, name)
            session.rest(PAINTED)
            with Image.open(session.photograph(state / "tile.png")) as taken:
                tiles[name] = _smaller(taken.convert("RGB"), size)
            (state / "standing").unlink()


def _smaller(taken: Image.Image, size: str) -> Image.Image:
    width = DISPLAYS[size].columns * CELL[size]
    return taken.resize((width, round(taken.height * width / taken.width)), Image.Resampling.BOX)


def side_by_side(tiles: Sequence[Image.Image], names: Sequence[str]) -> Image.Image:
    """Return one picture of many, each with its name below."""
    width, height = tiles[0].width + MARGIN, tiles[0].height + CAPTION + MARGIN
    rows = -(-len(tiles) // COLUMNS)
    picture = Image.new("RGB", (COLUMNS * width + MARGIN, rows * height + MARGIN), "white")
    pen, font = (
        ImageDraw.Draw(picture),
        ImageFont.truetype(str(ASSETS / "fonts" / "NotoSans-Regular.ttf"), 14),
    )
    for place, (tile, name) in enumerate(zip(tiles, names, strict=True)):
        row, column = divmod(place, COLUMNS)
        corner = (column * width + MARGIN, row * height + MARGIN)
        picture.paste(tile, corner)
        pen.text((corner[0] + 2, corner[1] + tile.height + 1), name, fill="black", font=font)
    return picture


PARTS: dict[str, Callable[[Path], None]] = {
    "film": lambda state: film(state, PICTURES / "walk.gif"),
    "keyboard": keyboard,
    "desk": desk,
}
for _size in CELL:
    for _theme in THEMES:
        PARTS[f"{_size}-{_theme.name}"] = lambda state, of=(_size, _theme.name): sheet(*of, state)


def main(wanted: Sequence[str]) -> int:
    """Take the pictures; exit status 2 when the machine has no terminal to look at, or a part is unknown."""
    if unknown := set(wanted) - set(PARTS):
        sys.stderr.write(f"unknown: {' '.join(sorted(unknown))}; there are {' '.join(PARTS)}\n")
        return 2
    for directory in (PICTURES, SCREENS, NOT_KEPT):
        directory.mkdir(parents=True, exist_ok=True)
    if lacking := missing():
        sys.stderr.write(
            f"missing: {' '.join(lacking)} (Debian: sway foot grim zbar-tools fonts-jetbrains-mono)\n"
        )
        return 2
    for part in wanted or PARTS:
        with tempfile.TemporaryDirectory() as state:
            PARTS[part](Path(state))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
