"""How every screen looks, in Vietnamese small and large and in English; and that it can be read."""

from dataclasses import dataclass

import pytest
from pytest_textual_snapshot import SVGImageExtension

from kiosk.resources.languages import Language
from kiosk.ui.toolkit.themes import THEMES
from tests.ui.legibility import crowded, faint_in_any_theme, scrolling, words_cut
from tests.ui.scenes import PARTS, SCENES
from tests.ui.visit import Visit, visiting


@dataclass(frozen=True)
class Look:
    """A way of looking at all screens."""

    language: Language
    size: tuple[int, int]

    def __str__(self) -> str:
        """ "vi-80x24"."""
        return f"{self.language}-{self.size[0]}x{self.size[1]}"


LOOKS = (Look("vi", (80, 24)), Look("vi", (120, 40)), Look("en", (80, 24)))
SMALL = (80, 24)
"""Where something would not fit, it does not fit there."""
DEMO_ONLY = {"practice"}
"""The practice scans stand in the demo alone, for whoever tries the kiosk out."""


async def hard_to_read(visit: Visit, look: Look, *, may_be_crowded: bool) -> list[str]:
    """Return what is cut or, on a small screen, is too much, out of sight, or too faint in some theme."""
    problems = words_cut(visit)
    if look.size == SMALL:
        problems += scrolling(visit)
        problems += [] if may_be_crowded else crowded(visit)
        if look.language == "vi":  # the colours are the same in English
            problems += await faint_in_any_theme(visit)
    return problems


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("look", LOOKS, ids=str)
async def test_screens(look, part, snapshot, tmp_path):
    """One app goes once from screen to screen: an app for each would take three times as long."""
    pictures = snapshot.use_extension(SVGImageExtension)
    other, hard = [], {}
    async with visiting(size=look.size, language=look.language) as visit:
        for name, scene in SCENES.items():
            if scene.part != part:
                continue
            await visit.start_over(scene.world())
            await scene.go(visit)
            await visit.settled()
            picture = visit.app.export_screenshot(title="kiosk")
            if pictures(name=name) != picture:
                (tmp_path / f"{name}.svg").write_text(picture, "utf-8")
                other.append(name)
            if problems := await hard_to_read(visit, look, may_be_crowded=name in DEMO_ONLY):
                hard[name] = problems
    assert hard == {}
    assert other == [], f"they look otherwise, see {tmp_path}; to accept: --snapshot-update"


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
async def test_themes(theme, snapshot):
    async with visiting() as visit:
        await SCENES["welcome"].go(visit)
        visit.app.theme = theme.name
        await visit.settled()
        picture = visit.app.export_screenshot(title="kiosk")
    assert picture == snapshot.use_extension(SVGImageExtension)(name="welcome")
