"""The backend's list of revoked cards as this kiosk keeps it, to check a slip while it is away."""

import logging
from pathlib import Path

from kiosk.client.api import Api
from kiosk.client.encryption import Keyring, replace
from kiosk.ports.errors import Refused, Unavailable
from kiosk.trust.signed_text import Distrusted
from kiosk.trust.verification import read_revocations

EVERY = 45.0
"""Seconds until it is fetched anew: a revoked card is known here within a minute."""
_AFTER_FAILURE = 15.0

_log = logging.getLogger(__name__)


async def renew(api: Api, keyring: Keyring, path: Path) -> float:
    """Fetch the list and keep it at `path`; return for how many seconds that is good.

    What no key of the backend's has signed does not take the place of what was there.
    """
    try:
        answer = await api.revocations()
        read_revocations(answer, keyring.signers())
        replace(path, answer.model_dump_json())
    except (Refused, Unavailable):
        return _AFTER_FAILURE
    except (Distrusted, OSError) as error:  # before the first keys have come, too
        _log.warning("revocations_not_renewed", extra={"error": type(error).__name__})
        return _AFTER_FAILURE
    return EVERY
