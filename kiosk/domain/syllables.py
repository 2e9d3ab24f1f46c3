"""The syllables of Vietnamese as tables: what may begin one, what its rime may be, where its tone stands.

Widened beyond the school's spelling by the clusters and the final k of names from the highlands: Blô, Krông,
Đắk, Rchâm.
"""

from functools import cache
from typing import Literal

Style = Literal["old", "new"]
"""Where the tone of open oa, oe, uy stands: hòa, thủy or hoà, thuỷ."""

_VIETNAMESE = " b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"  # the first is none at all
_HIGHLAND = "bl br đr hl hm kl kr ml pl pr rch tl"
_HIGHLANDERS = frozenset(_HIGHLAND.split(" "))
INITIALS = frozenset(_VIETNAMESE.split(" ")) | _HIGHLANDERS

_OPEN = "-"
"""In the table of finals: the rime may end with its vowel."""
_FINALS = {
    "a": "- c ch k m n ng nh p t",
    "ă": "c k m n ng p t",
    "â": "c k m n ng p t",
    "e": "- c k m n ng p t",
    "ê": "- c ch k m n nh p t",
    "i": "- c ch k m n nh p t",
    "o": "- c k m n ng p t",
    "ô": "- c k m n ng p t",
    "ơ": "- k m n p t",
    "u": "- c k m n ng p t",
    "ư": "- c k m n ng t",
    "y": "- ch n nh p t",
    "oa": "- c ch m n ng nh p t",
    "oă": "c m n ng t",
    "oe": "- m n t",
    "oo": "c ng",
    "uâ": "n ng t",
    "uê": "- ch n nh t",
    "uy": "- ch n nh p t",
    "uyê": "n t",
    "iê": "c k m n ng p t",
    "yê": "m n ng t",
    "uô": "c k m n ng t",
    "ươ": "c k m n ng p t",
}
_GLIDING = (
    "ai ao au ay âu ây eo êu ia iu oi ôi ơi ua ui uơ ưa ưi ưu "
    "oai oao oay oeo uây uôi ươi ươu iêu yêu uya uyu uêu"
)
_FINALS |= dict.fromkeys(_GLIDING.split(" "), _OPEN)
"""The finals of each group of vowels."""
_STOPS = frozenset(["c", "ch", "k", "p", "t"])
_STOP_TONES = frozenset([0, 1, 5])
"""No tone, which is not yet typed or foreign, sắc and nặng: all that a stopped syllable can have."""
_MARKED = frozenset("ăâêôơư")


def rimes() -> dict[str, tuple[str, str]]:
    """Every rime with its vowels and its final."""
    return {
        vowels + final.replace(_OPEN, ""): (vowels, final.replace(_OPEN, ""))
        for vowels, finals in _FINALS.items()
        for final in finals.split(" ")
    }


_RIMES = rimes()
_UNFINISHED = {vowels: (vowels, "") for vowels in _FINALS}
"""Vowels that want a final have none yet while they are typed."""
_WAYS_ON = frozenset(rime[:end] for rime in _RIMES for end in range(1, len(rime) + 1))


def parse(text: str, tone: int, style: Style) -> int | None:
    """Return at which letter of `text` its tone stands; None when it is no syllable, nor begins one.

    `text` is in lower case and without the tone, which is a number from 0 (none) to 5.
    """
    found = _split(text)
    if found is None:
        return None
    initial, vowels, final = found
    if final in _STOPS and tone not in _STOP_TONES:
        return None
    return len(initial) + tone_place(vowels, final, style)


def begins(text: str) -> bool:
    """Is there a syllable that begins with `text`?"""
    return any(text[len(initial) :] in _WAYS_ON for initial in INITIALS if text.startswith(initial))


def is_highland(text: str) -> bool:
    """Does a syllable begin as only names of the highlands do?"""
    found = _split(text)
    return found is not None and found[0] in _HIGHLANDERS


def tone_place(vowels: str, final: str, style: Style) -> int:
    """Return which of the vowels carries the tone."""
    marked = [at for at, vowel in enumerate(vowels) if vowel in _MARKED]
    if marked:
        return marked[-1]
    if final:
        return len(vowels) - 1
    if len(vowels) == 3 or (style == "new" and vowels in ("oa", "oe", "uy")):
        return 1
    return 0


@cache
def _longest_first() -> tuple[str, ...]:
    return tuple(sorted(INITIALS, key=len, reverse=True))


def _split(text: str) -> tuple[str, str, str] | None:
    """Return initial, vowels, final; the longest initial that leaves a rime wins ("giá", not "gía")."""
    for initial in _longest_first():
        if text.startswith(initial):
            rime = text[len(initial) :]
            found = _RIMES.get(rime) or _UNFINISHED.get(rime)
            if found:
                return (initial, *found)
    return None
