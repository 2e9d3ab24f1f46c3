"""What is plugged in and can be checked without a hand: printer and loudspeaker."""

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from kiosk.cli.doctor.finding import Finding, broken, careful, good, skipped
from kiosk.cli.doctor.storage import group, user
from kiosk.config.settings import PrinterSettings, VoiceSettings
from kiosk.devices import headphone, speech
from kiosk.devices.printer.address import PrinterAddress
from kiosk.devices.printer.slip_printer import open_sink
from kiosk.ports.errors import PrinterTrouble
from kiosk.resources import ASSETS
from kiosk.resources.languages import FALLBACK

CARDS = Path("/proc/asound/cards")
"""Where the kernel lists what can sound."""
_A_WORD = 4000
"""Bytes of sound that "xin chào" has at least; espeak-ng gives none for a voice that it lacks."""
_PATIENCE = 4.0


def printer(settings: PrinterSettings) -> Iterator[Finding]:
    """Does it answer, and has it paper? Nothing is printed."""
    if not settings.address:
        yield skipped("doctor.printer.none")
        return
    device = PrinterAddress.parse(settings.address).path
    try:
        open_sink(settings.address, settings.width).check()
    except PrinterTrouble as trouble:
        if device and isinstance(trouble.__cause__, PermissionError):
            yield broken("doctor.printer.forbidden", group=group(device), user=user())
        else:
            yield broken(f"doctor.printer.{trouble.kind}", address=settings.address)
    else:
        yield good("doctor.printer.ready", address=settings.address)


def voice(settings: VoiceSettings, cards: Path = CARDS) -> Iterator[Finding]:
    """Can it speak in the accent that is wanted, and is there anything to speak with?"""
    if not settings.accent:
        yield skipped("doctor.voice.none")
        return
    recordings = len([*speech.recordings(ASSETS / "sound")])
    if shutil.which(speech.SYNTHESISER):
        is_heard = len(_sound(speech.voice_of(settings.accent, FALLBACK))) > _A_WORD
        yield good("doctor.voice.speaks") if is_heard else broken("doctor.voice.no_accent")
    elif recordings and shutil.which(speech.PLAYER):
        yield careful("doctor.voice.recordings_only")
    else:
        yield broken("doctor.voice.no_program")
    if recordings:
        is_player = shutil.which(speech.PLAYER) is not None
        yield (good if is_player else careful)(
            "doctor.voice.recordings" if is_player else "doctor.voice.no_player", count=recordings
        )
    yield _loudspeaker(cards)


def _sound(voice: Sequence[str]) -> bytes:
    command = [speech.SYNTHESISER, *voice, "--stdin", "--stdout"]
    return subprocess.run(
        command, input="xin chào".encode(), capture_output=True, timeout=_PATIENCE, check=False
    ).stdout


def _loudspeaker(cards: Path) -> Finding:
    try:
        has_card = "[" in cards.read_text()
    except OSError:
        has_card = False
    if not has_card:
        return broken("doctor.voice.no_sound_card")
    return good(f"doctor.voice.headphone_{headphone.state()}")
