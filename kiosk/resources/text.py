"""Words in the person's language: everything that a citizen reads is in assets/text, none of it in code.

A key's first part names the file ("welcome.title" is `title` in assets/text/vi/welcome.toml), so that only
what a screen shows is read from disk.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from kiosk.resources import ASSETS
from kiosk.resources.languages import FALLBACK, Language

if TYPE_CHECKING:  # names of types, which the first paint can do without
    from kiosk.domain.problems import Problem


_APOLOGY = "problem.unexpected"


@cache
def table(area: str, language: Language) -> Mapping[str, Any]:
    """Return one file's words; {} when there is no such file."""
    path = ASSETS / "text" / language / f"{area}.toml"
    return tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}


def has(key: str, language: Language) -> bool:
    """Are there words for `key` in `language`?"""
    return _find(key, language) is not None


def words(key: str, language: Language = FALLBACK, /, **values: object) -> str:
    """Return the words for `key` with `values` filled in.

    A key without words in `language` falls back to Vietnamese. A key without any is a mistake
    that tests/test_house.py finds; a person then reads the general apology, never a key.
    """
    found = _find(key, language) or _find(key, FALLBACK)
    if found is None:
        found = _find(_APOLOGY, language) or _find(_APOLOGY, FALLBACK) or ""
    return found.format_map(_Blank(values)) if values else found


def problem_words(problem: "Problem", language: Language = FALLBACK) -> str:
    """Return what is wrong and what to do now, for one problem."""
    return words(f"problem.{problem.key}", language, **problem.values)


@cache
def _keys(area: str, language: Language) -> Mapping[str, str]:
    """Return the key of each text of an area into which nothing is filled."""

    def walk(table: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
        for name, value in table.items():
            if isinstance(value, Mapping):
                yield from walk(value, f"{prefix}.{name}")
            elif "{" not in value:
                yield value, f"{prefix}.{name}"

    return dict(walk(table(area, language), area))


def key_of(text: str, areas: Sequence[str], language: Language) -> str | None:
    """Return the key under which exactly `text` stands in one of `areas`; None for other words."""
    return next(filter(None, (_keys(area, language).get(text) for area in areas)), None)


def _find(key: str, language: Language) -> str | None:
    area, *path = key.split(".")
    here: object = table(area, language)
    for part in path:
        if not isinstance(here, Mapping):
            return None
        here = here.get(part)
    return here if isinstance(here, str) else None


class _Blank(dict[str, object]):
    """Leaves a placeholder without a value blank: a missing number is better than no sentence."""

    def __missing__(self, key: str) -> str:
        return ""
