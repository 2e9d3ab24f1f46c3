"""The codes that people hold before a scanner by mistake, told apart so that each can be named to them."""

import re
from typing import Literal

Other = Literal["payment", "web_address", "contact", "wifi", "barcode"]

_SIGNS: tuple[tuple[Other, re.Pattern[str]], ...] = (
    ("payment", re.compile(r"0002010[12]")),  # EMVCo's first field; VietQR is of that form
    ("web_address", re.compile(r"(?:https?://|www\.)", re.IGNORECASE)),
    ("contact", re.compile(r"(?:BEGIN:VCARD|MECARD:)", re.IGNORECASE)),
    ("wifi", re.compile(r"WIFI:", re.IGNORECASE)),
    ("barcode", re.compile(r"[0-9]{8,14}$")),
)


def recognise(text: str) -> Other | None:
    """Return what `text` is, when it is one of these; it is no card's, that was seen before."""
    return next((other for other, sign in _SIGNS if sign.match(text)), None)
