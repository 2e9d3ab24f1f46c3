"""The other end of the client: a backend's keys, and a server on a real socket that says what it is told."""

import asyncio
import base64
import contextlib
import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import base45
import cbor2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cwt import COSE, COSEKey

from kiosk.client.api import Api
from kiosk.contract.envelopes import HPKE_INFO, EnvelopeOutcome
from kiosk.contract.keys import KeysAnswer, PublicKey
from kiosk.contract.registrations import RegistrationAnswer
from kiosk.domain import readable_code
from kiosk.domain.registration.eligibility import Status

NOW = datetime(2026, 11, 22, 7, 32, tzinfo=UTC)
KEY = "0f" * 16
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
CODE = readable_code.derived("receipt", KEY)


class Keys:
    """A backend's two key pairs."""

    def __init__(self, kid: str = "5161") -> None:
        self._signing, self._sealing, self._kid = (
            Ed25519PrivateKey.generate(),
            X25519PrivateKey.generate(),
            kid,
        )

    def published(self) -> KeysAnswer:
        """What everybody may know."""
        return KeysAnswer(
            keys=[
                PublicKey(
                    kid=self._kid, use="sign", key=_text(self._signing.public_key().public_bytes_raw())
                ),
                PublicKey(kid="seal1", use="seal", key=_text(self._sealing.public_key().public_bytes_raw())),
            ]
        )

    def keep_in(self, path: Path) -> Path:
        """Write what a kiosk caches."""
        path.write_text(self.published().model_dump_json())
        return path

    def opened(self, sealed: bytes, idempotency_key: str) -> bytes:
        """Open what a kiosk sealed."""
        suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
        return suite.decrypt(sealed, self._sealing, (HPKE_INFO + idempotency_key).encode())

    def receipt(self, key: str = KEY, code: str = CODE, *, with_kid: bool = True, **changes: object) -> str:
        """Sign a receipt, or what `changes` make of one."""
        claims = {
            "typ": "receipt",
            "code": code,
            "key": hashlib.sha256(key.encode()).hexdigest()[:32],
            "status": "approved",
            "iat": 1,
        } | changes
        private, public = self._signing.private_bytes_raw(), self._signing.public_key().public_bytes_raw()
        signer = COSEKey.new({1: 1, 2: self._kid.encode(), 3: -8, -1: 6, -2: public, -4: private})
        cose = COSE.new(alg_auto_inclusion=True, kid_auto_inclusion=with_kid)
        return base45.b45encode(cose.encode(cbor2.dumps(claims), signer)).decode()

    def answer(self, key: str = KEY, *, receipt: str | None = None) -> RegistrationAnswer:
        """Accept a registration."""
        code = readable_code.derived("receipt", key)
        signed = self.receipt(key, code) if receipt is None else receipt
        return RegistrationAnswer(receipt_code=code, status=Status.PENDING_REVIEW, reasons=[], receipt=signed)

    def outcome(self, key: str, **changes: str) -> EnvelopeOutcome:
        """Accept what came in an envelope."""
        return EnvelopeOutcome(idempotency_key=key, answer=self.answer(key, **changes))


@dataclass
class Request:
    """What the client sent."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Counterpart:
    """A server on a Unix socket; `say` turns a request into the bytes of a response."""

    say: Callable[[Request], bytes]
    heard: list[Request] = field(default_factory=list)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            method, path, _ = head[0].split(" ")
            headers = {line.split(": ")[0].lower(): line.split(": ")[1] for line in head[1:] if line}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            self.heard.append(Request(method, path, headers, body))
            writer.write(self.say(self.heard[-1]))
            await writer.drain()


def response(
    body: object, status: int = 200, kind: str = "application/json", headers: dict[str, str] | None = None
) -> bytes:
    """Return an HTTP response with a JSON body, or with these very bytes."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status} X", f"Content-Type: {kind}", f"Content-Length: {len(content)}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join([*lines, "", ""]).encode() + content


def problem(code: str, status: int, *, headers: dict[str, str] | None = None, **more: object) -> bytes:
    """Return an answer in the manner of RFC 9457."""
    body = {"title": "No.", "status": status, "code": code} | more
    return response(body, status, "application/problem+json", headers)


@contextlib.asynccontextmanager
async def listening(talk: Talk, directory: Path, patience: float = 5.0):
    """Let `talk` answer whoever connects in `directory`; yield an `Api` that does."""
    talks: set[asyncio.Task[None]] = set()

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talks.add(asyncio.current_task())
        with contextlib.suppress(asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
            await talk(reader, writer)
        writer.close()

    server = await asyncio.start_unix_server(one, directory / "s")
    (directory / "kiosk.key").write_text("the-key\n")
    api = Api.over_socket(str(directory / "s"), directory / "kiosk.key", patience, lambda: "ab" * 16)
    try:
        yield api
    finally:
        await api.close()
        server.close()
        for each in talks:
            each.cancel()
        await asyncio.gather(*talks)


@contextlib.asynccontextmanager
async def served(say: Callable[[Request], bytes], directory: Path, patience: float = 5.0):
    """Serve in `directory`; yield the counterpart and an `Api` that speaks to it."""
    counterpart = Counterpart(say)
    async with listening(counterpart.talk, directory, patience) as api:
        yield counterpart, api


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode()
