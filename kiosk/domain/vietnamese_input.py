"""Typing Vietnamese without an input method: keys in, letters with their marks out (Telex and VNI).

A word is composed anew from its raw keys after each of them, in two readings. The strict one takes it for a
Vietnamese syllable, where a mark or a tone may be typed late ("tiengse" is "tiếng"). What comes out as no
syllable is read loosely: only doubled letters and a "w" right behind its vowel count, no tones. So "Kpă" and
"Êban" can be typed, and "Maria" and "Peter" stay as they are. The rules are those of UniKey and bamboo-core.
"""

import unicodedata
from typing import Literal

from kiosk.domain import syllables
from kiosk.domain.letters import BAR, BREVE, HAT, HORN, PLAIN, VOWELS, Letter, Word
from kiosk.domain.syllables import Style

Method = Literal["telex", "vni"]

_TONE_KEYS: dict[Method, str] = {"telex": "zsfrxj", "vni": "012345"}
"""Each at its tone's place in `TONE_SIGNS`."""
_MARK_KEYS: dict[Method, dict[str, tuple[tuple[str, str], ...]]] = {
    "telex": {
        "a": (("a", HAT),),
        "e": (("e", HAT),),
        "o": (("o", HAT),),
        "w": (("u", HORN), ("o", HORN), ("a", BREVE)),
        "d": (("d", BAR),),
    },
    "vni": {
        "6": (("a", HAT), ("e", HAT), ("o", HAT)),
        "7": (("u", HORN), ("o", HORN)),
        "8": (("a", BREVE),),
        "9": (("d", BAR),),
    },
}
"""What each key puts on which letter."""


def compose(keys: str, method: Method = "telex", style: Style = "old") -> str:
    """Return the text that is meant by typing `keys`.

    `style` places the tone in open oa, oe, uy: "old" is hòa, thủy, "new" is hoà, thuỷ. Letters that carry
    their marks already are legal keys: "tôis" is "tối". The answer is in NFC.
    """
    composed = ""
    word = ""
    for key in unicodedata.normalize("NFC", keys):
        if is_word_key(key, word, method):
            word += key
        else:
            composed += _compose_word(word, method, style) + key
            word = ""
    return composed + _compose_word(word, method, style)


def is_word_key(key: str, word: str, method: Method) -> bool:
    """Does `key` go on with `word`? In VNI the digits do, once there is a letter to put a mark on."""
    return key.isalpha() or (method == "vni" and bool(word) and key.isascii() and key.isdigit())


class Typing:
    """Composes while a person types into a field; the field tells what stands before the cursor."""

    def __init__(self, method: Method = "telex", style: Style = "old") -> None:
        self._method = method
        self._style = style
        self._keys = ""
        """The raw keys of the word under way."""
        self._shown = ""

    def press(self, before: str, key: str) -> tuple[int, str]:
        """Return how many characters before the cursor `key` replaces, and by what.

        After a backspace, a click, or text from elsewhere, the word that stands there is taken for the keys.
        """
        if self._shown != self._word_at_the_end(before):
            self._keys = self._shown = self._word_at_the_end(before)
        if not is_word_key(key, self._keys, self._method):
            self._keys = self._shown = ""
            return 0, key
        replaced = len(self._shown)
        self._keys += key
        self._shown = _compose_word(self._keys, self._method, self._style)
        return replaced, self._shown

    def put_tone(self, before: str, tone: int) -> tuple[int, str]:
        """Return the same for a key that is the tone itself, at its place in `TONE_SIGNS`; 0 takes it away.

        It holds for every word that has a vowel, since nothing else can be meant by it.
        """
        shown = self._word_at_the_end(before)
        word = Word()
        for letter in shown:
            word.add(letter)
        if not any(letter.base in VOWELS for letter in word.letters):
            return 0, ""
        word.tone = tone
        self._keys = self._shown = word.shown(_tone_place(word, self._style))
        return len(shown), self._shown

    def _word_at_the_end(self, text: str) -> str:
        start = len(text)
        while start and (text[start - 1].isalpha() or is_word_key(text[start - 1], "a", self._method)):
            start -= 1
        return text[start:].lstrip("0123456789")


def _compose_word(keys: str, method: Method, style: Style) -> str:
    word = _strict(keys, method)
    if word.is_literal:
        return word.shown(_tone_place(word, style))
    parsed = syllables.parse(word.text, word.tone, style)
    if parsed is None:
        return _loose(keys, method)
    return word.shown(parsed)


def _tone_place(word: Word, style: Style) -> int:
    """Where the tone stays in a word that is no syllable any more: where it was, as near as can be told."""
    for end in range(len(word.letters), 0, -1):
        place = syllables.parse("".join(letter.text for letter in word.letters[:end]), 0, style)
        if place is not None:
            return place
    return next((at for at, letter in enumerate(word.letters) if letter.base in VOWELS), 0)


# The strict reading: marks and tones may come late.


