"""What the office has decided about approval, phones and codes."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Policy:
    """Limits and permissions; the defaults are config.toml's."""

    at_once: bool = True
    """May a registration be approved without an officer? False is the stricter setting."""
    helped: int = 5
    """How many other people one phone may serve."""
    code_life: timedelta = timedelta(minutes=5)
    """How long a phone code is good."""
    tries: int = 3
    """How often one code may be answered."""
    codes_per_hour: int = 3
    """How many codes one phone is sent in an hour."""
    proof_life: timedelta = timedelta(minutes=30)
    """How long a phone's proof is good: as long as a slow person takes to fill the form."""
    after_approval: timedelta = timedelta(minutes=10)
    """How long an officer's approval opens the card on the kiosk that waited for it."""
