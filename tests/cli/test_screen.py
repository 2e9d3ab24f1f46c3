"""The environment in which the screen starts."""

from kiosk.cli.screen import scrub


def test_nothing_in_the_environment_reaches_textual_but_what_a_kiosk_needs() -> None:
    environment = {
        "TEXTUAL_LOG": "keys.log",
        "TEXTUAL_DRIVER": "evil:Driver",
        "COLUMNS": "80",
        "LINES": "24",
        "COLORTERM": "truecolor",
        "HOME": "/home/kiosk",
    }
    scrub(environment)
    assert environment == {
        "TEXTUAL_DISABLE_KITTY_KEY": "1",
        "TEXTUAL_SMOOTH_SCROLL": "0",
        "TEXTUAL_ANIMATIONS": "none",
        "TEXTUAL_FPS": "240",
        "TEXTUAL_COLOR_SYSTEM": "truecolor",
        "COLORTERM": "truecolor",
        "HOME": "/home/kiosk",
    }
