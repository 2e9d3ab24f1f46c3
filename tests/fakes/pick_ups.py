"""The backend's keeping of half-filled forms, made up for the screens' tests."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from kiosk.domain.registration.draft import Draft
from kiosk.ports.errors import Refused
from kiosk.ports.pick_ups import KeptForm

SIGNED_PICK_UP = "6BFOXN*TS0BI$ZD4N9:9S6RCVN5+O30K3" * 6
"""As long as a real one."""


@dataclass
class FakePickUps:
    """Keeps forms by their code."""

    expires_at: datetime
    error: Exception | None = None
    erase_error: Exception | None = None
    forms: dict[str, Draft] = field(default_factory=dict)

    async def keep(self, draft: Draft, code: str) -> KeptForm:
        """Keep it as the real one does."""
        if self.error is not None:
            raise self.error
        self.forms[code] = replace(draft, phone_proof=None)
        return KeptForm(code, SIGNED_PICK_UP, self.expires_at)

    async def open(self, code: str) -> Draft:
        """Return what is there."""
        if self.error is not None:
            raise self.error
        if code not in self.forms:
            raise Refused("pick_up_unknown")
        return self.forms[code]

    async def erase(self, code: str) -> None:
        """Erase it."""
        if self.erase_error is not None:
            raise self.erase_error
        self.forms.pop(code, None)
