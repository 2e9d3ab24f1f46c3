"""`kiosk admin sms test NUMBER`: does a message arrive? It is sent for real, and costs what one costs."""

import asyncio
import uuid

import click

from kiosk.backend.messages.sms import DeliveryState, Message, SendingFailed, Sms
from kiosk.cli.answer import No, say, with_settings
from kiosk.config.settings import Settings
from kiosk.domain.phones import parse_phone
from kiosk.domain.problems import Invalid
from kiosk.resources.text import problem_words, words
from kiosk.wiring import sms as wiring

_EVERY = 2.0
_LONGEST = 120.0
"""Seconds that an adapter may take to hand a message over, at most."""


@click.group()
def sms() -> None:
    """Messages to phones."""


@sms.command()
@click.argument("number")
@click.option("--wait", default=60.0, help="Seconds to wait for the phone to have it; by default 60.")
@with_settings
def test(settings: Settings, number: str, wait: float) -> None:
    """Send a message to NUMBER through each provider of [sms], and say what becomes of it.

    Ends with 1 unless every provider has taken it and none says that it did not arrive.
    """
    setup = wiring.setup(settings)
    if setup.is_simulated or not setup.providers:
        raise No("admin.sms.none")
    try:
        phone = parse_phone(number)
    except Invalid as invalid:
        problem = problem_words(invalid.problems[0], settings.screen.language)
        raise No("admin.sms.bad_number", problem=problem) from invalid
    if not setup.caps.serves(phone):
        raise No("admin.sms.country", countries=" ".join(setup.caps.countries))
    outcomes = [asyncio.run(_tested(settings, each, phone, setup.office, wait)) for each in setup.providers]
    if not all(outcomes):
        raise No("admin.sms.failed")


async def _tested(settings: Settings, provider: Sms, phone: str, office: str, wait: float) -> bool:
    """Send one and tell; return whether it went well."""
    message = Message(uuid.uuid4().hex, phone, words("sms.test", office=office))
    say(settings, "admin.sms.sending", provider=provider.name)
    try:
        async with asyncio.timeout(_LONGEST):
            accepted = await provider.send(message)
    except TimeoutError:
        _tell_trouble(settings, provider, "away")
        return False
    except SendingFailed as error:
        _tell_trouble(settings, provider, error.failure)
        return False
    say(settings, "admin.sms.accepted", provider=provider.name)
    return await _arrived(settings, provider, message.id, accepted.provider_id, wait)


async def _arrived(settings: Settings, provider: Sms, message_id: str, provider_id: str, wait: float) -> bool:
    """Ask until the provider says that it arrived or did not; not to know is no failure."""
    loop = asyncio.get_running_loop()
    until = loop.time() + wait
    while True:
        try:
            delivery = await provider.delivery(message_id, provider_id)
        except SendingFailed as error:
            _tell_trouble(settings, provider, error.failure)
            return False
        state = DeliveryState.ACCEPTED if delivery is None else delivery.state
        if state is DeliveryState.FAILED:
            _tell_trouble(settings, provider, (delivery and delivery.failure) or "number")
            return False
        if state is DeliveryState.DELIVERED:
            say(settings, "admin.sms.delivered", provider=provider.name)
            return True
        if delivery is None or loop.time() >= until:
            say(settings, "admin.sms.not_known", provider=provider.name)
            return True
        await asyncio.sleep(min(_EVERY, max(until - loop.time(), 0)))


def _tell_trouble(settings: Settings, provider: Sms, failure: str) -> None:
    why = words(f"sms.trouble.{failure}", settings.screen.language, provider=provider.name, balance=0)
    say(settings, "admin.sms.trouble", why=why)
