"""Officers at their desks, over the world of the backend's tests."""

from dataclasses import dataclass
from typing import Any

import httpx
from argon2 import PasswordHasher

from kiosk.backend.access import lockout, officers
from kiosk.backend.access.officers import Account
from kiosk.backend.access.passwords import Passwords
from tests.backend.world import NGHIEM, VAULT, World, body, new_key

PASSWORD = "an invented password"
PIN, BADGE = "274916", "1234567890" * 4
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""For tests that are not about how long it takes."""
MAI = Account("mai", "Lê Thị Mai", "officer", "00000")
LAN = Account("lan", "Đỗ Thị Lan", "officer", "00000")
FAR = Account("far", "Vũ Văn Xa", "officer", "00001")
HUNG = Account("hung", "Trần Hùng", "supervisor", "00000", ("*",))
AUDITOR = Account("kiem", "Phạm Kiểm", "auditor", "00000", ("*",))
CAMPAIGN = Account("dong", "Hồ Đông", "campaign", "00000", ("*",))
BOTH = Account("hai", "Bùi Thị Hai", "supervisor", "00000", ("00001",))
WARD = Account("truong", "Ngô Trưởng", "supervisor", "00000")
EVERYBODY = (MAI, LAN, FAR, HUNG, AUDITOR, CAMPAIGN, BOTH, WARD)


@dataclass
class Seat:
    """One officer, signed in."""

    http: httpx.AsyncClient
    token: str

    async def get(self, path: str, **params: Any) -> httpx.Response:
        """Ask."""
        return await self.http.get(path, params=params)

    async def post(self, path: str, body: object = None, key: str | None = None) -> httpx.Response:
        """Order."""
        headers = {"Idempotency-Key": key or new_key()}
        return await self.http.post(path, json=body, headers=headers)

    async def queue(self, **params: Any) -> list[str]:
        """The receipt codes of the queue."""
        response = await self.get("/v1/desk/queue", **params)
        assert response.status_code == 200, response.text
        return [entry["receipt_code"] for entry in response.json()["entries"]]

    async def dossier(self, code: str) -> dict[str, Any]:
        """One dossier."""
        response = await self.get(f"/v1/desk/dossiers/{code}")
        assert response.status_code == 200, response.text
        return dict(response.json())

    async def decide(self, code: str, decision: str, **more: Any) -> httpx.Response:
        """Decide."""
        return await self.post(f"/v1/desk/dossiers/{code}/decision", {"decision": decision, **more})


class Office:
    """The world with officers in it."""

    def __init__(self, world: World) -> None:
        self.world = world
        passwords = Passwords(QUICK)

        def hire(connection: Any) -> None:
            for account in EVERYBODY:
                officers.add(connection, account, passwords.hash(PASSWORD), world.at)

        world.store.write_now(hire)

    def equip(self, *accounts: Account) -> None:
        """Give officers the PIN, and the first of them the badge."""
        passwords = Passwords(QUICK)

        def work(connection: Any) -> None:
            for account in accounts:
                lock = VAULT.login(lockout.at_kiosks(account.login))
                hashed = passwords.hash(VAULT.pin(account.login, PIN))
                assert officers.set_pin(connection, account.login, hashed, lock, self.world.at)
            assert officers.set_badge(connection, accounts[0].login, BADGE, self.world.at)

        self.world.store.write_now(work)

    async def sign_in(self, login: str, password: str = PASSWORD, key: str | None = None) -> httpx.Response:
        """Try to sign in."""
        stranger = self.world.kiosk("")
        headers = {"Idempotency-Key": key or new_key()}
        given = {"login": login, "password": password}
        return await stranger.post("/v1/desk/sessions", json=given, headers=headers)

    async def seat(self, account: Account = MAI) -> Seat:
        """Sign somebody in."""
        answer = await self.sign_in(account.login)
        assert answer.status_code == 201, answer.text
        token = answer.json()["token"]
        return Seat(self.world.kiosk(token), token)

    async def waiting(self, person: dict[str, str] = NGHIEM, **more: Any) -> str:
        """Register somebody for whom an officer has to decide, a second ago; return the receipt code."""
        answer = await self.world.register(body(person, captured_at=self.world.at, **more))
        assert answer["status"] == "pending_review", answer
        self.world.pass_time(seconds=1)
        return str(answer["receipt_code"])


def code_of(response: httpx.Response) -> tuple[int, str]:
    """A problem's status and code."""
    return response.status_code, response.json()["code"]
