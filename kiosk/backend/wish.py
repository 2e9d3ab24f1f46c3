"""Whose card somebody without a phone would like to see, as it stands sealed in a call for an officer."""

from kiosk.backend.vault import Vault
from kiosk.office_contract import CardWish

_PLACE = "desk_calls.sealed"


def seal(vault: Vault, wish: CardWish) -> bytes:
    """Seal a wish for its call's row."""
    return vault.seal(wish.model_dump_json().encode(), _PLACE)


def read(vault: Vault, sealed: bytes) -> CardWish:
    """Open it."""
    return CardWish.model_validate_json(vault.open(sealed, _PLACE))
