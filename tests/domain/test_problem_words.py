import ast
import re
from pathlib import Path
from string import Formatter

import pytest

import kiosk
from kiosk.domain import id_numbers, phones
from kiosk.domain.problems import Invalid, Problem
from kiosk.resources import text
from kiosk.resources.languages import FALLBACK, Language, languages
from tests.domain.samples import MAN, TODAY, WOMAN


def keys_in(source: str) -> set[str]:
    """Collect the keys of every `Problem(...)` in a module, both branches of a choice included."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and node.args)
    named = (call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Problem")
    constants = (node.value for key in named for node in ast.walk(key) if isinstance(node, ast.Constant))
    return {value for value in constants if re.fullmatch(r"[a-z_]+\.[a-z_]+", str(value))}


KEYS = sorted(
    {"consent.registration_missing", "consent.declaration_missing"}.union(
        *(keys_in(path.read_text("utf-8")) for path in Path(kiosk.__file__).parent.rglob("*.py"))
    )
)


def placeholders(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name}


def flat(table: object, prefix: str = "") -> dict[str, str]:
    if isinstance(table, str):
        return {prefix: table}
    return {
        key: words for name, part in table.items() for key, words in flat(part, f"{prefix}.{name}").items()
    }


def test_the_keys_are_found():
    assert {"birth.impossible", "code.damaged", "citizen_id.length", "sex.unreadable"} <= set(KEYS)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("language", languages())
def test_every_problem_has_words(key: str, language: Language):
    assert text.has(f"problem.{key}", language)


@pytest.mark.parametrize("language", languages())
def test_every_language_says_the_same_things_about_the_same_values(language: Language):
    vietnamese, other = (flat(text.table("problem", each)) for each in (FALLBACK, language))
    assert {k: placeholders(w) for k, w in vietnamese.items()} == {
        k: placeholders(w) for k, w in other.items()
    }


@pytest.mark.parametrize("words", flat(text.table("problem", "vi")).values())
def test_a_vietnamese_sentence_has_twelve_words_at_most(words: str):
    sentences = re.split(r"[.?!](?:\s|$)", words)
    assert [sentence for sentence in sentences if len(sentence.split()) > 12] == []


def raised(parse, *arguments) -> Problem:
    with pytest.raises(Invalid) as caught:
        parse(*arguments)
    return caught.value.problems[0]


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(
    "problem",
    [
        *id_numbers.contradictions(MAN.citizen_id, WOMAN.birth, WOMAN.sex),
        raised(id_numbers.parse_citizen_id, "1234", TODAY),
        raised(id_numbers.parse_citizen_id, "003090000016", TODAY),
        raised(id_numbers.parse_insurance_id, "1234"),
        raised(phones.parse_phone, "0900"),
        *id_numbers.unknown_province("003090000016"),
    ],
    ids=lambda problem: getattr(problem, "key", problem),
)
def test_a_problem_brings_every_value_that_its_words_want(problem: Problem, language: Language):
    words = text.table("problem", language)[problem.field][problem.key.partition(".")[2]]
    assert placeholders(words) == set(problem.values)
    assert all(value in text.problem_words(problem, language) for value in problem.values.values())
