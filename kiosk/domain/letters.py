"""A word as Vietnamese writes it: letters, each with the mark it carries, and one tone for them all."""

import unicodedata
from dataclasses import dataclass, field

HAT, HORN, BREVE, BAR = "^", "+", "(", "-"
_MARKED = {
    **{letter + HAT: marked for letter, marked in zip("aeo", "âêô", strict=True)},
    **{letter + HORN: marked for letter, marked in zip("ou", "ơư", strict=True)},
    "a" + BREVE: "ă",
    "d" + BAR: "đ",
}
PLAIN = {marked: (pair[0], pair[1]) for pair, marked in _MARKED.items()}
TONE_SIGNS = ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")
"""No tone, sắc, huyền, hỏi, ngã, nặng."""
VOWELS = frozenset("aeiouy")


@dataclass
class Letter:
    """A letter without its tone. `key` is as typed, which decides about capitals."""

    key: str
    base: str
    mark: str = ""
    is_lone_w: bool = False
    """It is the "ư" that Telex makes of a "w" with nothing to stand on."""

    @property
    def text(self) -> str:
        """Its lower-case letter."""
        return _MARKED.get(self.base + self.mark, self.base)

    @property
    def shown(self) -> str:
        """The letter in the case in which it was typed."""
        return self.text.upper() if self.key.isupper() else self.text


@dataclass
class Word:
    """A word as far as it has been typed."""

    letters: list[Letter] = field(default_factory=list)
    tone: int = 0
    is_literal: bool = False
    """A doubled key took something back: what follows is meant as it is typed."""
    taken_back_at: int = -1
    """Which of the keys did so."""

    @property
    def text(self) -> str:
        """Its lower-case letters without the tone."""
        return "".join(letter.text for letter in self.letters)

    def add(self, key: str) -> None:
        """Append a letter as typed; one that carries marks already brings them along."""
        sign = [s for s in unicodedata.normalize("NFD", key) if s in TONE_SIGNS[1:]]
        bare = unicodedata.normalize(
            "NFC", "".join(s for s in unicodedata.normalize("NFD", key) if s not in TONE_SIGNS[1:])
        )
        base, mark = PLAIN.get(bare.lower(), (bare.lower(), ""))
        self.letters.append(Letter(bare, base, mark))
        if sign:
            self.tone = TONE_SIGNS.index(sign[0])

    def take_back(self, key: str) -> None:
        """A key that was doubled stands for itself, and so does all that follows."""
        self.is_literal = True
        self.letters.append(Letter(key, key.lower()))

    def shown(self, tone_place: int) -> str:
        """The word in NFC, its tone on the letter at `tone_place`."""
        letters = [letter.shown for letter in self.letters]
        if self.tone and letters:
            letters[tone_place] += TONE_SIGNS[self.tone]
        return unicodedata.normalize("NFC", "".join(letters))
