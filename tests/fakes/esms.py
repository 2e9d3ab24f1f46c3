"""eSMS on this machine: its documented protocol, over real HTTP, with an inbox for each phone."""

import json
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.sms_gateway import Request, Sent, SmsGateway, to_e164

API_KEY, SECRET_KEY, BRANDNAME = "esms-api-key", "esms-secret-key", "PHUONG MAU"
_WORDS = {
    "99": "Phone is blocked",
    "101": "Authorize Failed",
    "103": "Not enough balance",
    "104": "Brand name code is not exist",
    "108": "Phone number is invalid",
    "124": "Request exist 1",
    "140": "IP is not whitelisted",
    "146": "Sai template Brandname CSKH",
    "201": "Content contains a banned word",
}


@dataclass
class EsmsFake(SmsGateway):
    """One account. A RequestId is taken once; a fault "code 103" is answered as eSMS answers it."""

    price: int = 850
    balance: int = 1_000_000
    unsent: bool = False
    """Messages are taken, and their delivery fails."""
    waiting: bool = False
    """Messages are taken, and wait for the carrier's report."""
    other_id: bool = False
    """Questions about a message are answered about another."""
    ids: dict[str, str] = field(default_factory=dict)
    """SMSID by RequestId."""

    @property
    def base_url(self) -> str:
        """What stands in the settings."""
        return f"{self.url}/MainService.svc/json"

    def answer(self, request: Request, code: str) -> tuple[int, str]:
        """Answer one call."""
        path = request.path.removeprefix("/MainService.svc/json").rstrip("/")
        calls = {
            ("POST", "/SendMultipleMessage_V4_post_json"): self._send,
            ("GET", "/GetSendStatus"): self._status,
            ("POST", "/GetBalance_json"): self._balance,
        }
        call = calls.get((request.method, path))
        if call is None:
            return 404, "<html>Endpoint not found.</html>"
        given = request.query if request.method == "GET" else request.body
        if (given.get("ApiKey"), given.get("SecretKey")) != (API_KEY, SECRET_KEY):
            code = "101"
        return 200, json.dumps(call(dict(given), code))

    def _send(self, given: dict[str, Any], code: str) -> dict[str, Any]:
        request_id = given.get("RequestId", "")
        code = code or self._refusal(given)
        if code:
            status = {"SendStatus": "5"} if code == "124" else {}
            return {
                "CodeResult": code,
                "CountRegenerate": 0,
                "ErrorMessage": _WORDS.get(code, "Error"),
            } | status
        sms_id = f"{len(self.ids):032x}156"
        self.ids[request_id] = sms_id
        if given.get("Sandbox") != "1":
            self.balance -= self.price
            self.sent.append(Sent(request_id, to_e164(given["Phone"]), given["Content"]))
        return {"CodeResult": "100", "CountRegenerate": 0, "SMSID": sms_id}

    def _refusal(self, given: dict[str, Any]) -> str:
        """Return the code of what is wrong, or ""."""
        if not (given["Phone"].isdigit() and len(given["Phone"]) in range(10, 16)):
            return "108"
        if given["Brandname"] != BRANDNAME:
            return "104"
        if given["SmsType"] != "2" or len(given["RequestId"]) > 50:
            return "118"
        if given["RequestId"] in self.ids:
            return "124"
        return "103" if self.balance < self.price else ""

    def _status(self, given: dict[str, Any], code: str) -> dict[str, Any]:
        sms_id = given["RefId"]
        if code or sms_id not in self.ids.values():
            return {"CodeResponse": code or "105", "SMSID": sms_id}
        return {
            "CodeResponse": "100",
            "SMSID": "0" * 35 if self.other_id else sms_id,
            "SendFailed": int(self.unsent),
            "SendStatus": 7 if self.waiting else 5,
            "SendSuccess": int(not (self.unsent or self.waiting)),
            "TotalPrice": float(self.price),
            "TotalReceiver": 1,
            "TotalSent": 1,
        }

    def _balance(self, _given: dict[str, Any], code: str) -> dict[str, Any]:
        if code:
            return {"Balance": 0, "CodeResponse": code, "ErrorMessage": _WORDS.get(code, "Error")}
        return {"Balance": self.balance, "CodeResponse": "100", "UserID": 9999}