def _strict(keys: str, method: Method) -> Word:
    word = Word()
    for key in keys:
        low = key.lower()
        if word.is_literal:
            word.letters.append(Letter(key, low))
        elif low in _TONE_KEYS[method] and any(letter.base in VOWELS for letter in word.letters):
            _set_tone(word, key, _TONE_KEYS[method].index(low))
        elif low in _MARK_KEYS[method]:
            _set_mark(word, key, method)
        else:
            word.add(key)
            _complete_horn(word)
    return word


def _set_tone(word: Word, key: str, tone: int) -> None:
    if tone == word.tone:
        word.tone = 0
        word.take_back(key)
    else:
        word.tone = tone


def _set_mark(word: Word, key: str, method: Method) -> None:
    marks = _MARK_KEYS[method][key.lower()]
    done = [letter for letter in word.letters if (letter.base, letter.mark) in marks]
    if key.lower() == "w" and word.letters and word.letters[-1].is_lone_w:
        word.letters.pop()
        word.tone = 0
        word.take_back(key)
        return
    targets = _targets(word, marks)
    fresh = [(letter, mark) for letter, mark in targets if letter.mark != mark]
    if fresh and _fits(word, key, fresh):
        for letter, mark in fresh:
            letter.mark = mark
    elif done and not fresh and _would_undo(word, key, done):
        for letter in done:
            letter.mark = ""
        word.take_back(key)
    elif key.lower() == "w" and not any(letter.base in VOWELS for letter in word.letters):
        word.letters.append(Letter(key, "u", HORN, is_lone_w=True))
    else:
        word.add(key)
        _complete_horn(word)


def _targets(word: Word, marks: tuple[tuple[str, str], ...]) -> list[tuple[Letter, str]]:
    """The letters that a key would put its mark on: in the last group of vowels, or the "d" that begins."""
    if marks[0][0] == "d":
        first = word.letters[:1]
        return [(letter, BAR) for letter in first if letter.base == "d"]
    group = _last_vowels(word)
    by_base = dict(marks)
    bases = "".join(letter.base for letter in group)
    if ("u", HORN) in marks:
        at = bases.find("uo")
        if at >= 0:
            pair = group[at : at + 2]
            is_open = pair[-1] is word.letters[-1]
            waits = is_open and not (pair[0].mark or pair[1].mark)
            return [(letter, HORN) for letter in (pair[1:] if waits else pair)]
        if bases in ("ua", "uu"):
            return [(group[0], HORN)]
    eligible = [letter for letter in group if letter.base in by_base]
    return [(letter, by_base[letter.base]) for letter in eligible[-1:]]


def _last_vowels(word: Word) -> list[Letter]:
    """The last vowels that stand together; without the "u" of "qu" and, before a vowel, the "i" of "gi"."""
    end = len(word.letters)
    while end and word.letters[end - 1].base not in VOWELS:
        end -= 1
    start = end
    while start and word.letters[start - 1].base in VOWELS:
        start -= 1
    begins = "".join(letter.base for letter in word.letters[: start + 1])
    if start == 1 and (begins == "qu" or (begins == "gi" and end - start > 1)):
        start += 1
    return word.letters[start:end]


def _fits(word: Word, key: str, fresh: list[tuple[Letter, str]]) -> bool:
    """A doubled vowel may also be meant as a letter: "oao" is one syllable, "ôa" is none."""
    if key.lower() not in VOWELS or word.letters[-1] is fresh[-1][0]:
        return True
    return not syllables.begins(word.text + key.lower())


def _would_undo(word: Word, key: str, done: list[Letter]) -> bool:
    """Is it the same key once more, and not a vowel that goes on?"""
    return key.lower() not in VOWELS or word.letters[-1] is done[-1]


def _complete_horn(word: Word) -> None:
    """ "uơ" stands alone only at a word's end ("thuở"); before anything else it is "ươ"."""
    if len(word.letters) < 3 or word.letters[0].base == "q":
        return
    u, o = word.letters[-3:-1]
    if u.base == "u" and not u.mark and o.base == "o" and o.mark == HORN:
        u.mark = HORN


# The loose reading: only what stands side by side, and no tones.


def _loose(keys: str, method: Method) -> str:
    word = Word()
    for key in keys:
        last = word.letters[-1] if word.letters else None
        mark = dict(_MARK_KEYS[method].get(key.lower(), ())).get(last.base if last else "", "")
        if last is None or not mark or word.is_literal or (last.mark and last.mark != mark):
            _append_as_typed(word, key)
        elif last.mark:
            last.mark = ""
            word.take_back(key)
        else:
            last.mark = mark
    return word.shown(0)


def _append_as_typed(word: Word, key: str) -> None:
    """A letter with a tone keeps it, since no tone is placed here."""
    base, mark = PLAIN.get(key.lower(), (key.lower(), ""))
    word.letters.append(Letter(key, base, mark))
