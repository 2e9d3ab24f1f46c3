"""SpeedSMS on this machine: its protocol over real HTTP. It takes no id, so the same message twice is two."""

import base64
import json
from dataclasses import dataclass

from tests.fakes.sms_gateway import Request, Sent, SmsGateway, to_e164

TOKEN, SENDER = "speedsms-token", "PHUONG MAU"


@dataclass
class SpeedSmsFake(SmsGateway):
    """One account."""

    price: int = 250
    balance: float = 100_000.0

    def answer(self, request: Request, code: str) -> tuple[int, str]:
        """Answer one call."""
        key = base64.b64encode(f"{TOKEN}:x".encode()).decode()
        if request.headers.get("authorization") != f"Basic {key}":
            return 401, '{"name": "Unauthorized", "code": 0, "status": 401}'
        if (request.method, request.path) == ("GET", "/user/info"):
            return 200, json.dumps({"email": "a@example.vn", "balance": self.balance, "currency": "VND"})
        if (request.method, request.path) != ("POST", "/sms/send"):
            return 404, '{"name": "Not Found", "code": 0, "status": 404}'
        return 200, json.dumps(self._send(request.body, code))

    def _send(self, given: dict, code: str) -> dict:
        wants_sender = given["sms_type"] in (3, 5)
        code = code or ("101" if wants_sender and given["sender"] != SENDER else "")
        code = code or ("300" if self.balance < self.price else "")
        if code:
            return {"status": "error", "code": code, "message": "Error"}
        wrong = [phone for phone in given["to"] if not (phone.isdigit() and len(phone) == 11)]
        for phone in set(given["to"]) - set(wrong):
            self.balance -= self.price
            self.sent.append(Sent("", to_e164(phone), given["content"]))
        sent = len(given["to"]) - len(wrong)
        data = {"tranId": 1000 + len(self.sent), "totalSMS": sent, "totalPrice": sent * self.price}
        return {"status": "success", "code": "00", "data": data | {"invalidPhone": wrong}}
