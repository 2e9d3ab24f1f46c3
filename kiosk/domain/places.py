"""Today's communes, found by typing a part of their name, with accents or without."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from kiosk.domain import names

_KINDS = ("phường ", "xã ", "đặc khu ")
_PROVINCE_KINDS = ("thành phố ", "tỉnh ")


@dataclass(frozen=True)
class Commune:
    """A commune, ward or special zone as of the reform of 2025; `code` has five digits."""

    code: str
    name: str
    province: str

    @cached_property
    def own_words(self) -> tuple[str, ...]:
        """Its folded name without what kind of place it is."""
        return tuple(_without(self.name, _KINDS).split())

    @cached_property
    def province_words(self) -> tuple[str, ...]:
        """Its province's folded name, as it is spoken."""
        return tuple(_without(self.province, _PROVINCE_KINDS).split())

    @property
    def in_full(self) -> str:
        """Its name with the province's."""
        return f"{self.name}, {self.province}"


def search(communes: Iterable[Commune], typed: str, limit: int = 5) -> Sequence[Commune]:
    """Return the communes that `typed` may mean, the likeliest first.

    Each typed word begins a word of the name, or of the province's after it: "ben th hcm" does not have to
    be spelt out. Names that begin with what was typed come first, then short ones.
    """
    wanted = tuple(_without(typed, _KINDS).split())
    if not wanted:
        return ()
    kind = names.fold(typed).removesuffix(" ".join(wanted))
    found = [
        (rank, commune)
        for commune in communes
        if names.fold(commune.name).startswith(kind) and (rank := _rank(commune, wanted)) is not None
    ]
    found.sort(key=lambda pair: (pair[0], len(pair[1].name), pair[1].code))
    return tuple(commune for _, commune in found[:limit])


def in_address(communes: Iterable[Commune], address: str) -> Commune | None:
    """Return the one commune that an address as printed still names; None when none does, or several do.

    Old cards name districts and wards that no longer exist, so only name and province together count.
    """
    text = f" {' '.join(names.fold(address).replace(',', ' ').replace('-', ' ').split())} "
    named = [
        commune
        for commune in communes
        if f" {' '.join(commune.province_words)} " in text and f" {' '.join(commune.own_words)} " in text
    ]
    longest = max((len(commune.own_words) for commune in named), default=0)
    best = [commune for commune in named if len(commune.own_words) == longest]
    return best[0] if len(best) == 1 else None


def _rank(commune: Commune, wanted: Sequence[str]) -> int | None:
    """How well it fits: 0 the whole name, 1 its beginning, 2 somewhere within; None when it does not."""
    own = commune.own_words
    if own == tuple(wanted):
        return 0
    if _begins(own, wanted):
        return 1
    rest = list(wanted)
    for word in (*own, *commune.province_words, _initials(commune.province_words)):
        if rest and word.startswith(rest[0]):
            rest.pop(0)
    return None if rest or not any(word.startswith(wanted[0]) for word in own) else 2


def _begins(words: Sequence[str], wanted: Sequence[str]) -> bool:
    return len(wanted) <= len(words) and all(
        word == part if number < len(wanted) - 1 else word.startswith(part)
        for number, (word, part) in enumerate(zip(words, wanted, strict=False))
    )


def _initials(words: Sequence[str]) -> str:
    return "".join(word[0] for word in words)


def _without(name: str, kinds: Sequence[str]) -> str:
    folded = names.fold(name)
    for kind in kinds:
        folded = folded.removeprefix(names.fold(kind) + " ")
    return folded
