"""Whether somebody listens alone, from what ALSA says of its jacks; where it does not say, they do not."""

from pathlib import Path

import pytest

from kiosk.devices import headphone


def control(number: int, name: str, value: str) -> str:
    return (
        f"numid={number},iface=CARD,name='{name}'\n"
        f"  ; type=BOOLEAN,access=r-------,values=1\n"
        f"  : values={value}\n"
    )


MUTES = control(14, "Auto-Mute Mode", "1")
MIXER = control(3, "Master Playback Volume", "87")


@pytest.mark.parametrize(
    ("controls", "state"),
    [
        (MIXER + MUTES + control(21, "Headphone Jack", "on"), "in"),
        (MUTES + control(21, "Front Headphone Jack", "on") + MIXER, "in"),
        (MUTES + control(21, "Headphone Jack", "off") + control(22, "Headphone Jack", "on"), "in"),
        (MIXER + MUTES + control(21, "Headphone Jack", "off"), "out"),
        ("", "unknown"),
        (MIXER, "unknown"),
        (MIXER + MUTES, "unknown"),
        (control(21, "Headphone Jack", "on"), "unknown"),
        (control(14, "Auto-Mute Mode", "0") + control(21, "Headphone Jack", "on"), "unknown"),
        (MUTES + control(21, "Headphone Phantom Jack", "on"), "unknown"),
        (MUTES + control(21, "Mic Jack", "on"), "unknown"),
        ("numid=1,iface=CARD,name='Headphone Jack'\n", "unknown"),
        ("not what amixer says", "unknown"),
    ],
)
def test_only_a_jack_that_silences_the_loudspeaker_counts(controls: str, state: str):
    assert headphone.read(controls) == state


def test_a_machine_without_alsa_does_not_know(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert headphone.state() == "unknown"


def test_an_amixer_that_fails_does_not_know(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    amixer = tmp_path / "amixer"
    amixer.write_text("#!/bin/sh\nexit 1\n")
    amixer.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert headphone.state() == "unknown"
