"""Stands in for the ports until one is first called: HTTP and cryptography load after the first paint."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any, get_type_hints

from kiosk.ports.campaign import Ward
from kiosk.ports.cards import Cards
from kiosk.ports.lookups import Lookups
from kiosk.ports.phone_codes import PhoneCodes
from kiosk.ports.pick_ups import PickUps
from kiosk.ports.presences import Desk
from kiosk.ports.registrations import Registrar, Supplements
from kiosk.ports.rights import Rights

if TYPE_CHECKING:  # this file comes before the first paint, what a registration is made of does not
    from kiosk.domain.registration.draft import Draft
    from kiosk.ports.registrations import Receipt


@dataclass(frozen=True)
class Ports:
    """The ports that the backend answers."""

    registrar: Registrar
    phone_codes: PhoneCodes
    cards: Cards
    desk: Desk
    lookups: Lookups
    pick_ups: PickUps
    rights: Rights
    ward: Ward
    supplements: Supplements


class LazyPorts:
    """Builds the ports once: at the first call of one, or when `built` is called in a thread."""

    def __init__(self, build: Callable[[], Ports], reachable: Callable[[], Awaitable[None]]) -> None:
        self._build = build
        self._reachable = reachable
        """Waits until the backend is likely to be there; the agent starts after the screen."""
        self._lock = threading.Lock()
        self._built: Ports | None = None
        self._was_reachable = False

    def built(self) -> Ports:
        """Return the ports, built in this thread if need be."""
        with self._lock:
            if self._built is None:
                self._built = self._build()
            return self._built

    async def ready(self) -> Ports:
        """Return the ports without holding up the screen, once the backend is likely to be there."""
        ports = await asyncio.to_thread(self.built) if self._built is None else self._built
        if not self._was_reachable:
            await self._reachable()
            self._was_reachable = True
        return ports

    @property
    def ports(self) -> Ports:
        """The stand-ins."""
        # Any: mypy cannot see that an object which answers by the port's own definition is that port
        stand_ins: dict[str, Any] = {
            name: (_LazyRegistrar if port is Registrar else _LazyPort)(self, name, port)
            for name, port in get_type_hints(Ports).items()
        }
        return Ports(**stand_ins)


class _LazyPort:
    """One port: a call is passed on to the real one, which is built for it.

    What the port defines with `async def` gives an awaitable, its other methods an async iterator.
    """

    def __init__(self, lazy: LazyPorts, name: str, port: type) -> None:
        self._lazy = lazy
        self._name = name
        self._port = port

    def __getattr__(self, method: str) -> Callable[..., Any]:
        is_awaited = iscoroutinefunction(getattr(self._port, method))
        return partial(self._call if is_awaited else self._iterate, method)

    async def _call(self, method: str, *values: Any, **named: Any) -> Any:
        port = getattr(await self._lazy.ready(), self._name)
        return await getattr(port, method)(*values, **named)

    async def _iterate(self, method: str, *values: Any, **named: Any) -> AsyncIterator[Any]:
        port = getattr(await self._lazy.ready(), self._name)
        async for value in getattr(port, method)(*values, **named):
            yield value


class _LazyRegistrar(_LazyPort):
    """The registrar: a registration is on disk before anything is waited for."""

    def store(self, draft: Draft) -> None:
        """Store now, whatever has to be loaded for it."""
        self._lazy.built().registrar.store(draft)

    async def submit(self, draft: Draft) -> Receipt:
        """Store before the first await, then send."""
        self.store(draft)
        return await (await self._lazy.ready()).registrar.submit(draft)
