"""Typing Vietnamese without an input method: keys in, letters with their marks out (Telex and VNI).

A word is composed anew from its raw keys after each of them, in two readings. The strict one takes it for a
Vietnamese syllable, where a mark or a tone may be typed late ("tiengse" is "tiếng"). What comes out as no
syllable is read loosely: only doubled letters and a "w" right behind its vowel count, and a tone only where
such a vowel stands. So "Kpă", "Êban" and "Glắt" can be typed, and "Maria" and "Peter" stay as they are. The
rules are those of UniKey and bamboo-core.
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
        if _keeps_both(keys, word, method, style):
            return _loose(keys, method, style)
        return word.shown(_tone_place(word, style))
    parsed = syllables.parse(word.text, word.tone, style)
    if parsed is None or (syllables.is_highland(word.text) and _has_tone_within(keys, method)):
        return _loose(keys, method, style)
    return word.shown(parsed)


def _keeps_both(keys: str, word: Word, method: Method, style: Style) -> bool:
    """Is a doubled tone key two letters of a name ("Hussein"), and no way to take the tone back ("Rosse")?

    It is where more vowels follow and the key alone would have put its tone on nothing that is a syllable.
    """
    at = word.taken_back_at
    if keys[at].lower() not in _TONE_KEYS[method] or not _has_vowel(keys[at + 1 :]):
        return False
    alone = _strict(keys[:at] + keys[at + 1 :], method)
    return alone.is_literal or syllables.parse(alone.text, alone.tone, style) is None


def _has_tone_within(keys: str, method: Method) -> bool:
    """Does a letter stand between vowels that could be a tone? It is one of "Krajăn"'s; a digit never is."""
    if method != "telex":
        return False
    vowels = [at for at, key in enumerate(keys) if _has_vowel(key)]
    return bool(vowels) and any(key in _TONE_KEYS[method] for key in keys[vowels[0] : vowels[-1]].lower())


def _has_vowel(keys: str) -> bool:
    return any(PLAIN.get(key, (key, ""))[0] in VOWELS for key in keys.lower())


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
    for at, key in enumerate(keys):
        low = key.lower()
        was_literal = word.is_literal
        if word.is_literal and not _takes_tone(word, low, method):
            word.letters.append(Letter(key, low))
        elif low in _TONE_KEYS[method] and any(letter.base in VOWELS for letter in word.letters):
            _set_tone(word, key, _TONE_KEYS[method].index(low))
        elif low in _MARK_KEYS[method]:
            _set_mark(word, key, method)
        else:
            word.add(key)
            _complete_horn(word)
        if word.is_literal and not was_literal:
            word.taken_back_at = at
    return word


def _takes_tone(word: Word, low: str, method: Method) -> bool:
    """May a tone come after a doubled key took a mark back? In "oong" and "ooc": so they are written."""
    if "oo" not in word.text or low not in _TONE_KEYS[method]:
        return False
    return word.tone == 0 and syllables.parse(word.text, _TONE_KEYS[method].index(low), "old") is not None


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
    """Is it the same key once more, at most a final between, and not a vowel that goes on?"""
    if key.lower() not in VOWELS:
        return True
    at = max(place for place, letter in enumerate(word.letters) if letter is done[-1])
    return all(letter.base not in VOWELS for letter in word.letters[at + 1 :])


def _complete_horn(word: Word) -> None:
    """ "uơ" stands alone only at a word's end ("thuở"), "ưo" nowhere: before anything else it is "ươ"."""
    if len(word.letters) < 3 or word.letters[0].base == "q":
        return
    u, o, _ = word.letters[-3:]
    if (u.base, o.base) == ("u", "o") and HORN in (u.mark, o.mark) and {u.mark, o.mark} <= {"", HORN}:
        u.mark = o.mark = HORN


# The loose reading: only what stands side by side, and a tone where a vowel bears a mark.


def _loose(keys: str, method: Method, style: Style) -> str:
    word = Word()
    for at, key in enumerate(keys):
        if _is_loose_tone(word, keys[at:], method):
            _set_tone(word, key, _TONE_KEYS[method].index(key.lower()))
        else:
            _add_loosely(word, key, method)
    return word.shown(_loose_tone_place(word, style))


def _is_loose_tone(word: Word, keys: str, method: Method) -> bool:
    """Is the first of `keys` a tone? Only behind a marked vowel, and when no further vowel comes.

    "Krajan" and "Peter" keep their letters; "Glawts" was typed by who types Vietnamese.
    """
    is_marked = any(letter.base in VOWELS and letter.mark for letter in word.letters)
    if not is_marked or word.is_literal or keys[0].lower() not in _TONE_KEYS[method]:
        return False
    return not _has_vowel(keys[1:])


def _add_loosely(word: Word, key: str, method: Method) -> None:
    last = word.letters[-1] if word.letters else None
    mark = dict(_MARK_KEYS[method].get(key.lower(), ())).get(last.base if last else "", "")
    if last is None or not mark or word.is_literal or (last.mark and last.mark != mark):
        _append_as_typed(word, key)
        _complete_horn(word)
    elif last.mark:
        last.mark = ""
        word.take_back(key)
    else:
        last.mark = mark


def _loose_tone_place(word: Word, style: Style) -> int:
    """The vowel that would carry the tone if the last vowels and what follows were a Vietnamese rime."""
    vowels = _last_vowels(word)
    if not vowels:
        return 0
    start = next(at for at, letter in enumerate(word.letters) if letter is vowels[0])
    text = "".join(letter.text for letter in vowels)
    return start + syllables.tone_place(text, word.text[start + len(vowels) :], style)


def _append_as_typed(word: Word, key: str) -> None:
    """A letter with a tone keeps it: the word may have been composed before."""
    base, mark = PLAIN.get(key.lower(), (key.lower(), ""))
    word.letters.append(Letter(key, base, mark))
