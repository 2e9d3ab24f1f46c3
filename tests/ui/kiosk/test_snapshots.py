"""How every screen looks, in Vietnamese small and large and in English; and that no word of it is cut."""

from dataclasses import dataclass

import pytest
from pytest_textual_snapshot import SVGImageExtension
from textual.geometry import Region
from textual.widget import Widget
from textual.widgets import Static

from kiosk.resources.languages import Language
from kiosk.ui.toolkit.themes import THEMES
from kiosk.ui.widgets.choice import Choice
from tests.ui.scenes import PARTS, SCENES
from tests.ui.visit import Visit, text_of, visiting


@dataclass(frozen=True)
class Look:
    """A way of looking at all screens."""

    language: Language
    size: tuple[int, int]

    def __str__(self) -> str:
        """ "vi-80x24"."""
        return f"{self.language}-{self.size[0]}x{self.size[1]}"


LOOKS = (Look("vi", (80, 24)), Look("vi", (120, 40)), Look("en", (80, 24)))


def words_cut(visit: Visit) -> list[str]:
    """Return the texts of which a part cannot be seen, or that lie over another."""
    screen = visit.app.screen
    shown = [
        w for w in screen.walk_children() if w.is_on_screen and isinstance(w, Static | Choice) and text_of(w)
    ]
    cut = [text_of(widget) for widget in shown if not _is_whole(widget)]
    regions = [(text_of(widget), widget.region) for widget in shown]
    for place, (text, region) in enumerate(regions):
        cut += [f"{text} / {other}" for other, over in regions[place + 1 :] if region.overlaps(over)]
    hidden = [w for w in screen.walk_children() if text_of(w) and _should_show(w) and not w.is_on_screen]
    return cut + [text_of(widget) for widget in hidden]


def _should_show(widget: Widget) -> bool:
    return all(node.display for node in widget.ancestors_with_self if isinstance(node, Widget))


def _is_whole(widget: Widget) -> bool:
    place = widget.screen.find_widget(widget)
    needed = widget.get_content_height(widget.size, widget.app.size, widget.content_size.width)
    longest = max((len(word) for word in text_of(widget).split()), default=0)
    fits = needed <= widget.content_size.height and longest <= widget.content_size.width
    return fits and place.visible_region == Region(*place.region)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("look", LOOKS, ids=str)
async def test_screens(look, part, snapshot, tmp_path):
    """One app goes from screen to screen: an app for each would take three times as long."""
    pictures = snapshot.use_extension(SVGImageExtension)
    other, cut = [], {}
    async with visiting(size=look.size, language=look.language) as visit:
        for name, scene in SCENES.items():
            if scene.part != part:
                continue
            await visit.start_over(scene.world())
            await scene.go(visit)
            await visit.settled()
            if lines := words_cut(visit):
                cut[name] = lines
            picture = visit.app.export_screenshot(title="kiosk")
            if pictures(name=name) != picture:
                (tmp_path / f"{name}.svg").write_text(picture, "utf-8")
                other.append(name)
    assert cut == {}
    assert other == [], f"they look otherwise, see {tmp_path}; to accept: --snapshot-update"


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
async def test_themes(theme, snapshot):
    async with visiting() as visit:
        await SCENES["welcome"].go(visit)
        visit.app.theme = theme.name
        await visit.settled()
        picture = visit.app.export_screenshot(title="kiosk")
    assert picture == snapshot.use_extension(SVGImageExtension)(name="welcome")
