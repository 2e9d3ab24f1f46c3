"""Stands in for the ports until they are first asked: HTTP and cryptography load after the first paint."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # this file comes before the first paint, what it stands in for does not
    from kiosk.domain.card import Card
    from kiosk.domain.people import Person
    from kiosk.domain.registration.draft import Draft
    from kiosk.ports.campaign import Campaign, Ward
    from kiosk.ports.cards import Cards
    from kiosk.ports.lookups import Contributions, Employers, Lookups
    from kiosk.ports.phone_codes import Challenge, PhoneCodes
    from kiosk.ports.pick_ups import KeptForm, PickUps
    from kiosk.ports.presences import CallOutcome, Desk, OfficerProof, Presence, Wish
    from kiosk.ports.registrations import Accepted, Receipt, Registrar, Standing


@dataclass(frozen=True)
class Ports:
    """The ports that the backend answers."""

    registrar: Registrar
    phone_codes: PhoneCodes
    cards: Cards
    desk: Desk
    lookups: Lookups
    pick_ups: PickUps
    ward: Ward


class Late:
    """Builds the ports once, on the first need or when `warm` is called in a thread."""

    def __init__(self, build: Callable[[], Ports], reachable: Callable[[], Awaitable[None]]) -> None:
        self._build = build
        self._reachable = reachable
        """Waits until the backend is likely to be there; the agent starts after the screen."""
        self._lock = threading.Lock()
        self._built: Ports | None = None
        self._was_reachable = False

    def now(self) -> Ports:
        """Return the ports, built in this thread if need be."""
        with self._lock:
            if self._built is None:
                self._built = self._build()
            return self._built

    async def soon(self) -> Ports:
        """Return the ports without holding up the screen."""
        ports = await asyncio.to_thread(self.now) if self._built is None else self._built
        if not self._was_reachable:
            await self._reachable()
            self._was_reachable = True
        return ports

    @property
    def ports(self) -> Ports:
        """The stand-ins."""
        return Ports(
            registrar=LateRegistrar(self),
            phone_codes=LatePhoneCodes(self),
            cards=LateCards(self),
            desk=LateDesk(self),
            lookups=LateLookups(self),
            pick_ups=LatePickUps(self),
            ward=LateWard(self),
        )


class LateRegistrar:
    """`ports.Registrar`."""

    def __init__(self, late: Late) -> None:
        self._late = late

    def seal(self, draft: Draft) -> None:
        """Seal now, whatever has to be loaded for it."""
        self._late.now().registrar.seal(draft)

    async def submit(self, draft: Draft) -> Receipt:
        """Seal before the first await, then send."""
        self.seal(draft)
        return await (await self._late.soon()).registrar.submit(draft)

    async def standing(self, receipt_code: str) -> Standing:
        """Ask where a registration stands."""
        return await (await self._late.soon()).registrar.standing(receipt_code)

    async def changes(self, receipt_code: str) -> AsyncIterator[Standing]:
        """Yield the standing each time it changes."""
        async for standing in (await self._late.soon()).registrar.changes(receipt_code):
            yield standing


class LatePhoneCodes:
    """`ports.PhoneCodes`."""

    def __init__(self, late: Late) -> None:
        self._late = late

    async def send_for_registration(self, draft: Draft) -> Challenge:
        """Send a code to the draft's phone."""
        return await (await self._late.soon()).phone_codes.send_for_registration(draft)

    async def send_for_card(self, person: Person) -> Challenge:
        """Send a code to the phone on record."""
        return await (await self._late.soon()).phone_codes.send_for_card(person)

    async def send_for_contributions(self, person: Person) -> Challenge:
        """Send a code to the phone on record."""
        return await (await self._late.soon()).phone_codes.send_for_contributions(person)

    async def answer(self, challenge: Challenge, code: str) -> str:
        """Return the proof for the right code."""
        return await (await self._late.soon()).phone_codes.answer(challenge, code)


class LateCards:
    """`ports.Cards`."""

    def __init__(self, late: Late) -> None:
        self._late = late

    async def with_phone(self, person: Person, proof: str) -> Card:
        """Return the card against a phone's proof."""
        return await (await self._late.soon()).cards.with_phone(person, proof)

    async def with_receipt(self, person: Person, receipt: Accepted) -> Card:
        """Return the card against a receipt just approved."""
        return await (await self._late.soon()).cards.with_receipt(person, receipt)

    async def with_call(self, person: Person, call_id: str) -> Card:
        """Return the card that an officer has let be shown."""
        return await (await self._late.soon()).cards.with_call(person, call_id)


class LateDesk:
    """`presence_ports.Desk`."""

    def __init__(self, late: Late) -> None:
        self._late = late

    async def ring(self, where: str, receipt_code: str | None = None, wish: Wish | None = None) -> str:
        """Call the officer."""
        return await (await self._late.soon()).desk.ring(where, receipt_code, wish)

    async def answers(self, call_id: str) -> AsyncIterator[CallOutcome]:
        """Yield what comes of a call."""
        async for outcome in (await self._late.soon()).desk.answers(call_id):
            yield outcome

    async def admit(self, proof: OfficerProof, wish: Wish | None) -> Presence:
        """Show the backend what an officer showed here."""
        return await (await self._late.soon()).desk.admit(proof, wish)


class LateLookups:
    """`lookup_ports.Lookups`."""

    def __init__(self, late: Late) -> None:
        self._late = late

    async def contributions(
        self, person: Person, *, proof: str | None = None, call_id: str | None = None
    ) -> Contributions:
        """Return a history against a phone's proof, or an officer's call."""
        lookups = (await self._late.soon()).lookups
        return await lookups.contributions(person, proof=proof, call_id=call_id)

    async def employers(self, text: str) -> Employers:
        """Find employers."""
        return await (await self._late.soon()).lookups.employers(text)


class LatePickUps:
    """`ports.PickUps`."""

    def __init__(self, late: Late) -> None:
        self._late = late

    async def keep(self, draft: Draft, code: str) -> KeptForm:
        """Keep a form."""
        return await (await self._late.soon()).pick_ups.keep(draft, code)

    async def open(self, code: str) -> Draft:
        """Return a form."""
        return await (await self._late.soon()).pick_ups.open(code)

    async def erase(self, code: str) -> None:
        """Keep it no more."""
        await (await self._late.soon()).pick_ups.erase(code)


class LateWard:
    """`ports.Ward`."""

    def __init__(self, late: Late) -> None:
        self._late = late

    async def campaign(self) -> Campaign:
        """Return the ward's figures."""
        return await (await self._late.soon()).ward.campaign()
