"""How a screen can be read: few choices, nothing to scroll, no word cut, letters that stand out."""

from textual.color import Color
from textual.geometry import Region
from textual.widget import Widget
from textual.widgets import Static

from kiosk.ui.toolkit.themes import THEMES
from kiosk.ui.widgets.choice import Choice
from tests.ui.toolkit.test_themes import EDGE, TEXT, ratio
from tests.ui.visit import Visit, text_of

MOST_CHOICES = 5


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
    found, usual = set(), visit.app.theme
    for name in (*(theme.name for theme in THEMES if theme.name != usual), usual):
        visit.app.theme = name
        await visit.settled()
        found |= {f"{name}, {what}" for what in faint(visit)}
    return found


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
