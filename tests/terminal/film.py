"""The README's film: the walk from the welcome to the card in a real terminal, as an animated picture.

Each scene is a photograph that stands for a while; nothing moves between two scenes, as at the kiosk.
"""

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from PIL import Image

from kiosk.domain.registration.draft import Purpose
from kiosk.domain.scans.card_codes import InsuranceCard, parse
from kiosk.resources.text import words
from tests.terminal.session import Session, decoded
from tests.terminal.walk import PAUSE, PHONE, Walk, demo, title

WIDTH = 960
"""Pixels: half of the terminal's, so that letters are still read and the card's code still decoded."""
COLOURS = 32
"""Of all scenes together: one palette, so that nothing flickers."""
LIMIT = 1_000_000
"""Bytes of the film: a page that opens with it should stand at once."""
PAINTED = 0.5
"""Seconds until the terminal has painted what was written, pixels included."""
SECONDS = {
    "welcome": 1.8,
    "scan": 1.8,
    "details": 2.5,
    "phone": 1.2,
    "code": 2.0,
    "consent": 2.5,
    "review": 2.5,
    "sending": 1.2,
    "card": 4.0,
}
"""How long each scene stands."""


def film(state: Path, path: Path) -> None:
    """Walk to the card, photograph the scenes, and save the film."""
    scenes: dict[str, Image.Image] = {}
    with demo("96x24", state) as session:

        def look(name: str) -> None:
            scenes[name] = _photographed(session, state / "scene.png")

        _walk(session, state, look)
    assert list(scenes) == list(SECONDS)
    _save(list(scenes.values()), list(SECONDS.values()), path)
    _check(path, state)


def _walk(session: Session, state: Path, look: Callable[[str], None]) -> None:
    walk = Walk(session)
    walk.begin()
    look("welcome")
    walk.press("1", then=words("flow.card.title"))
    look("scan")
    walk.scan("self", then=words("flow.details.title"))
    look("details")
    walk.press("1", then=words("flow.phone.title"))
    for key in PHONE:
        session.press(key)
        session.rest(PAUSE)
    look("phone")
    walk.press("enter", then=words("flow.code.simulated"))
    look("code")
    walk.answer_code(then=title(Purpose.REGISTRATION))
    look("consent")
    walk.press("1", then=title(Purpose.NOTICES))
    walk.press("1", then=words("flow.review.title"))
    look("review")
    with _held(state):
        walk.press("1", then=words("result.sending"))
        look("sending")
    session.until_decoded(state / "scene.png")
    look("card")


def _photographed(session: Session, path: Path) -> Image.Image:
    session.rest(PAINTED)
    with Image.open(session.photograph(path)) as taken:
        picture = taken.convert("RGB")
    _left, _top, _right, bottom = picture.getbbox() or (0, 0, *picture.size)  # below the last row it is black
    picture = picture.crop((0, 0, picture.width, bottom))
    height = round(picture.height * WIDTH / picture.width)
    return picture.resize((WIDTH, height), Image.Resampling.LANCZOS)


@contextmanager
def _held(state: Path) -> Iterator[None]:
    """Hold the agent still, with the backend in it: else the answer is there before "sending" is said."""
    agents = [
        int(process.name)
        for process in Path("/proc").iterdir()
        if process.name.isdigit() and _is_agent_of(state, process / "cmdline")
    ]
    assert len(agents) == 1, agents
    os.kill(agents[0], signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(agents[0], signal.SIGCONT)


def _is_agent_of(state: Path, cmdline: Path) -> bool:
    try:
        arguments = cmdline.read_bytes().split(b"\0")
    except OSError:  # it has just ended
        return False
    return b"agent" in arguments and bytes(state / "config.toml") in arguments


def _save(scenes: Sequence[Image.Image], seconds: Sequence[float], path: Path) -> None:
    strip = Image.new("RGB", (WIDTH, sum(scene.height for scene in scenes)))
    for place, scene in enumerate(scenes):
        strip.paste(scene, (0, place * scene.height))
    palette = strip.quantize(COLOURS, dither=Image.Dither.NONE)
    first, *others = (scene.quantize(palette=palette, dither=Image.Dither.NONE) for scene in scenes)
    milliseconds = [round(each * 1000) for each in seconds]
    first.save(path, save_all=True, append_images=others, duration=milliseconds, loop=0, optimize=True)


def _check(path: Path, state: Path) -> None:
    """The film is small, and the code of its last scene is the card's, still read by a telephone."""
    assert path.stat().st_size < LIMIT, f"{path.stat().st_size} bytes"
    with Image.open(path) as saved:
        saved.seek(saved.n_frames - 1)
        saved.convert("RGB").save(state / "last.png")
    (code,) = decoded(state / "last.png")
    card = parse(code, datetime.now().astimezone().date())
    assert isinstance(card, InsuranceCard), "the walk did not end with the card"
