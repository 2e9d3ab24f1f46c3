"""TextSize letters by the compositor, told by tools of our own in place of swaymsg and wlr-randr."""

from pathlib import Path

import pytest

from kiosk.devices.display import WaylandDisplay

OF_SWAY = """[
  {"name": "HDMI-A-1", "active": true, "scale": 1.25, "make": "Invented Maker"},
  {"name": "DP-1", "active": false, "scale": -1.0, "make": "Invented Maker"}
]"""
OF_CAGE = """\
HDMI-A-1 "Invented Maker 21 (HDMI-A-1)"
  Make: Invented Maker
  Enabled: yes
  Modes:
    1920x1080 px, 60.000000 Hz (preferred, current)
  Position: 0,0
  Transform: normal
  Scale: 1.250000
DP-1 "Invented Maker 15 (DP-1)"
  Enabled: no
"""


@pytest.fixture(params=["sway", "cage"])
def asked(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a Wayland session; return the file in which each word to the compositor is a line."""
    is_sway, log = request.param == "sway", tmp_path / "asked"
    tool = tmp_path / "tool"
    (tmp_path / "listing").write_text(OF_SWAY if is_sway else OF_CAGE)
    asks = '[ "$1" = -t ]' if is_sway else "[ $# = 0 ]"
    tool.write_text(f'#!/bin/sh\necho "$@" >> {log}\nif {asks}; then cat {tmp_path}/listing; fi\n')
    tool.chmod(0o700)
    (tmp_path / ("swaymsg" if is_sway else "wlr-randr")).symlink_to(tool)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-1")
    monkeypatch.delenv("SWAYSOCK", raising=False)
    if is_sway:
        monkeypatch.setenv("SWAYSOCK", "/nowhere")
    return log


TOLD = {"output HDMI-A-1 scale {}", "--output HDMI-A-1 --scale {}"}


def told(asked: Path) -> list[str]:
    """Return the scales that the compositor was told, one after the other."""
    lines = [line for line in asked.read_text().splitlines() if line.startswith(("output ", "--output "))]
    assert {line.replace(line.split()[-1], "{}") for line in lines} <= TOLD
    return [line.split()[-1] for line in lines]


def test_everything_is_shown_larger_than_it_was_set_to_be(asked: Path, tmp_path: Path) -> None:
    assert WaylandDisplay(tmp_path / "kept").magnify(1.4)
    assert told(asked) == ["1.750"]


def test_it_is_as_it_was_afterwards(asked: Path, tmp_path: Path) -> None:
    display = WaylandDisplay(tmp_path / "kept")
    display.magnify(1.4)
    display.restore()
    display.restore()
    assert told(asked) == ["1.750", "1.250"]


def test_a_screen_that_crashed_leaves_nothing_enlarged(asked: Path, tmp_path: Path) -> None:
    WaylandDisplay(tmp_path / "kept").magnify(1.4)
    listing = (tmp_path / "listing").read_text()
    (tmp_path / "listing").write_text(listing.replace("1.25", "1.75"))
    WaylandDisplay(tmp_path / "kept").restore()
    assert told(asked) == ["1.750", "1.250"]


def test_a_display_without_a_compositor_says_that_it_cannot(
    asked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WAYLAND_DISPLAY")
    monkeypatch.delenv("SWAYSOCK", raising=False)
    assert not WaylandDisplay(tmp_path / "kept").magnify(1.4)
    assert not asked.exists()


@pytest.mark.parametrize("script", ["exit 1", "echo nothing known", "kill -9 $$"])
def test_a_compositor_that_cannot_is_believed(asked: Path, tmp_path: Path, script: str) -> None:
    (tmp_path / "tool").write_text(f"#!/bin/sh\n{script}\n")
    display = WaylandDisplay(tmp_path / "kept")
    assert not display.magnify(1.4)
    display.restore()


def test_a_file_that_is_no_longer_one_of_ours_changes_nothing(asked: Path, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("HDMI-A-1 large")
    display = WaylandDisplay(tmp_path / "kept")
    display.restore()
    assert not asked.exists()
    assert not (tmp_path / "kept").exists()
