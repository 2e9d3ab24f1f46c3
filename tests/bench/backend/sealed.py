"""Envelopes as an outbox sends them, a hundred in one call."""

import base64
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from kiosk.client.encryption import Keyring
from kiosk.contract.envelopes import ENVELOPES
from kiosk.contract.keys import KEYS, KeysAnswer
from tests.load.requests import body, idempotency_key, post
from tests.service import Service


class Outbox:
    """Seals to one service's public key."""

    def __init__(self, service: Service, directory: Path) -> None:
        status, content = service.get(KEYS)
        assert status == 200, status
        self._keyring = Keyring(directory / "backend-keys.json")
        self._keyring.renew(KeysAnswer.model_validate_json(content))

    def envelopes(self, people: Sequence[int], run: str, bearer: str) -> bytes:
        """`POST /v1/envelopes` with one for each of `people`."""
        at = datetime.now(UTC)
        sealed = [self._envelope(number, idempotency_key(run, number), at) for number in people]
        content = json.dumps({"envelopes": sealed}).encode()
        return post(ENVELOPES, content, bearer, idempotency_key(run, people[0]))

    def _envelope(self, number: int, key: str, at: datetime) -> dict[str, str]:
        sealed = self._keyring.encrypt(body(number, at), key)
        return {
            "idempotency_key": key,
            "kid": sealed.kid,
            "sealed": base64.b64encode(sealed.content).decode(),
        }
