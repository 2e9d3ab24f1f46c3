"""Codes that one person reads out to another: twelve characters, the last one a check character.

No 0, O, 1 or I, so that nothing is confused on the telephone. The check character is Luhn's, modulo 32:
it finds every single wrong character and nearly every pair of neighbours exchanged.
"""

import hashlib

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 12
_SIZE = len(ALPHABET)


def check_character(body: str) -> str:
    """Return the character that completes `body`, which is of `ALPHABET`."""
    total = 0
    for place, character in enumerate(reversed(body)):
        product = ALPHABET.index(character) * (2 if place % 2 == 0 else 1)
        total += product // _SIZE + product % _SIZE
    return ALPHABET[-total % _SIZE]


def is_valid(code: str) -> bool:
    """Is `code` twelve characters of the alphabet with the right check character?"""
    return (
        len(code) == LENGTH
        and all(character in ALPHABET for character in code)
        and code[-1] == check_character(code[:-1])
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
    return body + check_character(body)
