"""The voice, with programs in the place of espeak-ng and aplay that write down what they are asked."""

import asyncio
import os
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
    program(tmp_path, "espeak-ng", f'echo "espeak $* $(/bin/cat)" >> {file}')
    program(tmp_path, "aplay", f'echo "aplay $*" >> {file}')
    monkeypatch.setenv("PATH", str(tmp_path))
    return file


async def until(condition) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - another process writes
            await asyncio.sleep(0.005)


@pytest.mark.parametrize(("accent", "voice"), [("north", "-v vi "), ("south", "-v vi-vn-x-south ")])
async def test_words_are_said_in_the_accent_of_the_ward(said, tmp_path, accent, voice):
    speech = Speech(accent, tmp_path / "none")
    assert speech.is_there
    speech.say([("flow.card.title", "Xin đưa thẻ căn cước vào máy")], "vi")
    await until(said.is_file)
    await until(lambda: "Xin đưa thẻ" in said.read_text())
    assert voice in said.read_text()


async def test_words_are_never_on_a_command_line(said, tmp_path):
    program(tmp_path, "espeak-ng", f'echo "$*" > {said}')
    Speech("north", tmp_path / "none").say([("flow.card.title", "Xin đưa thẻ")], "vi")
    await until(said.is_file)
    await until(lambda: said.read_text().endswith("\n"))
    assert "thẻ" not in said.read_text()


async def test_english_has_its_own_voice(said, tmp_path):
    Speech("south", tmp_path / "none").say([("flow.card.title", "Please show the card")], "en")
    await until(said.is_file)
    assert "-v en-gb " in said.read_text()


async def test_a_recording_takes_the_voices_place(said, tmp_path):
    recordings = tmp_path / "sound"
    (recordings / "vi").mkdir(parents=True)
    (recordings / "vi" / "flow.card.title.wav").write_bytes(b"RIFF")
    Speech("north", recordings).say([("flow.card.title", "Xin đưa thẻ")], "vi")
    await until(said.is_file)
    assert "aplay -q" in said.read_text()
    assert "flow.card.title.wav" in said.read_text()


async def test_one_thing_is_said_after_the_other_and_then_it_is_silent(said, tmp_path):
    speech = Speech("north", tmp_path / "none")
    assert not speech.is_speaking
    speech.say([("one", "một"), ("two", "hai")], "vi")
    assert speech.is_speaking
    await until(lambda: not speech.is_speaking)
    assert [line.split()[-1] for line in said.read_text().splitlines()] == ["một", "hai"]


async def test_what_is_being_said_stops_for_what_comes_next(said, tmp_path):
    pid = tmp_path / "pid"
    program(tmp_path, "espeak-ng", f"echo $$ > {pid}; exec /bin/sleep 60")
    speech = Speech("north", tmp_path / "none")
    speech.say([("one", "một")], "vi")
    await until(lambda: pid.is_file() and pid.read_text().strip())
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
