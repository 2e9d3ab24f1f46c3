"""What the backend does with messages, put together: sending them, and telling what stands in their way."""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from kiosk.backend.clock import Clock
from kiosk.backend.messages.balance_check import BalanceCheck
from kiosk.backend.messages.message_worker import MessageWorker
from kiosk.backend.messages.sending_report import SendingReport
from kiosk.backend.messages.sms_setup import SmsSetup
from kiosk.backend.storage.store import Store
from kiosk.backend.storage.vault import Vault


@dataclass(frozen=True)
class MessagesBackend:
    """The services, over one store."""

    worker: MessageWorker
    report: SendingReport
    balance_check: BalanceCheck

    @classmethod
    def of(cls, store: Store, vault: Vault, sms: SmsSetup, now: Clock) -> "MessagesBackend":
        """Build the services over their collaborators."""
        worker, report = MessageWorker(store, vault, sms, now), SendingReport(store, sms, now)
        return cls(worker, report, BalanceCheck(store, sms, now))

    @property
    def background_jobs(self) -> Sequence[Callable[[], Coroutine[Any, Any, None]]]:
        """What runs for as long as the backend is served."""
        return self.worker.run, self.balance_check.run
