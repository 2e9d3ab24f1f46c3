"""SpeedSMS (speedsms.vn): how it is asked, and what its codes mean. Source: its public API page.

POST /sms/send    Authorization: Basic {token}:x
     {"to": ["84…"], "content": …, "sms_type": 3, "sender": …}
200  {"status": "success", "code": "00", "data": {"tranId": 123456, "totalSMS": 1, "invalidPhone": []}}
200  {"status": "error", "code": "300", "message": …}
GET  /user/info   → {"email": …, "balance": 100000.0, "currency": "VND"}

It takes no id of ours, so it cannot tell a second attempt from a second message: one in doubt is not tried
again. What the numbers of GET /sms/status/{tranId} mean is told differently by those who use it; a wrong
"delivered" is worse than none, so the state of a message is not asked for. At most 60 calls a minute.
"""

import base64
from dataclasses import dataclass
from typing import Any

from kiosk.backend.messages.providers.https import (
    Answer,
    Https,
    code_of,
    id_of,
    not_understood,
    refuse_by_status,
)
from kiosk.backend.messages.sms import Accepted, Delivery, Failure, Message, SendingFailed

URL = "https://api.speedsms.vn/index.php"
SEND, ACCOUNT = "/sms/send", "/user/info"
_TAKEN = "00"
_TOO_MANY = 429
_FAILURES = {
    "007": Failure.CREDENTIALS,  # our address is locked
    "008": Failure.CREDENTIALS,
    "009": Failure.CREDENTIALS,
    "101": Failure.TEMPLATE,  # sender or kind of message
    "105": Failure.NUMBER,
    "110": Failure.TEMPLATE,
    "113": Failure.TEMPLATE,
    "300": Failure.BALANCE,
}


@dataclass(frozen=True)
class SpeedSmsAccount:
    """What the contract with SpeedSMS gives."""

    token: str
    sms_type: str = "3"
    """2: from a number of theirs, 3: from our own name, 4: from theirs, 5: from a phone of ours."""
    sender: str = ""
    """The name or the phone of ours for 3 and 5."""
    url: str = URL

    def __repr__(self) -> str:
        """Without the token: a traceback shows this."""
        return f"SpeedSmsAccount({self.sender!r})"


class SpeedSms:
    """Sends through SpeedSMS."""

    name = "speedsms"
    is_simulated = False
    knows_duplicates = False

    def __init__(self, account: SpeedSmsAccount, timeout: float) -> None:
        """`timeout`: seconds for a whole request."""
        self._account = account
        self._https = Https(timeout)
        key = base64.b64encode(f"{account.token}:x".encode()).decode()
        self._headers = {"Authorization": f"Basic {key}"}

    async def send(self, message: Message) -> Accepted:
        """Hand one message over. Raises `SendingFailed`."""
        body = {
            "to": [message.phone.removeprefix("+")],
            "content": message.words,
            "sms_type": int(self._account.sms_type),
            "sender": self._account.sender,
        }
        answer = await self._https.post(self._account.url + SEND, body=body, headers=self._headers)
        data = _read(answer).get("data")
        if not isinstance(data, dict) or "tranId" not in data:
            raise not_understood("no data")
        if data.get("invalidPhone"):
            raise SendingFailed(Failure.NUMBER, detail="invalidPhone")
        return Accepted(id_of(data["tranId"]))

    async def delivery(self, message_id: str, provider_id: str) -> Delivery | None:
        """Know nothing: see above."""
        return None

    async def balance(self) -> int | None:
        """Return the account's đồng. Raises `SendingFailed`."""
        answer = await self._https.get(self._account.url + ACCOUNT, headers=self._headers)
        fields = _read(answer)
        try:
            return int(float(fields["balance"]))
        except (KeyError, TypeError, ValueError, OverflowError):
            raise not_understood("no balance") from None


def _read(answer: Answer) -> dict[str, Any]:
    """Return the fields of a good answer. Raises `SendingFailed`."""
    refuse_by_status(answer.status)
    fields = dict(answer.fields)
    if fields.get("status") == _TOO_MANY:
        raise SendingFailed(Failure.AWAY, detail="too many requests")
    code = code_of(fields.get("code", _TAKEN))
    if fields.get("status", "success") == "success" and code == _TAKEN:
        return fields
    known = _FAILURES.get(code)
    raise SendingFailed(known, detail=code) if known else not_understood(code)
