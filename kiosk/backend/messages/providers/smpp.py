"""An aggregator's own line, SMPP 3.4: what a city's contract gives. Spoken by `smpplib`, in a thread.

One connection a process, bound as a transceiver and tried by `enquire_link` before each message, so that no
message is written to one that the other end has given up.

SMPP has no word for "this one I have had". Each attempt carries the same user_message_reference, by which
some centres know it; the rest cannot, so a message whose answer was lost is in doubt and must not be tried
again (`knows_duplicates`). A centre that answers with an error has not taken the message: no doubt there.

How far a message is comes as a receipt (deliver_sm) to whichever process is bound, and is asked for
(query_sm) where none has come.
"""

import asyncio
import re
import threading
import time
import zlib
from collections import OrderedDict
from typing import Any

from smpplib import consts

from kiosk.backend.messages.providers.https import id_of
from kiosk.backend.messages.providers.smpp_link import BROKEN, Link, SmppAccount
from kiosk.backend.messages.sms import Accepted, Delivery, DeliveryState, Failure, Message, SendingFailed
from kiosk.domain import gsm

_FAILURES = {
    consts.SMPP_ESME_RINVDSTADR: Failure.NUMBER,
    consts.SMPP_ESME_RINVDSTTON: Failure.NUMBER,
    consts.SMPP_ESME_RINVDSTNPI: Failure.NUMBER,
    consts.SMPP_ESME_RINVSRCADR: Failure.TEMPLATE,
    consts.SMPP_ESME_RINVSRCTON: Failure.TEMPLATE,
    consts.SMPP_ESME_RINVSRCNPI: Failure.TEMPLATE,
    consts.SMPP_ESME_RINVMSGLEN: Failure.TEMPLATE,
    consts.SMPP_ESME_RINVSERTYP: Failure.TEMPLATE,
    consts.SMPP_ESME_RINVPASWD: Failure.CREDENTIALS,
    consts.SMPP_ESME_RINVSYSID: Failure.CREDENTIALS,
    consts.SMPP_ESME_RINVSYSTYP: Failure.CREDENTIALS,
    consts.SMPP_ESME_RBINDFAIL: Failure.CREDENTIALS,
}
"""All other statuses are the centre's own affair, or a vendor's code: it is away, as it were."""
_CANNOT_SAY = (consts.SMPP_ESME_RINVCMDID, consts.SMPP_ESME_RINVBNDSTS)
_STATES = {
    2: Delivery(DeliveryState.DELIVERED),
    3: Delivery(DeliveryState.FAILED, Failure.NUMBER),  # expired: switched off for too long
    4: Delivery(DeliveryState.FAILED, Failure.AWAY),  # deleted there
    5: Delivery(DeliveryState.FAILED, Failure.NUMBER),
    8: Delivery(DeliveryState.FAILED, Failure.TEMPLATE),
}
_RECEIPT = re.compile(rb"id:(\S+).*?stat:([A-Z]+)", re.DOTALL)
_RECEIPT_STATES = {b"DELIVRD": 2, b"EXPIRED": 3, b"DELETED": 4, b"UNDELIV": 5, b"REJECTD": 8}
_MOST_RECEIPTS = 10_000


