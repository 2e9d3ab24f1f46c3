"""A gateway on this machine that answers from an insurer as `insurer_remote` asks; and badly on request."""

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from types import TracebackType
from typing import Any, Self

from kiosk.backend.insurer import result_codes
from kiosk.backend.insurer.port import Insured, Insurer

KEY = "the gateway's key for us"
Reply = Callable[["Gateway", asyncio.StreamWriter], Awaitable[None]]


class Gateway:
    """Serves one insurer. `faults` are what the next questions get instead of an answer, each by name."""

    def __init__(self, insurer: Insurer) -> None:
        self._insurer = insurer
        self.faults: deque[str] = deque()
        self.always = ""
        """The fault of every question, when there is none of its own."""
        self.asked: list[str] = []
        """The numbers asked for, in the order in which they came."""
        self.was_asked = asyncio.Event()
        self.at_once = self.most_at_once = 0
        self.url = ""
        self._server: asyncio.Server | None = None
        self._talks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/bhxh"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)
        await self._server.wait_closed()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.create_task(self._talk(reader, writer))
        self._talks.add(talk)
        talk.add_done_callback(self._talks.discard)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
            length = int(head.partition("content-length:")[2].partition("\r\n")[0])
            question = json.loads(await reader.readexactly(length))
            path = head.partition(" http/")[0].removeprefix("post /bhxh")
            self.asked.append(question.get("number", question.get("text")))
            self.was_asked.set()
            is_ours = path in self._answers and f"authorization: bearer {KEY}" in head
            fault = self.faults.popleft() if self.faults else self.always
            await self._reply(writer, path, question, fault if is_ours else "401")
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # whoever asked has hung up
        finally:
            self.at_once -= 1
            writer.close()

    async def _reply(
        self, writer: asyncio.StreamWriter, path: str, question: dict[str, Any], fault: str
    ) -> None:
        if fault == "drop":
            writer.transport.abort()
        elif fault == "silent":
            await asyncio.Event().wait()
        elif fault == "cut":
            writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"result":')
            await writer.drain()
        elif fault == "endless":
            writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
            while not writer.is_closing():
                writer.write(b" " * 4096)
                await writer.drain()
        elif fault.isdigit():
            _send(writer, int(fault), b"")
        else:
            answer = fault or json.dumps(await self._answers[path](question))
            _send(writer, 200, answer.encode())
            await writer.drain()

    @property
    def _answers(self) -> dict[str, Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]]:
        """By the end of the address."""
        return {"/find": self._find, "/contributions": self._contributions, "/employers": self._employers}

    async def _contributions(self, question: dict[str, Any]) -> dict[str, Any]:
        history = await self._insurer.contributions(question["number"])
        periods = [
            {
                "first": period.first.iso,
                "last": period.last.iso,
                "employer": period.employer,
                "funds": sorted(period.funds),
                "is_late": period.is_late,
            }
            for period in history.periods
        ]
        return {"result": result_codes.CORRECT if periods else result_codes.NO_CARD, "periods": periods}

    async def _employers(self, question: dict[str, Any]) -> dict[str, Any]:
        found, more = await self._insurer.employers(question["text"], question["most"])
        employers = [
            {
                "code": each.code,
                "name": each.name,
                "paid_until": each.paid_until.iso,
                "due_until": each.due_until.iso,
            }
            for each in found
        ]
        return {"employers": employers, "more": more}

    async def _find(self, question: dict[str, Any]) -> dict[str, Any]:
        insured = await self._insurer.find(question["number"])
        if insured is None:
            return {"result": result_codes.NO_CARD, "person": None}
        return {"result": insured.code, "person": person(insured)}


def person(insured: Insured) -> dict[str, Any]:
    """A person in the gateway's words."""
    given = asdict(insured)
    del given["code"]
    card = given["card"]
    if card:
        card |= {
            day: str(card[day]) if card[day] else None
            for day in ("valid_from", "valid_to", "five_years_from")
        }
    return {**given, "birth": insured.birth.iso}


def _send(writer: asyncio.StreamWriter, status: int, content: bytes) -> None:
    head = f"HTTP/1.1 {status} Said\r\nContent-Length: {len(content)}\r\nConnection: close\r\n\r\n"
    writer.write(head.encode() + content)
