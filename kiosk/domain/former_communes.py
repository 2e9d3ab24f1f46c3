"""The communes from before July 2025: people still say their names, and old cards print them."""

import csv
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from kiosk.domain.place_names import index, kind_of, spoken, words, words_of_commune


@dataclass(frozen=True)
class FormerCommune:
    """A commune that is no more; `today` has the codes of what it is a part of now, the most of it first."""

    province: str
    district: str
    name: str
    today: tuple[str, ...]
    wider_words: tuple[str, ...] = ()
    """The folded words of its district, with what kind that was, and of its province."""

    @cached_property
    def own_words(self) -> tuple[str, ...]:
        """Its folded name without what kind of place it was."""
        return words_of_commune(self.name)

    @property
    def in_short(self) -> str:
        """Its name with the district's, as people say it."""
        return f"{self.name}, {self.district}"


class FormerCommunes:
    """All of them, found by words of their names."""

    def __init__(self, communes: Iterable[FormerCommune]) -> None:
        self._communes = list(communes)

    @classmethod
    def from_csv(cls, lines: Iterable[str]) -> Self:
        """Read assets/data/former_communes.csv."""
        wider: dict[tuple[str, str], tuple[str, ...]] = {}
        communes = []
        for row in csv.DictReader(lines):
            province, district = row["province"], row["district"]
            if (province, district) not in wider:
                wider[province, district] = (*words(district), *words(spoken(province)))
            today = tuple(row["today"].split())
            communes.append(
                FormerCommune(province, district, row["commune"], today, wider[province, district])
            )
        return cls(communes)

    def warm(self) -> None:
        """Make the index now."""
        _ = self._index

    def beginning(self, word: str) -> Iterator[FormerCommune]:
        """Yield the communes in whose name a word begins so."""
        found = self._index
        start, end = bisect_left(found, (word, -1)), bisect_left(found, (word + "\U0010ffff", -1))
        return (self._communes[at] for at in sorted({at for _, at in found[start:end]}))

    def called(self, commune: str, district: str, province: str) -> Sequence[FormerCommune]:
        """Return those of exactly these names, as an address has them; of a kind where it is named.

        `province` is as the table has it, `district` may leave out what kind it is.
        """
        own, kind = words_of_commune(commune), kind_of(commune)
        wider = (*words(spoken(district)), *words(spoken(province)))
        return [
            former
            for former in self.beginning(own[0] if own else "-")
            if former.own_words == own and former.wider_words[-len(wider) :] == wider
            if kind_of(former.name).startswith(kind)
        ]

    @cached_property
    def _index(self) -> list[tuple[str, int]]:
        return index((at, former.own_words) for at, former in enumerate(self._communes))
