"""What a ward writes about a gateway that has no file of its own here: a TOML file, checked strictly.

    url = "https://…"              where messages are posted to
    knows_duplicates = false       true: the gateway refuses an {id} that it has had
    [headers]                      of the request
    [json] or [form]               its body, as deep as need be
    [parts]                        further placeholders: a name, and the expression that finds it in the words
    [[answers]]                    rules, the first that fits decides
    status = 200                   the HTTP status, any if left out
    path = "RPLY.ERROR"            a place in the JSON of the answer, parts of a list by number; or
    text = 'OK (\\d+)'              an expression that is looked for in the answer's text
    is = "0"                       what stands at `path`; or
    matches = '3\\d'                an expression that it fits as a whole
    means = "accepted"             or number, balance, template, credentials, away
    id = "RPLY.ID"                 where the gateway's own id is: a path, or a group's number for `text`

Values of headers and body may hold {phone} (+84…), {phone_local} (09…), {phone_84} (849…), {words}, {id},
{brandname}, {secret_…} from the file of secrets, and what [parts] names. An answer that no rule fits leaves
doubt. docs/messages.md#another-gateway shows it for a whole gateway.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.backend.messages.providers.https import is_allowed
from kiosk.backend.messages.providers.options import Options, ProviderMisconfigured
from kiosk.backend.messages.sms import Failure

PLACEHOLDER = re.compile(r"\{([a-z][a-z_0-9]*)\}")
OF_MESSAGE = ("phone", "phone_local", "phone_84", "words", "id", "brandname")
SECRET = "secret_"
ACCEPTED = "accepted"
_KEYS = ("url", "knows_duplicates", "headers", "json", "form", "parts", "answers")
_RULE_KEYS = ("status", "path", "text", "is", "matches", "means", "id")
_MEANINGS = (ACCEPTED, *Failure)
_LONGEST_FILE = 65_536


@dataclass(frozen=True)
class AnswerRule:
    """One line of what an answer means."""

    means: str
    """ACCEPTED, or the value of a `Failure`."""
    status: int | None = None
    path: str = ""
    text: re.Pattern[str] | None = None
    matches: re.Pattern[str] | None = None
    id: str = ""


@dataclass(frozen=True)
class GatewayTemplate:
    """A gateway as described."""

    url: str
    headers: Mapping[str, str]
    json: Mapping[str, Any] | None
    form: Mapping[str, str] | None
    parts: Mapping[str, re.Pattern[str]]
    answers: tuple[AnswerRule, ...]
    knows_duplicates: bool = False


def read(path: Path, secrets: Mapping[str, str]) -> GatewayTemplate:
    """Read and check a description. `secrets`: those that are there, by placeholder.

    Raises `ProviderMisconfigured`, naming file and key.
    """
    try:
        content = path.read_bytes()
        raw = tomllib.loads(content[:_LONGEST_FILE].decode())
    except OSError as error:
        raise ProviderMisconfigured("unreadable", file=str(path), reason=error.strerror or "") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProviderMisconfigured("damaged", file=str(path), reason=str(error)) from None
    try:
        return _build(raw, secrets)
    except ProviderMisconfigured as wrong:
        raise ProviderMisconfigured(wrong.problem, **{**wrong.values, "file": str(path)}) from None


def _build(raw: Mapping[str, Any], secrets: Mapping[str, str]) -> GatewayTemplate:
    _refuse_unknown(raw, _KEYS, "")
    parts = {key: _expression(text, f"parts.{key}") for key, text in _table(raw, "parts").items()}
    body, form, headers = _table(raw, "json"), _table(raw, "form"), _table(raw, "headers")
    if bool(body) is bool(form):
        raise _wrong("json", "[json] hoặc [form] / [json] or [form]")
    for key, value in [*headers.items(), *form.items()]:
        if not isinstance(value, str):
            raise _wrong(key, '"…"')
    used = _check_placeholders({"headers": headers, "json": body, "form": form}, {*parts, *secrets})
    knows_duplicates = raw.get("knows_duplicates", False)
    if not isinstance(knows_duplicates, bool) or (knows_duplicates and "id" not in used):
        raise _wrong("knows_duplicates", "false, hoặc ghi {id} / false, or send {id}")
    _check_use(used, secrets)
    url = raw.get("url")
    if not isinstance(url, str) or not is_allowed(url) or PLACEHOLDER.search(url):
        raise ProviderMisconfigured("sms_bad_url", key="url")  # no placeholder: addresses are logged
    return GatewayTemplate(
        url, headers, body or None, form or None, parts, _rules(raw.get("answers")), knows_duplicates
    )


def _check_use(used: set[str], secrets: Mapping[str, str]) -> None:
    """Refuse a message to nobody, and a secret that nothing asks for."""
    if not used & {"phone", "phone_local", "phone_84"}:
        raise ProviderMisconfigured("sms_missing_key", key="{phone}", provider="template")
    for secret in secrets:
        if secret not in used:
            raise ProviderMisconfigured("unknown_key", key=secret, nearest=f"{{{secret}}}")


def _rules(raw: object) -> tuple[AnswerRule, ...]:
    if not isinstance(raw, list) or not all(isinstance(rule, dict) for rule in raw):
        raise _wrong("answers", "[[answers]]")
    rules = tuple(_rule(rule, f"answers.{place}") for place, rule in enumerate(raw, 1))
    if not any(rule.means == ACCEPTED for rule in rules):
        raise _wrong("answers", f'means = "{ACCEPTED}"')
    return rules


def _rule(raw: Mapping[str, Any], where: str) -> AnswerRule:
    _refuse_unknown(raw, _RULE_KEYS, f"{where}.")
    status = raw.get("status")
    if status is not None and (type(status) is not int or not 100 <= status <= 599):
        raise _wrong(f"{where}.status", "100–599")
    if raw.get("means") not in _MEANINGS:
        raise _wrong(f"{where}.means", ", ".join(_MEANINGS))
    path, text = raw.get("path", ""), raw.get("text")
    if not isinstance(path, str) or (path and text is not None):
        raise _wrong(f"{where}.path", "path hoặc text / path or text")
    if not path and text is None and status is None:
        raise _wrong(where, "status, path, text")
    compared = [key for key in ("is", "matches") if key in raw]
    if bool(path) is not (len(compared) == 1) or len(compared) > 1:
        raise _wrong(f"{where}.is", "path + is, path + matches")
    expected = re.escape(_string(raw["is"], f"{where}.is")) if "is" in raw else raw.get("matches")
    found = None if text is None else _expression(text, f"{where}.text")
    own_id = _string(raw.get("id", ""), f"{where}.id")
    if found and own_id and not (own_id.isdigit() and 1 <= int(own_id) <= found.groups):
        raise _wrong(f"{where}.id", f"1–{found.groups}")
    matches = None if expected is None else _expression(expected, f"{where}.matches")
    return AnswerRule(raw["means"], status, path, found, matches, own_id)


def _check_placeholders(values: Mapping[str, Any], known: set[str]) -> set[str]:
    """Return the placeholders that are used, each of which has to be known."""
    used = set()
    for where, text in _texts(values, ""):
        for name in PLACEHOLDER.findall(text):
            if name not in known and name not in OF_MESSAGE:
                if name.startswith(SECRET):
                    raise ProviderMisconfigured("sms_missing_key", key=name, provider="template")
                raise _wrong(where, ", ".join(f"{{{each}}}" for each in (*OF_MESSAGE, *sorted(known))))
            used.add(name)
    return used


def _texts(value: object, where: str) -> Iterator[tuple[str, str]]:
    """Yield every text below `value`, with its place."""
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, Mapping):
        for key, below in value.items():
            yield from _texts(below, f"{where}.{key}".lstrip("."))
    elif isinstance(value, list):
        for place, below in enumerate(value, 1):
            yield from _texts(below, f"{where}.{place}")


def _table(raw: Mapping[str, Any], key: str) -> dict[str, Any]:
    table = raw.get(key, {})
    if not isinstance(table, dict):
        raise _wrong(key, f"[{key}]")
    return table


def _expression(text: object, key: str) -> re.Pattern[str]:
    try:
        return re.compile(_string(text, key))
    except re.error as error:
        raise _wrong(key, f"biểu thức đúng / a valid expression ({error.msg})") from None


def _string(value: object, key: str) -> str:
    if not isinstance(value, str):
        raise _wrong(key, '"…"')
    return value


def _refuse_unknown(raw: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    try:
        Options(dict.fromkeys(raw, ""), known, "template")
    except ProviderMisconfigured as wrong:
        values = {name: f"{where}{value}" for name, value in wrong.values.items()}
        raise ProviderMisconfigured(wrong.problem, **values) from None


def _wrong(key: str, expected: str) -> ProviderMisconfigured:
    return ProviderMisconfigured("sms_bad_value", key=key, expected=expected)
