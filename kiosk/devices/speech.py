"""The voice that reads a step aloud: recordings where there are any, else espeak-ng.

Only words of the kiosk's own are ever given to it, never what somebody has typed or scanned. Nothing waits
for it, and where a machine has no sound nothing else changes.
"""

import asyncio
import contextlib
import shutil
from collections.abc import Sequence
from pathlib import Path

ACCENTS = {"north": "vi", "central": "vi-vn-x-central", "south": "vi-vn-x-south"}
_ENGLISH = "en-gb"
_WORDS_A_MINUTE = "140"
_SYNTHESISER, _PLAYER = "espeak-ng", "aplay"


class Speech:
    """`ports.Voice`. One voice: what it was saying stops when it says something else."""

    def __init__(self, accent: str, recordings: Path) -> None:
        """`recordings` holds a directory for each language, and in it "<key of the words>.wav"."""
        self._accent = ACCENTS[accent]
        self._recordings = recordings
        self._synthesiser = shutil.which(_SYNTHESISER)
        self._player = shutil.which(_PLAYER)
        self._speaking: asyncio.Task[None] | None = None

    @property
    def is_there(self) -> bool:
        """Can this machine speak at all?"""
        return bool(self._synthesiser or (self._player and self._recordings.is_dir()))

    @property
    def is_speaking(self) -> bool:
        """Is there something left to say?"""
        return self._speaking is not None and not self._speaking.done()

    def say(self, words: Sequence[tuple[str, str]], language: str) -> None:
        """Begin to say words in "vi" or "en": pairs of a key and the words that are found under it."""
        self.hush()
        self._speaking = asyncio.get_running_loop().create_task(self._say_all(words, language))

    def hush(self) -> None:
        """Be silent."""
        if self._speaking is not None:
            self._speaking.cancel()
            self._speaking = None

    async def _say_all(self, words: Sequence[tuple[str, str]], language: str) -> None:
        for key, text in words:
            await self._say(key, text, language)

    async def _say(self, key: str, text: str, language: str) -> None:
        recording = self._recordings / language / f"{key}.wav"
        is_recorded = await asyncio.to_thread(recording.is_file)
        if self._player and is_recorded:
            await _run([self._player, "-q", str(recording)])
        elif self._synthesiser:
            voice = self._accent if language == "vi" else _ENGLISH
            # by standard input, as everything else: a command line can be read by everybody on the machine
            await _run([self._synthesiser, "-v", voice, "-s", _WORDS_A_MINUTE, "--stdin"], text)


async def _run(command: Sequence[str], text: str = "") -> None:
    """Run to its end, or kill it when we are told to stop; a machine without sound is silent."""
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except OSError:
        return
    try:
        await process.communicate(text.encode())
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
