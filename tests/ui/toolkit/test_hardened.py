"""The hardened app, screen and field, through a pilot; what only a terminal shows is in tests/terminal."""

import pytest
from textual import events, on
from textual.app import ComposeResult
from textual.css.stylesheet import StylesheetParseError
from textual.widgets import Button, Input, Static

from kiosk.domain.scans.gate import LIMIT
from kiosk.ui.toolkit.hardened import HardenedApp, HardenedScreen
from kiosk.ui.toolkit.messages import Scanned
from kiosk.ui.widgets.text_field import TextField

CARD = "006090000011||Nguyễn Văn Mẫu|01011990|Nam|Tổ 0, Thử Nghiệm, Bắc Kạn, Bắc Kạn|30062022"


class Counter(HardenedScreen[None]):
    """Two fields and a button; counts everything that happens."""

    def __init__(self) -> None:
        super().__init__()
        self.happened: list[str] = []

    def compose(self) -> ComposeResult:
        yield TextField("Ng", id="name")
        yield TextField(digits=True, max_length=12, id="number")
        yield Button("Gửi", id="send")
        yield Static("[@click=app.quit]Thoát[/]", id="link")

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        self.happened.append(f"submitted {event.value}")

    @on(Button.Pressed)
    def _pressed(self) -> None:
        self.happened.append("pressed")

    def on_key(self, event: events.Key) -> None:
        self.happened.append(event.key)

    @on(Scanned)
    def _scanned(self, event: Scanned) -> None:
        self.happened.append(f"scanned {event.text}")


class Shell(HardenedApp):
    def __init__(self) -> None:
        super().__init__(report_crash=print, is_whole_scan=lambda text: text.count("|") >= 6)
        self.counter = Counter()

    def get_default_screen(self) -> HardenedScreen[None]:
        return self.counter


def type_like_a_scanner(app: HardenedApp, text: str) -> None:
    """Post keys in a row; `pilot.press` is as slow as a person."""
    names = {"\r": "enter", "\n": "ctrl+j", "\t": "tab"}
    for character in text:
        app.post_message(events.Key(names.get(character, character), character))


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\t", ""])
@pytest.mark.parametrize("focus", ["#name", "#number", "#send"])
async def test_a_scan_is_one_message_whatever_has_the_focus(focus, end):
    async with Shell().run_test() as pilot:
        pilot.app.screen.query_one(focus).focus()
        await pilot.pause()
        type_like_a_scanner(pilot.app, CARD + end)
        await pilot.pause()
        assert pilot.app.counter.happened == [f"scanned {CARD}"]
        assert pilot.app.query_one("#name", TextField).value == "Ng"
        assert pilot.app.query_one("#number", TextField).value == ""
        assert pilot.app.focused is pilot.app.query_one(focus)


async def test_letters_of_a_scan_that_reached_the_field_are_taken_back():
    async with Shell().run_test() as pilot:
        name = pilot.app.query_one("#name", TextField)
        name.focus()
        name.cursor_position = 1
        await pilot.pause()
        for count, character in enumerate(CARD):
            key = events.Key(character, character)
            key.time += count * 0.02
            pilot.app.post_message(key)
        await pilot.pause()
        assert pilot.app.counter.happened == [f"scanned {CARD}"]
        assert (name.value, name.cursor_position) == ("Ng", 1)


async def test_a_person_types_and_presses():
    async with Shell().run_test() as pilot:
        pilot.app.query_one("#name").focus()
        await pilot.press(*"uyễn", "enter")
        pilot.app.query_one("#send").focus()
        await pilot.press("1", "enter")
        assert pilot.app.counter.happened == ["submitted Nguyễn", "1", "enter", "pressed"]


async def test_an_over_long_scan_can_be_told():
    async with Shell().run_test() as pilot:
        type_like_a_scanner(pilot.app, CARD * 20 + "\r")
        await pilot.pause()
        assert len(pilot.app.counter.happened[0].removeprefix("scanned ")) == LIMIT + 1


async def test_what_is_pasted_is_a_scan_or_nothing():
    async with Shell().run_test() as pilot:
        pilot.app.query_one("#name").focus()
        await pilot.pause()
        pilot.app.post_message(events.Paste("short"))
        pilot.app.post_message(events.Paste(CARD + "\r\n"))
        await pilot.pause()
        assert pilot.app.counter.happened == [f"scanned {CARD}\r\n"]
        assert pilot.app.query_one("#name", TextField).value == "Ng"


async def test_a_serial_scanner_reaches_the_same_screen():
    async with Shell().run_test() as pilot:
        pilot.app.take_scan(CARD)
        await pilot.pause()
        assert pilot.app.counter.happened == [f"scanned {CARD}"]


async def test_a_held_key_comes_before_the_touch_that_follows_it():
    async with Shell().run_test() as pilot:
        pilot.app.query_one("#send").focus()
        await pilot.pause()
        pilot.app.post_message(events.Key("1", "1"))
        await pilot.click("#send")
        assert pilot.app.counter.happened == ["1", "pressed"]


