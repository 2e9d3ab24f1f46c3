"""Words: how a key finds them, that every key has them, and that none are left unread."""

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import get_args

import pytest

from kiosk.backend.declined import CODES
from kiosk.backend.imports.table_file import KINDS
from kiosk.domain.contributions import Fund
from kiosk.domain.people import Relation, Sex
from kiosk.domain.problems import Problem
from kiosk.domain.registration.draft import PhoneOwner, Purpose
from kiosk.domain.registration.eligibility import PUBLIC_REASONS, Status
from kiosk.domain.registration.journey import PURPOSES, Question
from kiosk.ports.calls import Record
from kiosk.resources import ASSETS, text
from kiosk.resources.languages import languages
from kiosk.resources.text import problem_words, words
from kiosk.ui.kiosk.screens.lookup_menu import LOOKUPS
from kiosk.ui.kiosk.screens.welcome import ERRANDS
from kiosk.ui.toolkit.themes import THEMES

SOURCES = sorted((Path(__file__).parents[1] / "kiosk").rglob("*.py"))
AREAS = sorted(path.stem for path in (ASSETS / "text" / "vi").glob("*.toml"))


def keys(table: Mapping[str, object], prefix: str) -> Iterator[str]:
    """Yield every key of a table of words."""
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from keys(value, f"{prefix}.{name}")
        else:
            yield f"{prefix}.{name}"


FILLED = "[a-z_0-9]+"
CONSENTS = tuple(PURPOSES)
"""Their titles are the consent texts' own."""
NEEDED = [purpose for purpose in Purpose if purpose is not Purpose.NOTICES]
KEYS = [
    key
    for area in AREAS
    for key in keys(tomllib.loads((ASSETS / "text" / "vi" / f"{area}.toml").read_text("utf-8")), area)
]


def patterns() -> Iterator[str]:
    """Yield every text in the code as a pattern; what is filled in may be any one part of a key."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield re.escape(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = (
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else FILLED
                    for part in node.values
                )
                yield "".join(parts)


USED = {pattern for pattern in patterns() if pattern and not pattern.startswith(FILLED)}
EXACT = {re.sub(r"\\(.)", r"\1", pattern) for pattern in USED if FILLED not in pattern}
OPEN = [re.compile(pattern) for pattern in USED if FILLED in pattern]


def test_every_pattern_of_keys_in_the_code_finds_words():
    begins = re.compile(rf"(?:{'|'.join(AREAS)})\\\.")
    made = {pattern for pattern in USED if begins.match(pattern) and FILLED in pattern}
    a_problem = rf"problem\.{FILLED}"  # its key has a dot of its own
    assert made
    assert [p for p in made - {a_problem} if not any(re.fullmatch(p, key) for key in KEYS)] == []


def test_no_words_are_left_that_nobody_reads():
    unread = [key for key in KEYS if not is_read(key) and not is_read(key.removeprefix("problem."))]
    assert unread == []


def is_read(key: str) -> bool:
    """Does the code name it, or make it out of parts?"""
    return key in EXACT or any(pattern.fullmatch(key) for pattern in OPEN)


@pytest.mark.parametrize("language", languages())
def test_whatever_a_pattern_can_be_filled_with_has_words(language):
    filled = [
        *(f"flow.{question}.title" for question in Question if question not in CONSENTS),
        *(f"help.topic.{question.removeprefix('helper_')}" for question in Question),
        *(f"help.topic.{topic}" for topic in ("welcome", "status", "pick_up", "result")),
        *(f"flow.phone_owner.{owner}" for owner in PhoneOwner),
        *(f"result.{status}.title" for status in Status),
        *(f"result.reason.{reason}" for reason in PUBLIC_REASONS),
        *(f"refused.{code}" for code in CODES),
        *(f"common.relation.{relation}" for relation in Relation),
        *(f"common.sex.{sex}" for sex in Sex),
        *(f"common.theme.{theme.name}" for theme in THEMES),
        *(f"common.{state}" for state in ("connecting", "online", "offline")),
        *(f"common.key.{word}" for word in ("listen", "hear_again", "stop_voice")),
        *(f"paper.trouble.{kind}" for kind in ("paper_out", "cover_open", "unplugged", "unreadable")),
        *(f"paper.card.{how}{part}" for how in ("masked", "full", "agreed") for part in ("", "_hint")),
        *(f"problem.consent.{purpose}_missing" for purpose in NEEDED),
        *(f"flow.consent.refused.{purpose}" for purpose in NEEDED),
        *(f"desk.purpose.{purpose}" for purpose in Purpose),
        *(f"voice.press.{digit}" for digit in range(1, 10)),
        *(f"lookup.{kind}.{fund}" for kind in ("fund", "short") for fund in Fund),
        *(f"lookup.span.{span}" for span in ("years_months", "years", "months")),
        *(f"lookup.{errand}.choice{part}" for errand in LOOKUPS for part in ("", "_hint")),
        *(f"welcome.{errand}.{part}" for errand in ERRANDS for part in ("title", "hint")),
        *(f"help.topic.{topic}" for topic in ("lookup", "contributions", "employer")),
        *(f"import.summary.{kind}" for kind in KINDS),
        *(f"desk.call.{what}_{record}" for what in ("wants", "title") for record in get_args(Record)),
        *(f"common.trouble.{trouble}" for trouble in ("title", "state", "agent")),
    ]
    assert [key for key in filled if not text.has(key, language)] == []


# How a key finds its words.


def test_words_are_filled_in_and_what_is_missing_stays_blank():
    assert words("common.step", "en", here=2, all=5) == "Step 2 of 5"
    assert words("common.step", "en", here=2) == "Step 2 of "


def test_braces_in_what_is_filled_in_are_no_placeholders():
    assert "{hotline}" in words("call.hotline", "en", hotline="{hotline}")


@pytest.mark.parametrize("key", ["welcome.nothing", "nowhere.title", "welcome", "welcome.title.more", ""])
def test_a_key_without_words_becomes_the_general_apology(key):
    assert not text.has(key, "vi")
    assert words(key) == words("problem.unexpected")


def test_a_problem_is_told_with_both_readings():
    told = problem_words(Problem("birth.contradicts_number", {"card": "1906", "number": "1905"}), "en")
    assert "1906" in told
    assert "1905" in told
