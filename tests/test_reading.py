"""What a person reads: short sentences, few choices, nothing out of sight, letters that stand out."""

import re
import tomllib
from collections.abc import Iterator, Mapping

import pytest
from textual.color import Color
from textual.widget import Widget

from kiosk.resources import ASSETS
from kiosk.resources.languages import languages
from kiosk.ui.toolkit.themes import THEMES
from kiosk.ui.widgets.choice import Choice
from tests.ui.scenes import PARTS, SCENES
from tests.ui.toolkit.test_themes import EDGE, TEXT, ratio
from tests.ui.visit import Visit, visiting

MOST_WORDS = 12
MOST_CHOICES = 5
NOT_FOR_CITIZENS = {
    *("admin", "config", "custody", "desk", "doctor", "import", "result_code", "serve", "verify"),
}
"""Areas that officers and administrators read; every other one is a citizen's."""
AREAS = sorted({path.stem for path in (ASSETS / "text" / "vi").glob("*.toml")} - NOT_FOR_CITIZENS)
CONSENT = 17
"""What is sent is one list, and the law wants each thing in it named (docs/domain.md#consent-and-law)."""
DEMO_ONLY = {"practice"}
"""The practice scans stand in the demo alone, for a visitor who tries the kiosk out."""


def texts(table: Mapping[str, object], prefix: str) -> Iterator[tuple[str, str]]:
    """Yield every text of a file with its key."""
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from texts(value, f"{prefix}.{name}")
        else:
            yield f"{prefix}.{name}", str(value)


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences; Vietnamese writes each syllable as a word, so that counting words is strict."""
    yield from filter(None, re.split(r"(?<=[.?!:…;])\s+|\n", text))


def too_long(table: Mapping[str, object], prefix: str, most: int) -> dict[str, str]:
    """Return the sentences with more than `most` words by their key."""
    return {
        key: sentence
        for key, text in texts(table, prefix)
        for sentence in sentences(text)
        if sum(any(map(str.isalnum, word)) for word in sentence.split()) > most
    }


@pytest.mark.parametrize("area", AREAS)
def test_no_sentence_is_longer_than_twelve_words(area):
    table = tomllib.loads((ASSETS / "text" / "vi" / f"{area}.toml").read_text("utf-8"))
    assert too_long(table, area, MOST_WORDS) == {}


@pytest.mark.parametrize("path", sorted((ASSETS / "consent").glob("*/*.vi.toml")), ids=lambda path: path.stem)
def test_no_consent_has_a_sentence_that_must_be_read_twice(path):
    assert too_long(tomllib.loads(path.read_text("utf-8")), path.stem, CONSENT) == {}


def crowded(visit: Visit) -> list[str]:
    """Return the choices of the screen where they are too many; the way back is none."""
    shown = [choice for choice in visit.app.screen.query(Choice) if choice.is_on_screen]
    offered = [choice for choice in shown if choice.id not in ("back", "close")]
    return [choice.label for choice in offered] if len(offered) > MOST_CHOICES else []


def scrolling(visit: Visit) -> list[str]:
    """Return the containers of which a part is out of sight below; a single text knows of no such part."""
    return [
        f"{widget!r} {widget.max_scroll_y}"
        for widget in visit.app.screen.walk_children(Widget, with_self=True)
        if widget.is_on_screen and widget.children and widget.max_scroll_y > 0
    ]


def faint(visit: Visit) -> set[str]:
    """Return what stands on the screen with too little contrast: words below 7:1, drawn edges below 3:1."""
    found = set()
    for strip in visit.app.screen._compositor.render_strips():
        for text, style, _ in strip:
            if not text.strip() or style is None or style.color is None or style.bgcolor is None:
                continue
            ink, ground = Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor)
            least = TEXT if any(map(str.isalnum, text)) else EDGE
            if ratio(ink, ground) < least:
                found.add(f"{text.strip()}: {ink.hex} on {ground.hex}")
    return found


async def faint_in_any_theme(visit: Visit) -> set[str]:
    """Look at the screen in one theme after the other."""
    found = set()
    for theme in THEMES:
        visit.app.theme = theme.name
        await visit.settled()
        found |= {f"{theme.name}, {what}" for what in faint(visit)}
    return found


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("language", languages())
async def test_a_screen_has_few_choices_nothing_to_scroll_and_nothing_faint(language, part):
    found = {}
    async with visiting(language=language) as visit:
        for name, scene in SCENES.items():
            if scene.part != part:
                continue
            await visit.start_over(scene.world())
            await scene.go(visit)
            await visit.settled()
            problems = [*scrolling(visit), *(crowded(visit) if name not in DEMO_ONLY else [])]
            if language == "vi":  # the colours are the same in English
                problems += await faint_in_any_theme(visit)
            if problems:
                found[name] = problems
    assert found == {}