@pytest.mark.parametrize(
    "key", ["ctrl+q", "ctrl+c", "ctrl+p", "ctrl+z", "ctrl+d", "ctrl+s", "ctrl+backslash", "escape"]
)
async def test_no_key_leads_behind_the_kiosk(key):
    async with Shell().run_test() as pilot:
        for focus in ("#name", "#send"):
            pilot.app.query_one(focus).focus()
            await pilot.press(key)
        assert pilot.app.is_running
        assert pilot.app.screen is pilot.app.counter
        assert not pilot.app.screen.query("Toast")


@pytest.mark.parametrize(
    "action",
    [
        "quit",
        "suspend_process",
        "screenshot",
        "command_palette",
        "toggle_dark",
        "simulate_key('q')",
        "show_help_panel",
    ],
)
async def test_no_link_runs_an_action_of_the_app(action):
    async with Shell().run_test() as pilot:
        assert not await pilot.app.run_action(f"app.{action}")
        await pilot.click("#link")
        assert pilot.app.is_running


async def test_tab_moves_the_focus_and_is_all_that_is_allowed():
    async with Shell().run_test() as pilot:
        await pilot.press("tab")
        first = pilot.app.focused
        await pilot.press("tab", "shift+tab")
        assert pilot.app.focused is first
        assert pilot.app.screen.maximize(first) is False
        assert not await pilot.app.run_action("screen.copy_text")


async def test_nothing_is_kept_for_the_next_person():
    async with Shell().run_test() as pilot:
        pilot.app.copy_to_clipboard(CARD)
        assert pilot.app.clipboard == ""
        assert pilot.app._clipboard == ""


async def test_a_terminal_that_loses_the_focus_takes_it_from_no_field():
    async with Shell().run_test() as pilot:
        pilot.app.query_one("#name").focus()
        await pilot.pause()
        pilot.app.post_message(events.AppBlur())
        await pilot.pause()
        assert pilot.app.focused is pilot.app.query_one("#name")


async def test_nothing_is_said_over_the_screen():
    async with Shell().run_test(notifications=True, tooltips=True) as pilot:
        pilot.app.notify("[/] [@click=app.quit]x", markup=True)
        await pilot.pause()
        assert pilot.app.is_running
        assert not pilot.app.screen.query("Tooltip, ToastRack")


async def test_a_pilot_sees_the_error_itself():
    class Broken(Shell):
        def on_mount(self) -> None:
            raise KeyError("gone")

    with pytest.raises(KeyError):
        async with Broken().run_test():
            pass


async def test_a_pilot_sees_what_is_wrong_with_a_style_sheet():
    class Ugly(Shell):
        CSS = "TextField { colour: blue; }"

    with pytest.raises(StylesheetParseError):
        async with Ugly().run_test():
            pass


# The field


async def test_a_field_composes_marks_typed_after_their_letter():
    async with Shell().run_test() as pilot:
        name = pilot.app.query_one("#name", TextField)
        name.focus()
        await pilot.pause()
        for character in "uye\u0302\u0303n":
            pilot.app.post_message(events.Key(character, character))
        await pilot.pause()
        assert name.value == "Nguyễn"
        assert name.cursor_position == 6


@pytest.mark.parametrize(
    ("given", "kept"),
    [("A\x1b]0;B\x07C", "A]0;BC"), ("A\u009bB", "AB"), ("Nguye\u0302\u0303n ", "Nguyễn "), ("[/]", "[/]")],
)
async def test_a_field_keeps_no_character_that_a_terminal_would_obey(given, kept):
    async with Shell().run_test() as pilot:
        name = pilot.app.query_one("#name", TextField)
        name.value = given
        await pilot.pause()
        assert name.value == kept


async def test_a_digit_field_takes_digits_and_the_spaces_between_them():
    async with Shell().run_test() as pilot:
        number = pilot.app.query_one("#number", TextField)
        number.focus()
        await pilot.press(*"0a9", "space", "1", "-")
        assert number.value == "09 1"


async def test_a_field_is_full_at_its_limit():
    async with Shell().run_test() as pilot:
        number = pilot.app.query_one("#number", TextField)
        number.focus()
        await pilot.press(*("1", "2") * 7)
        assert number.value == "121212121212"


async def test_a_field_is_edited_by_arrows_home_end_backspace_and_delete():
    async with Shell().run_test() as pilot:
        name = pilot.app.query_one("#name", TextField)
        name.value = "Nguyễn Mẫu"
        name.focus()
        await pilot.press("end", "left", "left", "left", "V", "ă", "n", "space", "home", "delete", "n")
        await pilot.press("end", "backspace", "ctrl+u", "ctrl+w", "ctrl+x", "ctrl+v", "ctrl+k")
        assert name.value == "nguyễn Văn Mẫ"


async def test_focus_selects_nothing_so_one_key_wipes_no_name():
    async with Shell().run_test() as pilot:
        name = pilot.app.query_one("#name", TextField)
        name.focus()
        await pilot.press("u")
        assert name.value == "Ngu"


async def test_taking_back_restores_what_stood_before_the_burst():
    async with Shell().run_test() as pilot:
        name = pilot.app.query_one("#name", TextField)
        name.focus()
        await pilot.press("u")
        name.take_back()
        assert name.value == "Ng"
