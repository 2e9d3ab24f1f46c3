"""The voice that reads a step aloud: recordings where there are any, else espeak-ng.

Words of the kiosk's own are for all to hear. What is a person's own, a name or a number, is said only
while a headphone is known to be plugged in. Nothing waits for the voice, and where a machine has no sound
nothing else changes.
"""

import asyncio
import contextlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from kiosk.devices import headphone
from kiosk.devices.spoken import spoken
from kiosk.resources.languages import Language, entries

_WORDS_A_MINUTE = "140"
SYNTHESISER, PLAYER = "espeak-ng", "aplay"
_LOOK = 0.2
"""Seconds between two looks at the headphone's jack while something private is being said."""


def recordings(directory: Path) -> Iterator[Path]:
    """Yield every recording: "<language>/<key of the words>.wav"."""
    return directory.glob("*/*.wav")


def is_heard_alone() -> bool:
    """Is a headphone plugged in? Where that cannot be told, it is not."""
    return headphone.state() == "in"


class Speech:
    """`ports.Voice`. One voice: what it was saying stops when it says something else."""

    def __init__(
        self, accent: str, directory: Path, is_heard_alone: Callable[[], bool] = is_heard_alone
    ) -> None:
        """`directory` has one for each language, and in it "<key of the words>.wav"."""
        self._accent = accent
        self._directory = directory
        self._is_heard_alone = is_heard_alone
        self._synthesiser = shutil.which(SYNTHESISER)
        self._player = shutil.which(PLAYER)
        self._plays = self._player is not None and any(recordings(directory))
        self._speaking: asyncio.Task[None] | None = None

    @property
    def is_there(self) -> bool:
        """Can this machine speak at all?"""
        return self._synthesiser is not None or self._plays

    @property
    def is_speaking(self) -> bool:
        """Is there something left to say?"""
        return self._speaking is not None and not self._speaking.done()

    def say(self, words: Sequence[tuple[str, str]], language: Language) -> None:
        """Begin to say pairs of a key and its words; without a key they are a person's own."""
        self.hush()
        self._speaking = asyncio.get_running_loop().create_task(self._say_all(words, language))

    def hush(self) -> None:
        """Be silent."""
        if self._speaking is not None:
            self._speaking.cancel()
            self._speaking = None

    async def _say_all(self, words: Sequence[tuple[str, str]], language: Language) -> None:
        for key, text in words:
            await (self._say(key, text, language) if key else self._whisper(text, language))

    async def _say(self, key: str, text: str, language: Language) -> None:
        recording = self._directory / language / f"{key}.wav"
        is_recorded = await asyncio.to_thread(recording.is_file)
        if self._player and is_recorded:
            await _run([self._player, "-q", str(recording)])
        else:
            await self._synthesise(text, language)

    async def _whisper(self, text: str, language: Language) -> None:
        """Say it for as long as one person alone hears it; pulling the plug out silences it."""
        if not await asyncio.to_thread(self._is_heard_alone):
            return
        speaking = asyncio.create_task(self._synthesise(text, language))
        try:
            while not (await asyncio.wait({speaking}, timeout=_LOOK))[0]:
                if not await asyncio.to_thread(self._is_heard_alone):
                    return
        finally:
            speaking.cancel()
            await asyncio.wait({speaking})

    async def _synthesise(self, text: str, language: Language) -> None:
        voice = voice_of(self._accent, language)
        if self._synthesiser is None or not voice:
            return
        # by standard input, as everything else: a command line can be read by everybody on the machine
        command = [self._synthesiser, *voice, "--stdin"]
        heard = spoken(text, language).encode()
        if self._player is None:
            await _run(command, heard)
        elif sound := await _run([*command, "--stdout"], heard):
            await _run([self._player, "-q"], sound)  # it plays to the end; espeak-ng by itself may cut that


def voice_of(accent: str, language: Language) -> list[str]:
    """Return espeak-ng's options for a language, in this accent where it has several; none for no voice."""
    entry = entries()[language]
    voice = entry.accents.get(accent, entry.voice)
    return ["-v", voice, "-s", _WORDS_A_MINUTE] if voice else []


async def _run(command: Sequence[str], given: bytes = b"") -> bytes:
    """Run to its end, or kill it when we are told to stop; a machine without sound is silent."""
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except OSError:
        return b""
    try:
        return (await process.communicate(given))[0]
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
