"""The house rules that no linter knows: lengths, colours, words in every language, what loads when."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.domain.problems import Problem
from kiosk.resources import ASSETS
from kiosk.resources.languages import languages
from kiosk.resources.text import has, problem_words

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "kiosk").rglob("*.py"))
STYLES = sorted((ROOT / "kiosk").rglob("*.tcss"))
FILE, LONGEST_FILE, FUNCTION, COMPOSE, STYLE, TEST_FILE = 400, 600, 40, 30, 150, 400
ROOM, LOOSE, IMPORTS = 20, 6, 20
"""Modules in a directory, loose ones in `kiosk/` itself, and those of ours that one module may import."""
LONG_FILES: dict[str, str] = {
    "kiosk/backend/storage/schema.py": "the tables, which change with the database alone"
}
"""Files of more than `FILE` lines, each with its one reason to change."""
COMPOSITIONS = ("kiosk/wiring/", "kiosk/backend/backend.py", "kiosk/ui/kiosk/lazy_screens.py")
"""Where everything is put together: these import what they build."""
SAME_NAMES: dict[str, str] = {}
"""Classes that bear the same name as another on purpose, each with the reason."""
COLOUR = re.compile(
    r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b|\brgba?\(|(?<=:) *(?:red|green|blue|yellow|gray|grey)\b"
)
FIRST = "kiosk.__main__, kiosk.cli.screen, kiosk.wiring.screen, kiosk.ui.kiosk.app"
"""What runs before the first paint."""
HEAVY = (
    "pydantic",
    "httpx",
    "sqlite3",
    "cryptography",
    "phonenumbers",
    "qrcode",
    "zxingcpp",
    "sqlalchemy",
    "fastapi",
    "PIL",
    "escpos",
)


def name(path: Path) -> str:
    """Return a file's name as a test's name."""
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function of a file."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_files_and_functions_can_be_kept_in_the_head(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= (LONGEST_FILE if name(path) in LONG_FILES else FILE)
    for function in functions(path):
        length = (function.end_lineno or 0) - function.lineno + 1
        limit = COMPOSE if function.name.startswith("compose") else FUNCTION
        assert length <= limit, f"{function.name} has {length} lines"


def test_every_exception_is_still_needed() -> None:
    lines = {name(path): len(path.read_text("utf-8").splitlines()) for path in SOURCES}
    assert [path for path in LONG_FILES if lines.get(path, 0) <= FILE] == []
    assert set(SAME_NAMES) <= {each for each, where in class_names().items() if len(where) > 1}


def test_a_room_is_seen_at_one_look() -> None:
    rooms: dict[Path, int] = {}
    for path in SOURCES:
        rooms[path.parent] = rooms.get(path.parent, 0) + (path.name != "__init__.py")
    assert {name(room): count for room, count in rooms.items() if count > ROOM} == {}
    assert rooms[ROOT / "kiosk"] <= LOOSE


def module_of(path: Path) -> str:
    """Return a file's name as a module."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imported(path: Path) -> set[str]:
    """Return the modules of ours that a file imports when it runs."""
    ours = {module_of(each) for each in SOURCES}
    tree = ast.parse(path.read_text("utf-8"))
    only_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for inner in ast.walk(node)
    }
    return {
        whole if (whole := f"{node.module}.{alias.name}") in ours else str(node.module)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and id(node) not in only_types
        if node.module and node.module.split(".")[0] == "kiosk"
        for alias in node.names
    }


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_module_stands_on_a_few_others(path: Path) -> None:
    if not name(path).startswith(COMPOSITIONS):
        assert len(imported(path)) <= IMPORTS


def class_names() -> dict[str, list[str]]:
    """Return where each class of the package stands; those inside another class are named with it."""
    found: dict[str, list[str]] = {}
    for path in SOURCES:
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef):
                found.setdefault(node.name, []).append(name(path))
    return found


def test_a_class_name_stands_once() -> None:
    twice = {each: where for each, where in class_names().items() if len(where) > 1}
    assert {each: where for each, where in twice.items() if each not in SAME_NAMES} == {}


