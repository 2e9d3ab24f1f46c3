"""Today's communes: found by typing a part of their name, and recognised in an address as it is printed."""

import csv
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from heapq import nsmallest
from typing import Any, Self

from kiosk.domain import names
from kiosk.domain.former_communes import FormerCommune, FormerCommunes
from kiosk.domain.place_names import KIND, index, kind_of, rank, spoken, squeezed, words, words_of_commune
from kiosk.domain.provinces import MERGED, PROVINCES

SHORTEST = 2
"""Letters from which a search begins: with one, a thousand communes may be meant."""
MOST = 5
"""As many as one screen lets a person choose from."""

_SHORT = {"hcm": "ho chi minh", "hn": "ha noi"}
_STREET = re.compile(r".*[0-9]|(to|thon|xom|ap|so|khu|kp|khom|ban|buon|bon|lang|plei|duong|ngo|hem|pho)\b")
"""How a part of an address begins that is smaller than a commune: a house, a street, a hamlet."""
_WITH_DISTRICT = 3
"""Parts of an address from before the reform: commune, district, province."""
_SQUEEZED, _FORMER = 2, 4
"""How well a name fits that is spaced or spelt otherwise; how far former names stand behind today's."""


@dataclass(frozen=True)
class Commune:
    """A commune, ward or special zone as of the reform of 2025; `code` has five digits."""

    code: str
    name: str
    province: str
    former: str = field(default="", compare=False)
    """Under which name from before the reform it was found; "" when under its own."""

    @cached_property
    def own_words(self) -> tuple[str, ...]:
        """Its folded name without what kind of place it is."""
        return words_of_commune(self.name)

    @cached_property
    def province_words(self) -> tuple[str, ...]:
        """Its province's folded name, as it is spoken."""
        return words(spoken(self.province))

    @cached_property
    def kind(self) -> str:
        """What kind of place it is, folded: "phuong", "xa" or "dac khu"."""
        return kind_of(self.name)

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

    def __init__(
        self,
        communes: Iterable[Commune],
        *,
        home: str = "",
        office_code: str = "",
        former: Callable[[], FormerCommunes] = lambda: FormerCommunes(()),
    ) -> None:
        """`home` is the code of the office's own commune; `office_code` tells at least its province.

        A social-insurance office's code begins with its province's old one: "07921" with 079. `former` reads
        the communes from before the reform, when they are first needed.
        """
        self._read_former = former
        self._by_code = {commune.code: commune for commune in communes}
        self._of_province: dict[str, list[Commune]] = {}
        for commune in self._by_code.values():
            self._of_province.setdefault(commune.province, []).append(commune)
        self._provinces = {spoken(province): province for province in self._of_province}
        self.home = self.named(home)
        """The commune in which most who come here live, where the office has said it."""
        self._near = self.home.province if self.home else self._province(PROVINCES.get(office_code[:3], ""))

    @classmethod
    def from_csv(cls, lines: Iterable[str], **more: Any) -> Self:
        """Read the statistics office's table (docs/domain.md#communes); `more` as the constructor has it."""
        communes = (
            Commune(row["commune_code"], row["commune_name"], row["province_name"])
            for row in csv.DictReader(lines)
        )
        return cls(communes, **more)

    def named(self, code: str) -> Commune | None:
        """Return the commune with this code."""
        return self._by_code.get(code)

    def search(self, typed: str) -> Sequence[Commune]:
        """Return up to `MOST` communes that `typed` may mean: the likeliest first, then this province's own.

        Each typed word begins a word of the name, or of the province's after it: "ben th hcm" does not have
        to be spelt out.
        """
        wanted = words_of_commune(typed)
        if len("".join(wanted)) < SHORTEST or (wanted[0].isdigit() and len(wanted) == 1):
            return ()
        marked = [word for word in names.clean(typed).casefold().split() if names.has_marks(word)]
        best: dict[str, tuple[tuple[Any, ...], Commune]] = {}
        for commune, fit, is_other in self._meant(typed):
            differing = sum(word not in commune.spelt_words for word in marked)
            is_far = commune.province != self._near
            place = (is_other, fit, differing, is_far, self._order[commune.code], commune.code)
            if commune.code not in best or place < best[commune.code][0]:
                best[commune.code] = place, commune
        return tuple(commune for _, commune in nsmallest(MOST, best.values(), key=lambda found: found[0]))

    def _meant(self, typed: str) -> Iterator[tuple[Commune, int, bool]]:
        """Yield what may be meant, how well it fits, and whether it is of another kind than was said.

        "phuong duc" is a ward "Đức" or the commune "Phượng Dực". Former names stand behind today's, so they
        are looked for only where those leave room.
        """
        kind, certain = kind_of(typed), 0
        readings = {words_of_commune(typed): kind, words(typed): ""}
        for wanted, said in readings.items():
            for commune, fit in self._todays(wanted):
                is_other = not commune.is_of(said)
                certain += not is_other
                yield commune, fit, is_other
        if certain < MOST:
            for wanted in readings:
                yield from ((commune, fit, False) for commune, fit in self._formers(wanted))

    def _todays(self, wanted: Sequence[str]) -> Iterator[tuple[Commune, int]]:
        """Yield today's communes of such a name, each with how well it fits."""
        for code in self._beginning(wanted[0]):
            commune = self._by_code[code]
            fit = rank(commune.own_words, commune.province_words, wanted)
            if fit is not None:
                yield commune, fit
        names_, start = self._squeezed, squeezed(wanted)
        for name, code in names_[bisect_left(names_, (start, "")) :]:
            if not name.startswith(start):
                break
            yield self._by_code[code], _SQUEEZED

    def _formers(self, wanted: Sequence[str]) -> Iterator[tuple[Commune, int]]:
        """Yield what the communes of such a former name have become a part of; where several, all of them."""
        for former in self._former.beginning(wanted[0]):
            fit = rank(former.own_words, former.wider_words, wanted)
            if fit is not None:
                yield from ((commune, fit + _FORMER) for commune in self._today(former))

    def _today(self, former: FormerCommune) -> Sequence[Commune]:
        found = [replace(self._by_code[code], former=former.in_short) for code in former.today]
        return [commune for commune in found if commune.own_words != former.own_words]

    def guess(self, address: str) -> Commune | None:
        """Return the one commune that an address as printed still names; None when that is not certain.

        Old cards name districts and wards that no longer exist, and some of today's communes bear a former
        district's name. So the name counts only where a commune's stands, in a province that is today's or
        has become a part of it.
        """
        parts = [part.strip() for part in names.clean(address).casefold().split(",")]
        province = self._province(spoken(parts[-1]))
        if province is None:
            return None
        for part in _communes_place(parts[:-1]):
            found = self._called(part, province)
            if found:
                return found[0] if len(found) == 1 else None
        return self._guess_former(parts)

    def _guess_former(self, parts: Sequence[str]) -> Commune | None:
        """Return what "commune, district, province" from before the reform is a part of, if that is one."""
        if len(parts) < _WITH_DISTRICT:
            return None
        *_, commune, district, province = parts
        called = self._former.called(commune, district, _SHORT.get(spoken(province), spoken(province)))
        codes = {code for former in called for code in former.today}
        return self.named(codes.pop()) if len(codes) == 1 else None

    def warm(self) -> None:
        """Make the indexes now."""
        _ = self._index, self._order, self._squeezed
        self._former.warm()

    @cached_property
    def _former(self) -> FormerCommunes:
        return self._read_former()

    @cached_property
    def _index(self) -> list[tuple[str, str]]:
        """Each word of each name with the commune's code, in order."""
        return index((code, commune.own_words) for code, commune in self._by_code.items())

    @cached_property
    def _squeezed(self) -> list[tuple[str, str]]:
        """Each name with its province's as one word, with the commune's code, in order."""
        return sorted(
            (squeezed((*c.own_words, *c.province_words)), code) for code, c in self._by_code.items()
        )

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
        own = words_of_commune(part)
        found = [commune for commune in self._of_province[province] if commune.own_words == own]
        same = [commune for commune in found if commune.is_of(kind_of(part))] or found
        spelt = [commune for commune in same if commune.name.casefold().endswith(part)]
        return spelt if len(spelt) == 1 else same


_MERGED = {names.fold(old): names.fold(new) for old, new in MERGED.items()}


def _communes_place(parts: Sequence[str]) -> Iterator[str]:
    """Yield the parts before the province that can be a commune, the likeliest first.

    Until 2025 the commune stood before a district, now it stands last. The last one is a commune's for
    certain when it says so, or when what stands before it is a hamlet or a street.
    """
    if parts and KIND.match(names.fold(parts[-1])):
        yield parts[-1]
    if len(parts) > 1:
        yield parts[-2]
        if _STREET.match(names.fold(parts[-2])):
            yield parts[-1]
