"""The voice, with programs in the place of espeak-ng and aplay that write down what they are asked."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.devices.speech import Speech


def program(directory: Path, name: str, script: str) -> None:
    path = directory / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.fixture
def said(tmp_path, monkeypatch) -> Path:
    """The file into which both programs write; only they are found."""
    file = tmp_path / "said"
    program(tmp_path, "espeak-ng", f'echo "espeak $* $(/bin/cat)" >> {file}; echo sound')
    program(tmp_path, "aplay", f'echo "aplay $* $(/bin/cat)" >> {file}')
    monkeypatch.setenv("PATH", str(tmp_path))
    return file


def lines(said: Path) -> list[str]:
    """What they were asked, in order."""
    return said.read_text().splitlines() if said.is_file() else []


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110 - another process writes
            await asyncio.sleep(0.005)


async def heard(speech: Speech, *words: tuple[str, str], language: str = "vi") -> None:
    """Say it all, to its end."""
    speech.say(words, language)
    await until(lambda: not speech.is_speaking)


STEP = ("flow.card.title", "Xin đưa thẻ căn cước vào máy")


@pytest.mark.parametrize(("accent", "voice"), [("north", "-v vi "), ("south", "-v vi-vn-x-south ")])
async def test_words_are_said_in_the_accent_of_the_ward_and_played_to_their_end(
    said, tmp_path, accent, voice
):
    speech = Speech(accent, tmp_path / "none")
    assert speech.is_there
    await heard(speech, STEP)
    asked, played = lines(said)
    assert voice in asked
    assert asked.endswith("Xin đưa thẻ căn cước vào máy")
    assert played == "aplay -q sound"


async def test_without_a_player_the_synthesiser_plays_by_itself(said, tmp_path):
    (tmp_path / "aplay").unlink()
    await heard(Speech("north", tmp_path / "none"), STEP)
    (asked,) = lines(said)
    assert "--stdout" not in asked


async def test_words_are_never_on_a_command_line(said, tmp_path):
    program(tmp_path, "espeak-ng", f'echo "$*" > {said}')
    await heard(Speech("north", tmp_path / "none"), STEP)
    assert "thẻ" not in said.read_text()


async def test_english_has_its_own_voice(said, tmp_path):
    await heard(Speech("south", tmp_path / "none"), ("flow.card.title", "Show the card"), language="en")
    assert "-v en-gb " in lines(said)[0]


async def test_a_recording_takes_the_voices_place(said, tmp_path):
    recordings = tmp_path / "sound"
    (recordings / "vi").mkdir(parents=True)
    (recordings / "vi" / "flow.card.title.wav").write_bytes(b"RIFF")
    speech = Speech("north", recordings)
    await heard(speech, STEP)
    (played,) = lines(said)
    assert played.startswith("aplay -q")
    assert "flow.card.title.wav" in played
    (tmp_path / "espeak-ng").unlink()
    assert Speech("north", recordings).is_there


async def test_a_directory_without_recordings_does_not_make_a_voice(said, tmp_path):
    (tmp_path / "espeak-ng").unlink()
    (tmp_path / "sound").mkdir()
    (tmp_path / "sound" / "README.txt").write_text("")
    assert not Speech("north", tmp_path / "sound").is_there


async def test_one_thing_is_said_after_the_other_and_then_it_is_silent(said, tmp_path):
    speech = Speech("north", tmp_path / "none")
    assert not speech.is_speaking
    speech.say([("one", "một"), ("two", "hai")], "vi")
    assert speech.is_speaking
    await until(lambda: not speech.is_speaking)
    assert [line.split()[-1] for line in lines(said)] == ["một", "sound", "hai", "sound"]


@pytest.mark.parametrize("name", ["espeak-ng", "aplay"])
async def test_what_is_being_said_stops_for_what_comes_next(said, tmp_path, name):
    pid = tmp_path / "pid"
    program(tmp_path, name, f"echo $$ > {pid}; exec /bin/sleep 60")
    speech = Speech("north", tmp_path / "none")
    speech.say([("one", "một")], "vi")
    await until(lambda: pid.is_file() and bool(pid.read_text().strip()))
    first = int(pid.read_text())
    speech.hush()
    await until(lambda: not is_alive(first))


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_without_a_program_it_is_silent_and_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    speech = Speech("north", tmp_path / "none")
    assert not speech.is_there
    speech.say([("one", "một")], "vi")
    speech.hush()


# What is somebody's own.


async def test_somebodys_own_words_are_said_into_a_headphone_alone(said, tmp_path):
    words = STEP, ("", "Nguyễn Văn Mẫu")
    await heard(Speech("north", tmp_path / "none", lambda: False), *words)
    assert "Mẫu" not in said.read_text()
    await heard(Speech("north", tmp_path / "none", lambda: True), *words)
    assert "Mẫu" in said.read_text()


async def test_pulling_the_headphone_out_silences_it_and_the_rest_for_all_goes_on(said, tmp_path):
    plugs = iter([True, False])
    pid = tmp_path / "pid"
    program(
        tmp_path,
        "espeak-ng",
        f'[ "$(/bin/cat)" = "Mẫu" ] && echo $$ > {pid} && exec /bin/sleep 60\necho "after" >> {said}',
    )
    speech = Speech("north", tmp_path / "none", lambda: next(plugs))
    await heard(speech, ("", "Mẫu"), STEP)
    assert not is_alive(int(pid.read_text()))
    assert lines(said) == ["after"]


async def test_a_machine_that_does_not_know_of_headphones_says_nothing_private(said, tmp_path):
    await heard(Speech("north", tmp_path / "none"), ("", "Nguyễn Văn Mẫu"))
    assert lines(said) == []
