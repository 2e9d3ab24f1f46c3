"""eSMS (esms.vn): how it is asked, and what its codes mean. Source: its public API documentation of 2026.

POST /SendMultipleMessage_V4_post_json/   {"ApiKey", "SecretKey", "Phone": "09…", "Content", "Brandname",
                                           "SmsType": "2", "IsUnicode": "0", "Sandbox": "0", "RequestId"}
200 {"CodeResult": "100", "CountRegenerate": 0, "SMSID": "…"}      taken, not yet delivered
200 {"CodeResult": "124", "ErrorMessage": "Request exist 1", "SendStatus": "5"}    had it before; no SMSID
GET  /GetSendStatus?RefId=…               for seven days; just sent, it may answer 105
200 {"CodeResponse": "100", "SMSID", "SendStatus": 5, "SendSuccess": 1, "SendFailed": 0}
POST /GetBalance_json                     {"ApiKey", "SecretKey"} → {"CodeResponse": "100", "Balance": 36693}

A RequestId is known again **for the rest of the day** only; the worker does not try one in doubt on the next.
A message is never asked for by GET, which would put its words into the address; only its state can be had
in no other way, over TLS, with the keys.
"""

from dataclasses import dataclass
from typing import Any

from kiosk.backend.messages.providers.https import (
    HttpAnswer,
    Https,
    code_of,
    id_of,
    not_understood,
    refuse_by_status,
)
from kiosk.backend.messages.sms import Acceptance, Delivery, DeliveryState, Failure, Message, SendingFailed
from kiosk.domain import gsm, phones

URL = "https://rest.esms.vn/MainService.svc/json"
SEND, STATUS, BALANCE = "/SendMultipleMessage_V4_post_json/", "/GetSendStatus", "/GetBalance_json"
_TAKEN, _DUPLICATE, _NOT_YET = "100", "124", "105"
_FAILURES = {
    "99": Failure.NUMBER,  # blocked there
    "101": Failure.CREDENTIALS,
    "102": Failure.CREDENTIALS,  # the account has no prices: its contract is not finished
    "103": Failure.BALANCE,
    "104": Failure.TEMPLATE,  # the sender's name
    "108": Failure.NUMBER,
    "118": Failure.TEMPLATE,  # the kind of message
    "140": Failure.CREDENTIALS,  # our address is not on their list
    "146": Failure.TEMPLATE,
    "177": Failure.TEMPLATE,  # the sender's name is not registered with this carrier
    "201": Failure.TEMPLATE,  # a banned word
}
_SENT, _REFUSED = "5", "4"
"""SendStatus; 1, 2 and 7 are stages of waiting."""


@dataclass(frozen=True)
class EsmsAccount:
    """What the contract with eSMS gives."""

    api_key: str
    secret_key: str
    brandname: str
    sms_type: str = "2"
    """2: to customers, codes among them."""
    sandbox: bool = False
    """eSMS answers and sends nothing."""
    url: str = URL

    def __repr__(self) -> str:
        """Without the keys: a traceback shows this."""
        return f"EsmsAccount({self.brandname!r})"


class Esms:
    """Sends through eSMS."""

    name = "esms"
    is_simulated = False
    knows_duplicates = True

    def __init__(self, account: EsmsAccount, timeout: float) -> None:
        """`timeout`: seconds for a whole request."""
        self._account = account
        self._https = Https(timeout)
        self._keys = {"ApiKey": account.api_key, "SecretKey": account.secret_key}

    async def send(self, message: Message) -> Acceptance:
        """Hand one message over. Raises `SendingFailed`."""
        body = {
            **self._keys,
            "Phone": phones.local(message.phone),
            "Content": message.words,
            "Brandname": self._account.brandname,
            "SmsType": self._account.sms_type,
            "IsUnicode": "0" if gsm.is_gsm7(message.words) else "1",
            "Sandbox": "1" if self._account.sandbox else "0",
            "RequestId": message.id,
        }
        answer = await self._https.post(self._account.url + SEND, body=body)
        code, fields = _read(answer, "CodeResult")
        if code == _DUPLICATE:
            return Acceptance("")
        if code != _TAKEN:
            raise _failed(code)
        return Acceptance(id_of(fields.get("SMSID")))

    async def delivery(self, message_id: str, provider_id: str) -> Delivery | None:
        """Ask how far a message is; None without eSMS's own id. Raises `SendingFailed`."""
        if not provider_id:
            return None
        parameters = {"RefId": provider_id, **self._keys}
        answer = await self._https.get(self._account.url + STATUS, parameters=parameters)
        code, fields = _read(answer, "CodeResponse")
        if code == _NOT_YET:
            return Delivery(DeliveryState.ACCEPTED)
        if code != _TAKEN:
            raise _failed(code)
        if str(fields.get("SMSID", "")) != provider_id:
            raise not_understood("another message")
        return _delivery(fields)

    async def balance(self) -> int | None:
        """Return the account's đồng. Raises `SendingFailed`."""
        answer = await self._https.post(self._account.url + BALANCE, body=self._keys)
        code, fields = _read(answer, "CodeResponse")
        if code != _TAKEN:
            raise _failed(code)
        try:
            return int(float(fields["Balance"]))
        except (KeyError, TypeError, ValueError, OverflowError):
            raise not_understood("no balance") from None


def _read(answer: HttpAnswer, key: str) -> tuple[str, dict[str, Any]]:
    """Return the answer's code and fields. Raises `SendingFailed` for what is no answer of eSMS."""
    refuse_by_status(answer.status)
    fields = dict(answer.fields)
    if key not in fields:
        raise not_understood("no code")
    return code_of(fields[key]), fields


def _failed(code: str) -> SendingFailed:
    known = _FAILURES.get(code)
    return SendingFailed(known, detail=code) if known else not_understood(code)


def _delivery(fields: dict[str, Any]) -> Delivery:
    """What is said of a message to one phone; a number may come as text."""
    status = str(fields.get("SendStatus", ""))
    if status == _REFUSED:
        return Delivery(DeliveryState.FAILED, Failure.TEMPLATE)
    if status != _SENT:
        return Delivery(DeliveryState.ACCEPTED)
    if str(fields.get("SendSuccess", "0")) not in ("", "0"):
        return Delivery(DeliveryState.DELIVERED)
    if str(fields.get("SendFailed", "0")) not in ("", "0"):
        return Delivery(DeliveryState.FAILED, Failure.NUMBER)
    return Delivery(DeliveryState.ACCEPTED)
