"""Codes that one person reads out to another: twelve characters, the last one a check character.

No 0, O, 1 or I, so that nothing is confused on the telephone. The check character is Luhn's, modulo 32:
it finds every single wrong character and nearly every pair of neighbours exchanged. A pick-up code's is
another than a receipt's with the same eleven characters, so that a code by itself tells which of them it is.
"""

import hashlib

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 12
PICK_UP = "pick_up"
"""The purpose of a code under which a half-filled form is kept."""
_SIZE = len(ALPHABET)
_SHIFT = _SIZE // 2


def check_character(body: str, purpose: str = "receipt") -> str:
    """Return the character that completes `body`, which is of `ALPHABET`."""
    total = _SHIFT if purpose == PICK_UP else 0
    for place, character in enumerate(reversed(body)):
        product = ALPHABET.index(character) * (2 if place % 2 == 0 else 1)
        total += product // _SIZE + product % _SIZE
    return ALPHABET[-total % _SIZE]


def is_valid(code: str, purpose: str = "receipt") -> bool:
    """Is `code` twelve characters of the alphabet with the check character of its purpose?"""
    return (
        len(code) == LENGTH
        and all(character in ALPHABET for character in code)
        and code[-1] == check_character(code[:-1], purpose)
    )


def normalise(text: str) -> str:
    """Bring what a person types ("7k3m-9qxr a2wd") to the form that `is_valid` reads."""
    return "".join(c for c in text.upper() if c.isalnum())


def grouped(code: str) -> str:
    """ "7K3M 9QXR A2WD": the way it is printed and read out."""
    return " ".join(code[i : i + 4] for i in range(0, len(code), 4))


def derived(purpose: str, secret: str) -> str:
    """The code that follows from `secret` (55 bits of its SHA-256): the same wherever it is computed.

    A receipt's code follows from the draft's idempotency key, so a slip handed out while the backend
    was away carries the code that the backend will know it by.
    """
    digest = int.from_bytes(hashlib.sha256(f"{purpose}\0{secret}".encode()).digest())
    body = "".join(ALPHABET[digest >> 5 * i & 31] for i in range(LENGTH - 1))
    return body + check_character(body, purpose)
