"""The code on an officer's badge: its own beginning, then digits, so that nothing takes it for anything else.

There is no vowel in it: a Vietnamese input method between scanner and kiosk puts marks on vowels alone, and
has nothing to change here (docs/terminal.md#vietnamese).
"""

from kiosk.domain.problems import Invalid, Problem

DIGITS = 40
"""Of the secret: 132 random bits."""
_BEGINNING = "BHXHCB:"


def to_text(secret: str) -> str:
    """Return what the badge's code says."""
    return _BEGINNING + secret


def parse(text: str) -> str | None:
    """Return the secret; None when it is no badge's code. Raises `Invalid` for half of one."""
    beginning, _, secret = text.strip().upper().partition(":")
    if f"{beginning}:" != _BEGINNING:
        return None
    if len(secret) != DIGITS or not (secret.isascii() and secret.isdecimal()):
        raise Invalid(Problem("code.damaged"))
    return secret
