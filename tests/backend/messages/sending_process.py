"""A worker in a process of its own, to be killed: python -m …sending_process DATABASE URL."""

import asyncio
import sys

from kiosk.backend.messages.message_worker import MessageWorker
from kiosk.backend.messages.providers.opening import open_provider
from kiosk.backend.messages.sms_setup import SmsSetup
from kiosk.backend.storage.store import Store
from tests.backend.world import START, VAULT
from tests.fakes.esms import API_KEY, BRANDNAME, SECRET_KEY


def setup(url: str) -> SmsSetup:
    """Send through the eSMS at `url`."""
    keys = {"api_key": API_KEY, "secret_key": SECRET_KEY, "brandname": BRANDNAME, "url": url}
    return SmsSetup([open_provider("esms", keys)])


if __name__ == "__main__":
    store = Store.open(sys.argv[1])
    asyncio.run(MessageWorker(store, VAULT, setup(sys.argv[2]), lambda: START).run())