class SmppLine:
    """Sends over an SMPP line."""

    name = "smpp"
    is_simulated = False
    knows_duplicates = False

    def __init__(self, account: SmppAccount, timeout: float) -> None:
        """`timeout`: seconds for a whole attempt."""
        self._account = account
        self._timeout = timeout
        self._turn = threading.Lock()
        self._link: Link | None = None
        self._receipts: OrderedDict[str, int] = OrderedDict()

    async def send(self, message: Message) -> Accepted:
        """Hand one message over. Raises `SendingFailed`."""
        return await asyncio.to_thread(self._send, message, time.monotonic() + self._timeout)

    async def delivery(self, message_id: str, provider_id: str) -> Delivery | None:
        """Say how far a message is; None where the centre cannot. Raises `SendingFailed`."""
        if not provider_id:
            return None
        return await asyncio.to_thread(self._delivery, provider_id, time.monotonic() + self._timeout)

    async def balance(self) -> int | None:
        """Know nothing of the account. Raises `SendingFailed` when the line cannot be had."""
        await asyncio.to_thread(self._check, time.monotonic() + self._timeout)
        return None

    def close(self) -> None:
        """Let go of the connection; the next message makes another."""
        link, self._link = self._link, None
        if link:
            link.close()

    def _send(self, message: Message, deadline: float) -> Accepted:
        is_gsm7, pieces = gsm.is_gsm7(message.words), gsm.split(message.words)
        reference, series = zlib.crc32(message.id.encode()) & 0xFFFF, zlib.crc32(message.id.encode()) & 0xFF
        own_id = ""
        with self._in_turn(deadline):
            link = self._bound(deadline)
            for place, piece in enumerate(pieces, 1):
                text = gsm.encode(piece) if is_gsm7 else piece.encode("utf-16-be")
                header = bytes((5, 0, 3, series, len(pieces), place)) if len(pieces) > 1 else b""
                answer = self._ask(
                    link,
                    "submit_sm",
                    deadline,
                    source_addr_ton=consts.SMPP_TON_ALNUM,
                    source_addr_npi=consts.SMPP_NPI_UNK,
                    source_addr=self._account.source,
                    dest_addr_ton=consts.SMPP_TON_INTL,
                    dest_addr_npi=consts.SMPP_NPI_ISDN,
                    destination_addr=message.phone.removeprefix("+"),
                    esm_class=consts.SMPP_GSMFEAT_UDHI if header else consts.SMPP_MSGMODE_DEFAULT,
                    data_coding=0 if is_gsm7 else consts.SMPP_ENCODING_ISO10646,
                    registered_delivery=1,
                    user_message_reference=reference,
                    short_message=header + text,
                )
                if answer.is_error():
                    raise _refused(answer.status, may_have_been_sent=place > 1)
                own_id = id_of(_text(answer.message_id))
        return Accepted(own_id)

    def _check(self, deadline: float) -> None:
        with self._in_turn(deadline):
            self._bound(deadline)

    def _delivery(self, provider_id: str, deadline: float) -> Delivery | None:
        with self._in_turn(deadline):
            link = self._bound(deadline)
            if (state := self._receipts.get(provider_id)) is None:
                answer = self._ask(
                    link,
                    "query_sm",
                    deadline,
                    message_id=provider_id,
                    source_addr_ton=consts.SMPP_TON_ALNUM,
                    source_addr_npi=consts.SMPP_NPI_UNK,
                    source_addr=self._account.source,
                )
                if answer.status in _CANNOT_SAY:
                    return None
                state = 0 if answer.is_error() else answer.message_state
        return _STATES.get(state, Delivery(DeliveryState.ACCEPTED))

    def _in_turn(self, deadline: float) -> "_Turn":
        return _Turn(self._turn, deadline)

    def _bound(self, deadline: float) -> Link:
        """Return a connection that answers; make one where there is none. Raises `SendingFailed`."""
        if self._link:
            try:
                self._link.ask("enquire_link", deadline)
                return self._link
            except BROKEN:
                self.close()
        link = Link(self._account, self._received)
        try:
            status = link.bind(deadline)
        except BROKEN as error:
            link.close()
            raise SendingFailed(Failure.AWAY, detail=f"bind {type(error).__name__}") from None
        if status != consts.SMPP_ESME_ROK:
            link.close()
            raise _refused(status)
        self._link = link
        return link

    def _ask(self, link: Link, command: str, deadline: float, **fields: Any) -> Any:
        """Ask over a connection that has just answered; no answer now leaves doubt."""
        try:
            return link.ask(command, deadline, **fields)
        except BROKEN as error:
            self.close()
            detail = f"{command} {type(error).__name__}"
            raise SendingFailed(Failure.AWAY, may_have_been_sent=True, detail=detail) from None

    def _received(self, pdu: Any) -> None:
        """Keep a receipt; any other message to us is confirmed and dropped."""
        own_id, state = _text(getattr(pdu, "receipted_message_id", None)), getattr(pdu, "message_state", None)
        if not (own_id and state):
            found = _RECEIPT.search(pdu.short_message or b"")
            if found is None:
                return
            own_id, state = _text(found[1]), _RECEIPT_STATES.get(found[2][:7], 0)
        self._receipts[own_id] = state
        while len(self._receipts) > _MOST_RECEIPTS:
            self._receipts.popitem(last=False)


class _Turn:
    """The line, for one thread at a time. Raises `SendingFailed` when the turn does not come in time."""

    def __init__(self, lock: threading.Lock, deadline: float) -> None:
        self._lock, self._deadline = lock, deadline

    def __enter__(self) -> None:
        if not self._lock.acquire(timeout=max(0, self._deadline - time.monotonic())):
            raise SendingFailed(Failure.AWAY, detail="the line is busy")

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def _refused(status: int, *, may_have_been_sent: bool = False) -> SendingFailed:
    failure = _FAILURES.get(status, Failure.AWAY)
    return SendingFailed(failure, may_have_been_sent=may_have_been_sent, detail=f"0x{status:08x}")


def _text(value: bytes | str | None) -> str:
    return value.decode("ascii", errors="replace") if isinstance(value, bytes) else value or ""
