"""How long an errand takes a person, by a model: the keystroke-level model over what a hand really did.

Card, Moran and Newell (The Psychology of Human-Computer Interaction, 1983, chapter 8) give for adults: typing
random letters 0.50 s a key, pointing 1.10 s and pressing 0.20 s, preparing mentally 1.35 s. Jastrzembski and
Charness (Journal of Experimental Psychology: Applied 13/4, 2007) found the motor cycle of people of 69 twice
as long (146 to 70 ms), and the cognitive one 1.7 times (118 to 70). Touches, keys and scans are counted by
walking through the program itself (tests/ui/hand.py). It is a model: neither reading the texts nor waiting
for the phone's message is in it, nor a mistake.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

from tests.ui import hand
from tests.ui.hand import Done

MOTOR, MENTAL = 146 / 70, 118 / 70
KEY = 0.50 * MOTOR
TOUCH = (1.10 + 0.20) * MOTOR
PREPARE = 1.35 * MENTAL
SCAN = 5.0
"""Our own estimate: to find the code on the card in one's hand, and hold it still."""


@dataclass(frozen=True)
class Errand:
    """One line of the report. `touches` and `seconds` are limits; None: it has none."""

    name: str
    walk: Callable[[], Awaitable[Done]]
    touches: int | None = None
    seconds: float | None = None


ERRANDS = (
    Errand("register: scan, myself", hand.myself, 8, 90),
    Errand("register: scan, no phone", hand.myself_without_a_phone, 8, 90),
    Errand("register: scan, a relative", hand.a_relative, 12, 150),
    Errand("card again", hand.the_card_again, 3, 20),
    Errand("register: typed", hand.typed),
)

VSSID = Done(touches=28, keys=70, lines=7, scans=1)
"""VssID on one's own smartphone, from the steps and fields that are known of it (docs/domain.md#registering),
taken at their fewest. Touches: open, register, individual, the scan of the ID card (4); the insurance
number's look-up (2); province and commune, each a list and a line (4); three photographs, each open, release,
accept (9); the office, two levels of a tree (4); send, confirm (2); after the message that it is approved:
log in, change the password, confirm (3). Keys: house and street (12), phone (10), e-mail (20), the code (6),
the first password (6) and the new one twice (16). Between sending and logging in lies a visit to the office
with the ID card."""


@dataclass(frozen=True)
class Modelled:
    """What an errand takes."""

    name: str
    done: Done
    touches: int | None = None
    limit: float | None = None

    @property
    def seconds(self) -> float:
        """Each touch and each line is prepared for; a key within a line is not."""
        done = self.done
        motions = done.touches * TOUCH + done.keys * KEY + done.scans * SCAN
        return motions + (done.touches + done.lines) * PREPARE

    @property
    def holds(self) -> bool:
        """Is it within its limits?"""
        is_short = self.touches is None or self.done.touches <= self.touches
        return is_short and (self.limit is None or self.seconds <= self.limit)

    def __str__(self) -> str:
        done = self.done
        did = f"{done.touches:3} touches, {done.keys:3} keys, {done.scans} scans: {self.seconds:5.1f} s"
        if self.limit is None:
            return f"{self.name:<44} {did} (model)"
        verdict = "holds" if self.holds else "TOO LONG"
        return f"{self.name:<44} {did} (model), limits {self.touches} and {self.limit:.0f} s: {verdict}"


def measure() -> Iterator[Modelled]:
    """Walk through every errand."""
    for errand in ERRANDS:
        yield Modelled(errand.name, asyncio.run(_walk(errand)), errand.touches, errand.seconds)
    yield Modelled("VssID's own steps, and a visit to the office", VSSID)


async def _walk(errand: Errand) -> Done:
    return await errand.walk()
