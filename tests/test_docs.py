"""What documents and code say of each other is true: places and verbs exist, and nothing points outside."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest

from kiosk.cli.group import kiosk as command_line

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")],
)
SOURCES = sorted(
    path
    for room, kinds in (("kiosk", (".py", ".tcss")), ("tests", (".py",)), ("assets", (".toml", ".txt")))
    for path in (ROOT / room).rglob("*")
    if path.suffix in kinds and path != Path(__file__)
)
PLACE = re.compile(r"\bdocs/([\w/-]+\.md)(?:#([\w-]+))?")
FILE = re.compile(r"`((?:kiosk|tests|assets|docs|\.ci)/[\w./-]*)`")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
OUTSIDE = re.compile(r"\b[A-Z]{5,}(?:\.md)? (?:§ ?\w|\d+\.\d)|(?<!\w)§")
"""A chapter of a document that is known by its name in capitals, or any chapter's sign."""
COMMAND = re.compile(r"^ *(?:\$ )?(make|kiosk) ([a-z-]+)(?: ([a-z-]+))?", re.MULTILINE)
FOLDERS = {"pictures": 1_000_000, "screens": 1_000_000}
"""The bytes that the pictures of each folder have at most, all together."""
BLOCK = re.compile(r"^```\w*\n((?:.*\n)*?)```|((?:^    .*\n)+)", re.MULTILINE)


def name(path: Path) -> str:
    """Return a file's name as a test's name."""
    return str(path.relative_to(ROOT))


@cache
def anchors(document: Path) -> frozenset[str]:
    """Return the anchors that a reader of Markdown gives the headings."""
    text = re.sub(r"^```.*?^```", "", document.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return frozenset(re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings)


def lacking(document: Path, anchor: str) -> str:
    """Return what is missing of a document and its heading; "" when both are there."""
    if not document.is_file():
        return f"{document} is missing"
    return "" if not anchor or anchor in anchors(document) else f"{document.name} has no #{anchor}"


def test_every_place_in_the_documents_that_is_named_is_there() -> None:
    for path in (*DOCUMENTS, *SOURCES):
        for file, anchor in PLACE.findall(path.read_text("utf-8")):
            assert lacking(ROOT / "docs" / file, anchor) == "", name(path)


def test_nothing_points_at_a_document_that_is_not_here() -> None:
    outside = {name(path): OUTSIDE.findall(path.read_text("utf-8")) for path in (*DOCUMENTS, *SOURCES)}
    assert {path: places for path, places in outside.items() if places} == {}


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_link_and_picture_leads_somewhere(document: Path) -> None:
    for link in LINK.findall(document.read_text("utf-8")):
        if "://" in link:
            continue
        file, _, anchor = link.partition("#")
        target = document.parent / file if file else document
        if anchor:
            assert lacking(target, anchor) == ""
        assert target.exists(), link


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_file_that_is_named_is_there(document: Path) -> None:
    named = FILE.findall(document.read_text("utf-8"))
    assert [file for file in named if not (ROOT / file).exists()] == []


def commands(document: Path) -> Iterator[tuple[str, str, str]]:
    """Yield the commands that stand in blocks of code and between backticks."""
    text = document.read_text("utf-8")
    blocks = ["".join(match.groups("")) for match in BLOCK.finditer(text)]
    for piece in [*blocks, *re.findall(r"`([^`\n]+)`", text)]:
        yield from COMMAND.findall(piece)


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_command_can_be_given(document: Path) -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    for program, verb, below in commands(document):
        if program == "make":
            assert verb in targets, f"make {verb}"
            continue
        command = command_line.get_command(click.Context(command_line), verb)
        assert command is not None, f"kiosk {verb}"
        if isinstance(command, click.Group) and below:
            assert command.get_command(click.Context(command), below), f"kiosk {verb} {below}"


def test_every_metric_that_is_named_is_counted() -> None:
    named = set(re.findall(r"\bkiosk_[a-z_]+", (ROOT / "docs" / "backend.md").read_text("utf-8")))
    sources = [path.read_text("utf-8") for path in (ROOT / "kiosk" / "backend").rglob("*.py")]
    counted = {found for text in sources for found in re.findall(r'"(kiosk_[a-z_]+)"', text)}
    assert {metric.removesuffix("_total") for metric in named} <= counted


def test_pictures_weigh_little() -> None:
    """They change whenever a screen does, and the repository keeps each of them for ever."""
    kept = [path for path in (ROOT / "docs").rglob("*") if path.suffix in (".png", ".gif")]
    weight = {folder: sum(p.stat().st_size for p in kept if p.parent.name == folder) for folder in FOLDERS}
    assert {folder for folder, size in weight.items() if not 0 < size < FOLDERS[folder]} == set()
