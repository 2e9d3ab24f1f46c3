"""Half-filled forms, encrypted here under the code on the person's slip. The code stays at the kiosk."""

import asyncio
import base64
import os
from dataclasses import replace
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from pydantic import TypeAdapter, ValidationError

from kiosk.client.api import Api
from kiosk.contract.pick_ups import PICK_UPS, PickUpAnswer, PickUpBody, PickUpKeys, PickUpReceipt
from kiosk.contract.sessions import EmptyBody
from kiosk.domain.problems import Invalid
from kiosk.domain.registration.draft import Draft
from kiosk.ports.errors import Refused
from kiosk.ports.pick_ups import KeptForm

_NONCE_BYTES = 12
_STEP = 2048
"""Bytes: forms grow by so much, so that their length does not tell what was answered."""


class HttpPickUps:
    """`ports.pick_ups.PickUps` over the API."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._keys_of: dict[str, PickUpKeys] = {}

    async def keep(self, draft: Draft, code: str) -> KeptForm:
        """Encrypt a form and have it kept."""
        keys = await self._keys(code)
        try:
            body = PickUpBody(
                form_id=keys.form_id, sealed=base64.b64encode(encrypted_draft(draft, keys)).decode()
            )
        except ValidationError as error:
            raise Refused("invalid_body") from error
        kept = await self._api.order(PICK_UPS, body, PickUpReceipt)
        return KeptForm(code, kept.signed, kept.expires_at)

    async def open(self, code: str) -> Draft:
        """Fetch a form and decrypt it."""
        keys = await self._keys(code)
        answer = await self._api.ask(f"{PICK_UPS}/{keys.form_id}", PickUpAnswer)
        try:
            return decrypted_draft(base64.b64decode(answer.sealed) if answer else b"", keys)
        except ValueError as error:
            raise Refused("pick_up_unknown") from error

    async def erase(self, code: str) -> None:
        """Have it kept no more."""
        keys = await self._keys(code)
        await self._api.order(f"{PICK_UPS}/{keys.form_id}/erase", None, EmptyBody)

    async def _keys(self, code: str) -> PickUpKeys:
        """Derive what follows from a code, once: it takes a while, and the screen goes on meanwhile."""
        if code not in self._keys_of:
            self._keys_of[code] = await asyncio.to_thread(PickUpKeys.of, code)
        return self._keys_of[code]


def encrypted_draft(draft: Draft, keys: PickUpKeys) -> bytes:
    """Encrypt a form without the proof of its phone: that is good for half an hour, and worth stealing."""
    content = _drafts().dump_json(replace(draft, phone_proof=None))
    padded = content.ljust(-(-len(content) // _STEP) * _STEP)
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + ChaCha20Poly1305(keys.key).encrypt(nonce, padded, keys.form_id.encode())


def decrypted_draft(encrypted: bytes, keys: PickUpKeys) -> Draft:
    """Decrypt a form. Raises `ValueError` for another code's, a damaged or a too different program's.

    A field that this program does not know is left aside; one that the form does not have is unanswered.
    """
    nonce, content = encrypted[:_NONCE_BYTES], encrypted[_NONCE_BYTES:]
    try:
        opened = ChaCha20Poly1305(keys.key).decrypt(nonce, content, keys.form_id.encode())
        return _drafts().validate_json(opened)
    except (InvalidTag, Invalid) as error:
        raise ValueError("not a form that this code opens") from error


@cache
def _drafts() -> TypeAdapter[Draft]:
    return TypeAdapter(Draft)
