"""A gateway that a ward has described in a file (`gateway_template`): asked and understood as it says."""

import re
from collections.abc import Mapping
from typing import Any

from kiosk.backend.messages.providers.gateway_template import (
    ACCEPTED,
    PLACEHOLDER,
    AnswerRule,
    GatewayTemplate,
)
from kiosk.backend.messages.providers.https import Answer, Https, id_of, not_understood, refuse_by_status
from kiosk.backend.messages.sms import Accepted, Delivery, Failure, Message, SendingFailed
from kiosk.domain import phones


class TemplateGateway:
    """Sends through a gateway as described."""

    name = "template"
    is_simulated = False

    def __init__(
        self, template: GatewayTemplate, brandname: str, secrets: Mapping[str, str], timeout: float
    ) -> None:
        """`secrets`: by placeholder, "secret_…"; `timeout`: seconds for a whole request."""
        self._template = template
        self._brandname = brandname
        self._secrets = secrets
        self._https = Https(timeout)

    @property
    def knows_duplicates(self) -> bool:
        """As the description says."""
        return self._template.knows_duplicates

    async def send(self, message: Message) -> Accepted:
        """Hand one message over. Raises `SendingFailed`."""
        template, values = self._template, self._values(message)
        answer = await self._https.post(
            template.url,
            body=_filled(template.json, values),
            form=_filled(template.form, values),
            headers=_filled(template.headers, values),
        )
        for rule in template.answers:
            if (found := _fit(rule, answer)) is not None:
                return _result(rule, found)
        refuse_by_status(answer.status)
        raise not_understood(f"http {answer.status}, no rule")

    async def delivery(self, message_id: str, provider_id: str) -> Delivery | None:
        """Know nothing: a description says how to send."""
        return None

    async def balance(self) -> int | None:
        """Know nothing."""
        return None

    def _values(self, message: Message) -> dict[str, str]:
        """Return what each placeholder stands for. Raises `SendingFailed` for words that lack a part."""
        values = {
            **self._secrets,
            "phone": message.phone,
            "phone_local": phones.local(message.phone),
            "phone_84": message.phone.removeprefix("+"),
            "words": message.words,
            "id": message.id,
            "brandname": self._brandname,
        }
        for name, expression in self._template.parts.items():
            found = expression.search(message.words)
            if found is None:
                raise SendingFailed(Failure.TEMPLATE, detail=f"no {name}")
            values[name] = found[found.re.groups and 1]
        return values


def _filled(value: Any, values: Mapping[str, str]) -> Any:
    """Return a copy with the placeholders filled, each once: words with braces stay as they are."""
    if isinstance(value, str):
        return PLACEHOLDER.sub(lambda found: values[found[1]], value)
    if isinstance(value, Mapping):
        return {key: _filled(below, values) for key, below in value.items()}
    if isinstance(value, list):
        return [_filled(below, values) for below in value]
    return value


def _fit(rule: AnswerRule, answer: Answer) -> str | None:
    """Return the gateway's own id, "" where there is none; None: the rule does not fit."""
    if rule.status not in (None, answer.status):
        return None
    if rule.text is not None:
        found = rule.text.search(answer.text)
        return None if found is None else id_of(found[int(rule.id)] if rule.id else "")
    if rule.matches is not None and not _is_at(answer.body, rule.path, rule.matches):
        return None
    return id_of(_at(answer.body, rule.id)) if rule.id else ""


def _is_at(body: Any, path: str, expected: re.Pattern[str]) -> bool:
    value = _at(body, path)
    if isinstance(value, bool):
        value = str(value).lower()
    return isinstance(value, str | int | float) and expected.fullmatch(str(value)) is not None


def _at(body: Any, path: str) -> Any:
    """Return what stands at `path` ("messages.0.id"); None where there is nothing."""
    for part in path.split("."):
        if isinstance(body, list) and part.isdigit() and int(part) < len(body):
            body = body[int(part)]
        elif isinstance(body, dict):
            body = body.get(part)
        else:
            return None
    return body


def _result(rule: AnswerRule, own_id: str) -> Accepted:
    """Return the acceptance or raise the failure that the rule names."""
    if rule.means == ACCEPTED:
        return Accepted(own_id)
    failure = Failure(rule.means)
    raise SendingFailed(failure, may_have_been_sent=failure is Failure.AWAY, detail="by rule")
