"""One SMPP connection through smpplib: opened, signed in to, and asked over."""

import logging
import socket
import ssl
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

from smpplib import client, consts, exceptions, smpp

BROKEN = (
    exceptions.ConnectionError,
    exceptions.PDUError,
    exceptions.UnknownCommandError,
    OSError,
    struct.error,
    AttributeError,
    IndexError,
    KeyError,
    ValueError,
)
"""What smpplib lets through when the other end is gone or speaks something else."""


LONGEST_SYSTEM_ID, LONGEST_PASSWORD, LONGEST_SYSTEM_TYPE = 15, 8, 12
"""Characters that the protocol has room for; smpplib cuts off the rest without a word."""


@dataclass(frozen=True)
class SmppAccount:
    """What the contract for a line gives."""

    host: str
    system_id: str
    password: str
    """At most LONGEST_PASSWORD characters, by the protocol."""
    source: str
    """The sender's registered name."""
    port: int = 2775
    tls: bool = True
    system_type: str = ""

    def __repr__(self) -> str:
        """Without the password: a traceback shows this."""
        return f"SmppAccount({self.host!r}, {self.source!r})"

    @property
    def is_allowed(self) -> bool:
        """Is the line encrypted, or does it end on this machine (a tunnel, a test)?"""
        try:
            return self.tls or self.host == "localhost" or ip_address(self.host).is_loopback
        except ValueError:
            return False


class _Client(client.Client):  # type: ignore[misc]  # smpplib has no types
    """smpplib's client with TLS that checks the name, with IPv6, and without a log of what is sent."""

    def __init__(self, account: SmppAccount, received: Callable[[Any], None]) -> None:
        context = ssl.create_default_context() if account.tls else None
        super().__init__(account.host, account.port, ssl_context=context, allow_unknown_opt_params=True)
        self.logger = logging.getLogger("smpplib.client")
        self.logger.setLevel(logging.CRITICAL)  # it would write out every message
        self.answers: dict[int, Any] = {}
        """By the sequence number of what was asked."""
        self.set_message_received_handler(lambda pdu: received(pdu))
        for deal_with in (
            self.set_message_sent_handler,
            self.set_query_resp_handler,
            self.set_error_pdu_handler,
        ):
            deal_with(lambda pdu: None)  # `read_pdu` has kept it

    def connect(self) -> None:
        """Open the connection."""
        opened = socket.create_connection((self.host, self.port), timeout=self.timeout)
        if self._ssl_context:
            opened = self._ssl_context.wrap_socket(opened, server_hostname=self.host)
        self._socket = opened
        self.state = consts.SMPP_CLIENT_STATE_OPEN

    def read_pdu(self) -> Any:
        """Read whatever comes, and keep it if it is an answer."""
        pdu = super().read_pdu()
        if pdu is None:
            raise exceptions.PDUError("unknown command")
        if pdu.is_response():
            self.answers[pdu.sequence] = pdu
        return pdu

    def wait_until(self, deadline: float) -> None:
        """Let the next step last so long. Raises `TimeoutError` when there is no time left."""
        seconds = deadline - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        self.timeout = seconds
        if self._socket:
            self._socket.settimeout(seconds)


class Link:
    """One connection. Every method may raise one of `BROKEN`; then it is of no more use."""

    def __init__(self, account: SmppAccount, received: Callable[[Any], None]) -> None:
        """`received` is given each message that comes to us, receipts among them."""
        self._account = account
        self._client = _Client(account, received)

    def bind(self, deadline: float) -> int:
        """Connect and sign in; return the centre's status."""
        self._client.wait_until(deadline)
        self._client.connect()
        answer = self.ask(
            "bind_transceiver",
            deadline,
            system_id=self._account.system_id,
            password=self._account.password,
            system_type=self._account.system_type,
        )
        return int(answer.status)

    def ask(self, command: str, deadline: float, **fields: Any) -> Any:
        """Send a command and wait for its answer."""
        pdu = smpp.make_pdu(command, client=self._client, **fields)
        self._client.wait_until(deadline)
        self._client.send_pdu(pdu)
        while pdu.sequence not in self._client.answers:
            self._client.wait_until(deadline)
            self._client.read_once(auto_send_enquire_link=False)
        return self._client.answers.pop(pdu.sequence)

    def close(self) -> None:
        """Hang up."""
        self._client.disconnect()
