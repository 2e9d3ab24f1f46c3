"""Today's communes: found by typing a part of their name, and recognised in an address as it is printed."""

import csv
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest
from typing import Self

from kiosk.domain import names
from kiosk.domain.provinces import MERGED, PROVINCES

SHORTEST = 2
"""Letters from which a search begins: with one, a thousand communes may be meant."""
MOST = 5
"""As many as one screen lets a person choose from."""

_KIND = re.compile(r"^(?:(phuong|xa|dac khu|thi tran) +|(p|x|tt)\. *)")
_PROVINCE_KIND = re.compile(r"^(?:(thanh pho|tinh|tp) +|(tp|t)\. *)")
_SHORT = {"hcm": "ho chi minh", "hn": "ha noi"}
_STREET = re.compile(r".*[0-9]|(to|thon|xom|ap|so|khu|kp|khom|ban|buon|bon|lang|plei|duong|ngo|hem|pho)\b")
"""How a part of an address begins that is smaller than a commune: a house, a street, a hamlet."""
_NO_LETTER = re.compile(r"[-–,./]+")


@dataclass(frozen=True)
class Commune:
    """A commune, ward or special zone as of the reform of 2025; `code` has five digits."""

    code: str
    name: str
    province: str

    @cached_property
    def own_words(self) -> tuple[str, ...]:
        """Its folded name without what kind of place it is."""
        return _words(_KIND.sub("", names.fold(self.name)))

    @cached_property
    def province_words(self) -> tuple[str, ...]:
        """Its province's folded name, as it is spoken."""
        return _words(_spoken(self.province))

    @cached_property
    def kind(self) -> str:
        """What kind of place it is, folded: "phuong", "xa" or "dac khu"."""
        return _kind(names.fold(self.name))

    @cached_property
    def spelt_words(self) -> frozenset[str]:
        """The words of its name and its province's with all their marks."""
        return frozenset(self.in_full.casefold().replace(",", "").split())

    def is_of(self, kind: str) -> bool:
        """Is it of this kind, which may be "" or only the first letter?"""
        return self.kind.startswith(kind)

    @property
    def province_in_short(self) -> str:
        """Its province's name, as it is spoken."""
        return self.province.removeprefix("Thành phố ").removeprefix("Tỉnh ")

    @property
    def in_full(self) -> str:
        """Its name with the province's."""
        return f"{self.name}, {self.province}"