def test_migrations_import_no_live_code() -> None:
    """What a table was when it was made does not change with the program (docs/architecture.md)."""
    versions = ROOT / "kiosk" / "backend" / "storage" / "migrations" / "versions"
    support = "kiosk.backend.storage.migrations"
    for path in versions.glob("*.py"):
        assert {each for each in imported(path) if not each.startswith(support)} == set(), name(path)


@pytest.mark.parametrize("path", STYLES, ids=name)
def test_styles_are_short(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= STYLE


def test_test_files_are_short() -> None:
    long = {name(path): len(path.read_text("utf-8").splitlines()) for path in (ROOT / "tests").rglob("*.py")}
    assert {path: lines for path, lines in long.items() if lines > TEST_FILE} == {}


def test_colours_stand_in_the_themes_alone() -> None:
    """The QR's black on white is no theme's: a reader wants dark modules on light ground."""
    found = {
        name(path): COLOUR.findall(path.read_text("utf-8"))
        for path in [*STYLES, *(ROOT / "kiosk" / "ui").rglob("*.py")]
        if path.name != "themes.py" and path.parent.name != "qr"
    }
    assert {path: colours for path, colours in found.items() if colours} == {}


def literals(path: Path) -> Iterator[str]:
    """Yield every string in a file that is no docstring and no part of an f-string."""
    tree = ast.parse(path.read_text("utf-8"))
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
            yield node.value


def test_every_key_of_words_in_the_code_has_words() -> None:
    """All but those of the settings: "desk" and "serve" are sections there."""
    areas = {path.stem for path in (ASSETS / "text" / "vi").glob("*.toml")}
    key = re.compile(rf"(?:{'|'.join(areas)})(?:\.[a-z_0-9]+)+")
    sources = [path for path in SOURCES if path.parent.name != "config"]
    used = {text for path in sources for text in literals(path) if key.fullmatch(text)}
    missing = {text for text in used for each in languages() if not has(text, each) and not _is_area_of(text)}
    assert used
    assert missing == set()


def _is_area_of(text: str) -> bool:
    """Is it the beginning of keys, completed where it is used, or a file's name?"""
    return text.endswith((".toml", ".py", ".tcss"))


def problem_keys() -> set[str]:
    """Return every literal key that the code gives to `Problem`."""
    found = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Problem":
                argument = node.args[0]
                if isinstance(argument, ast.Constant):
                    found.add(str(argument.value))
    return found


@pytest.mark.parametrize("key", sorted(problem_keys()))
def test_every_problem_has_words_in_every_language(key: str) -> None:
    for language in languages():
        assert has(f"problem.{key}", language)
        assert problem_words(Problem(key), language)


def test_nothing_prints_and_nothing_reads_the_clock_behind_a_ports_back() -> None:
    for path in [*(ROOT / "kiosk" / "domain").rglob("*.py"), *(ROOT / "kiosk" / "ui").rglob("*.py")]:
        source = path.read_text("utf-8")
        clock_or_print = r"(?<!\.)\bprint\(|datetime\.now\(|date\.today\(|time\.time\("
        assert not re.search(clock_or_print, source), name(path)


def test_statics_are_never_given_markup() -> None:
    """Outside text in markup is a crash or a command (docs/terminal.md#foreign-text)."""
    for path in (ROOT / "kiosk" / "ui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("Static", "Label")
            ):
                is_plain = any(keyword.arg == "markup" for keyword in node.keywords)
                is_content = not node.args or (
                    isinstance(node.args[0], ast.Call) and not _is_words(node.args[0])
                )
                assert is_plain or is_content, f"{name(path)}:{node.lineno}"


def _is_words(call: ast.Call) -> bool:
    called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return called in ("say", "words", "say_if", "say_problem")


def test_nothing_heavy_is_loaded_before_the_first_paint() -> None:
    load = f"import sys, {FIRST}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", load], capture_output=True, text=True, check=True, cwd=ROOT)
    assert set(HEAVY) & set(done.stdout.split()) == set()


def test_the_direction_of_imports_holds() -> None:
    lint = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(lint, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stdout
