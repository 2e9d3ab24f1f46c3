"""Names of places as they are compared: folded, without what kind of place it is, however they are spaced."""

import re
from collections.abc import Iterable, Sequence
from typing import TypeVar

from kiosk.domain import names

T = TypeVar("T")

KIND = re.compile(r"^(?:(phuong|xa|dac khu|thi tran) +|(p|x|tt)\. *)")
_WIDER_KIND = re.compile(r"^(?:(thanh pho|tinh|tp|quan|huyen|thi xa) +|(tp|t|q|h|tx)\. *)")
_NO_LETTER = re.compile(r"[-–,./]+")


def kind_of(name: str) -> str:
    """Return what kind of commune a name begins with, in short its first letter; "" for none."""
    match = KIND.match(names.fold(name))
    found = (match[1] or match[2]) if match else ""
    return "" if found.startswith("t") else found  # there are no towns ("thị trấn") any more


def spoken(wider: str) -> str:
    """Return the folded name of a province or district without what kind of place it is."""
    return _WIDER_KIND.sub("", names.fold(wider)).removesuffix(".")


def words_of_commune(name: str) -> tuple[str, ...]:
    """Return the words of a commune's name without what kind it is."""
    return words(KIND.sub("", names.fold(name)))


def words(text: str) -> tuple[str, ...]:
    """Return the folded words of a name; "m'gar" and "m’gar" are one word, "a - b" are two.

    "oo" and "w" are what Telex makes "ô" and "ư" of.
    """
    plain = names.fold(text).replace("'", "").replace("’", "").replace("oo", "o").replace("w", "u")
    return tuple(_NO_LETTER.sub(" ", plain).split())


def squeezed(name_words: Iterable[str]) -> str:
    """Return words as one, spelt in one of the ways in which they are: "Ealy", "Tà Si Láng", "Qui Nhơn".

    i and y are one, and so are s and x; what is doubled stands once.
    """
    letters = "".join(name_words).replace("y", "i").replace("x", "s")
    return re.sub(r"(.)\1+", r"\1", letters)


def index(named: Iterable[tuple[T, Sequence[str]]]) -> list[tuple[str, T]]:
    """Return each word of each name with what bears it, in order, to be searched by beginnings."""
    return sorted((word, bearer) for bearer, its_words in named for word in its_words)


def rank(own: Sequence[str], wider: Sequence[str], wanted: Sequence[str]) -> int | None:
    """How well `wanted` fits a name: 0 the whole, 1 its first words, 2 their beginning, 3 elsewhere, or not.

    `wider` are the words of the places around it, which may follow: "ben th hcm" is Bến Thành in HCM.
    """
    if tuple(own[: len(wanted)]) == tuple(wanted):
        return 0 if len(own) == len(wanted) else 1
    *first, last = wanted
    if tuple(own[: len(first)]) == tuple(first) and " ".join(own[len(first) :]).startswith(last):
        return 2
    rest = list(wanted)
    for word in (*own, *wider, _initials(wider)):
        if rest and word.startswith(rest[0]):
            rest.pop(0)
    return None if rest else 3


def _initials(of_words: Sequence[str]) -> str:
    return "".join(word[0] for word in of_words)
