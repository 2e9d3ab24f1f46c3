"""The kiosk's end of the terminal: Textual's driver without the ways in which it can end or stop the app.

Textual's own reader dies of one byte that is no UTF-8 (Textualize/textual#6456), reads a hung-up terminal at
100 % of a processor for ever, hands each key over by itself, and is stopped by signals
(docs/terminal.md#default-app). Its events have the time at which they were made; here they have the time at
which the keys arrived.
"""

import codecs
import os
import selectors
import signal
from collections.abc import Iterable
from time import monotonic
from typing import Any

from textual import events
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from kiosk.domain.scans.arrival_clock import ArrivalClock
from kiosk.exit_status import HUNG_UP
from kiosk.ui.toolkit.scan_input import KeyRun, Silence

_CHUNK = 4096


class HardenedDriver(LinuxDriver):
    """A terminal that a passer-by cannot end, stop or confuse."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        # LinuxDriver hooks both: TSTP to stop, CONT to start a second reader beside the first.
        for ignored in (signal.SIGTSTP, signal.SIGINT, signal.SIGUSR1, signal.SIGUSR2):
            signal.signal(ignored, signal.SIG_IGN)
        signal.signal(signal.SIGCONT, signal.SIG_DFL)

    def start_application_mode(self) -> None:
        """Take the terminal, and give it back whole on every signal that asks for the end."""
        for ending in (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
            self._loop.add_signal_handler(ending, self._app.exit)
        super().start_application_mode()  # type: ignore[no-untyped-call]  # as Textual has it

    def run_input_thread(self) -> None:
        """Read keys until the driver is stopped or the terminal is gone; no byte ends it."""
        decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        parser = XTermParser(self._debug)
        arrivals = ArrivalClock(monotonic())
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                began, wait = monotonic(), arrivals.wait
                try:
                    if selector.select(wait):
                        woken = monotonic()
                        text = decoder.decode(self._read())
                        at = arrivals.arrive(began, woken, monotonic())
                        # feed("") would mean the end of all input
                        self._hand_over(parser.feed(text) if text else (), at)
                    else:
                        is_mark = arrivals.stay_empty(began, wait)
                        self._hand_over(parser.tick(), arrivals.time)
                        if is_mark:
                            self._hand_over([Silence()], arrivals.time)
                except Exception:
                    # Whatever an odd sequence does to the parser, the next key counts.
                    parser = XTermParser(self._debug)

    def send_message(self, message: Message) -> None:
        """Queue `message` for the app; Textual's way through a coroutine costs twice as much a key."""
        self._app.post_message(message)

    def _read(self) -> bytes:
        try:
            data = os.read(self.fileno, _CHUNK)
        except BlockingIOError:
            return b""
        except OSError:
            data = b""
        if not data and not self.exit_event.is_set():
            # Nothing can be shown, and what was submitted is on disk: so no farewell, which could block.
            os._exit(HUNG_UP)
        return data

    def _hand_over(self, messages: Iterable[Message], at: float) -> None:
        """Send on what arrived at a time, neighbouring keys together."""
        keys: list[events.Key] = []
        for message in messages:
            message.time = at
            if isinstance(message, events.Key):
                message.set_sender(self._app)
                keys.append(message)
                continue
            self._send_keys(keys)
            keys = []
            self.process_message(message)
        self._send_keys(keys)

    def _send_keys(self, keys: list[events.Key]) -> None:
        if len(keys) > 1:
            run = KeyRun(keys)
            run.time = keys[0].time
            self.process_message(run)
        elif keys:
            self.process_message(keys[0])