class Gazetteer:
    """All communes of today, seen from an office. The first search makes an index, `warm` makes it before."""

    def __init__(self, communes: Iterable[Commune], *, home: str = "", office_code: str = "") -> None:
        """`home` is the code of the office's own commune; `office_code` tells at least its province.

        A social-insurance office's code begins with its province's old one: "07921" with 079.
        """
        self._by_code = {commune.code: commune for commune in communes}
        self._of_province: dict[str, list[Commune]] = {}
        for commune in self._by_code.values():
            self._of_province.setdefault(commune.province, []).append(commune)
        self._provinces = {_spoken(province): province for province in self._of_province}
        self.home = self.named(home)
        """The commune in which most who come here live, where the office has said it."""
        self._near = self.home.province if self.home else self._province(PROVINCES.get(office_code[:3], ""))

    @classmethod
    def from_csv(cls, lines: Iterable[str], *, home: str = "", office_code: str = "") -> Self:
        """Read the table of the statistics office (docs/domain.md#communes)."""
        communes = (
            Commune(row["commune_code"], row["commune_name"], row["province_name"])
            for row in csv.DictReader(lines)
        )
        return cls(communes, home=home, office_code=office_code)

    def named(self, code: str) -> Commune | None:
        """Return the commune with this code."""
        return self._by_code.get(code)

    def search(self, typed: str) -> Sequence[Commune]:
        """Return up to `MOST` communes that `typed` may mean: the likeliest first, then this province's own.

        Each typed word begins a word of the name, or of the province's after it: "ben th hcm" does not have
        to be spelt out.
        """
        folded = names.fold(typed)
        wanted = _words(_KIND.sub("", folded))
        if len("".join(wanted)) < SHORTEST or (wanted[0].isdigit() and len(wanted) == 1):
            return ()
        kind = _kind(folded)
        marked = [word for word in names.clean(typed).casefold().split() if names.has_marks(word)]
        found = []
        for code in self._beginning(wanted[0]):
            commune = self._by_code[code]
            rank = _rank(commune, wanted)
            if rank is not None:
                differing = sum(word not in commune.spelt_words for word in marked)
                is_far = commune.province != self._near
                found.append((not commune.is_of(kind), rank, differing, is_far, self._order[code], code))
        return tuple(self._by_code[best[-1]] for best in nsmallest(MOST, found))

    def guess(self, address: str) -> Commune | None:
        """Return the one commune that an address as printed still names; None when that is not certain.

        Old cards name districts and wards that no longer exist, and some of today's communes bear a former
        district's name. So the name counts only where a commune's stands, in a province that is today's or
        has become a part of it.
        """
        parts = [part.strip() for part in names.clean(address).casefold().split(",")]
        province = self._province(_spoken(parts[-1]))
        if province is None:
            return None
        for part in _communes_place(parts[:-1]):
            found = self._called(part, province)
            if found:
                return found[0] if len(found) == 1 else None
        return None

    def warm(self) -> None:
        """Make the index now."""
        _ = self._index, self._order

    @cached_property
    def _index(self) -> list[tuple[str, str]]:
        """Each word of each name with the commune's code, in order."""
        return sorted((word, code) for code, c in self._by_code.items() for word in c.own_words)

    @cached_property
    def _order(self) -> dict[str, int]:
        """The place of each code in a list of communes: by what they are called, then by their provinces."""
        provinces = {province: names.sort_key(province) for province in self._of_province}

        def key(commune: Commune) -> tuple[object, ...]:
            return names.sort_key(commune.name[len(commune.kind) :]), provinces[commune.province]

        ordered = sorted(self._by_code.values(), key=key)
        return {commune.code: place for place, commune in enumerate(ordered)}

    def _beginning(self, word: str) -> set[str]:
        """Return the codes of the communes in whose name a word begins so."""
        index = self._index
        start, end = bisect_left(index, (word, "")), bisect_left(index, (word + "\U0010ffff", ""))
        return {code for _, code in index[start:end]}

    def _province(self, spoken: str) -> str | None:
        """Return today's province of this name, or the one of which a former province has become a part."""
        name = names.fold(spoken)
        name = _SHORT.get(name, name)
        return self._provinces.get(name) or self._provinces.get(_MERGED.get(name, ""))

    def _called(self, part: str, province: str) -> list[Commune]:
        """Return the communes of `province` of this name; of two, the one that is of its kind or spelt so."""
        folded = names.fold(part)
        words = _words(_KIND.sub("", folded))
        found = [commune for commune in self._of_province[province] if commune.own_words == words]
        same = [commune for commune in found if commune.is_of(_kind(folded))] or found
        spelt = [commune for commune in same if commune.name.casefold().endswith(part)]
        return spelt if len(spelt) == 1 else same


_MERGED = {names.fold(old): names.fold(new) for old, new in MERGED.items()}


def _communes_place(parts: Sequence[str]) -> Iterator[str]:
    """Yield the parts before the province that can be a commune, the likeliest first.

    Until 2025 the commune stood before a district, now it stands last. The last one is a commune's for
    certain when it says so, or when what stands before it is a hamlet or a street.
    """
    if parts and _KIND.match(names.fold(parts[-1])):
        yield parts[-1]
    if len(parts) > 1:
        yield parts[-2]
        if _STREET.match(names.fold(parts[-2])):
            yield parts[-1]


def _kind(folded: str) -> str:
    """Return what kind of place a name begins with, its first letter where it is abbreviated; "" for none."""
    match = _KIND.match(folded)
    found = (match[1] or match[2]) if match else ""
    return "" if found.startswith("t") else found  # there are no towns ("thị trấn") any more


def _rank(commune: Commune, wanted: Sequence[str]) -> int | None:
    """How well it fits: 0 the whole name, 1 its first words, 2 their beginning, 3 elsewhere, or not."""
    own = commune.own_words
    if own[: len(wanted)] == tuple(wanted):
        return 0 if len(own) == len(wanted) else 1
    *first, last = wanted
    if own[: len(first)] == tuple(first) and " ".join(own[len(first) :]).startswith(last):
        return 2
    rest = list(wanted)
    for word in (*own, *commune.province_words, _initials(commune.province_words)):
        if rest and word.startswith(rest[0]):
            rest.pop(0)
    return None if rest else 3


def _initials(words: Sequence[str]) -> str:
    return "".join(word[0] for word in words)


def _spoken(province: str) -> str:
    """Return a province's folded name without what kind of place it is."""
    return _PROVINCE_KIND.sub("", names.fold(province)).removesuffix(".")


def _words(folded: str) -> tuple[str, ...]:
    """Return the words of a folded name; "m'gar" and "m’gar" are one word, "a - b" are two.

    "oo" and "w" are what Telex makes "ô" and "ư" of.
    """
    plain = folded.replace("'", "").replace("’", "").replace("oo", "o").replace("w", "u")
    return tuple(_NO_LETTER.sub(" ", plain).split())
