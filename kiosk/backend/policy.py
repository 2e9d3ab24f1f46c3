"""What the office has decided about approval, phones and codes."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Policy:
    """Limits and permissions. Those without a default are settings ([approval], [phone], [records])."""

    at_once: bool
    """May a registration be approved without an officer? False is the stricter setting."""
    helped: int
    """How many other people one phone may serve."""
    code_life: timedelta
    """How long a phone code is good."""
    tries: int
    """How often one code may be answered."""
    codes_per_hour: int
    """How many codes an hour may stay unanswered: of one phone, and of those for one person's records."""
    pick_up_life: timedelta
    """How long a half-filled form is kept for the person who asked for it."""
    codes_per_person: int = 6
    """How many codes an hour may be asked in one person's name, whatever the phone."""
    codes_per_kiosk: int = 60
    """How many codes an hour one kiosk may ask for: enough for a full hall, too few for a flood."""
    codes_per_phone_day: int = 20
    """How many codes a day one phone is sent, answered or not: a message costs money and patience."""
    codes_per_person_day: int = 20
    """How many codes a day may be asked in one person's name."""
    codes_per_kiosk_day: int = 300
    """How many codes a day one kiosk may ask for: one person every two minutes from eight to six."""
    choices_per_hour: int = 12
    """How often an hour one may ask to which masked numbers a person's code could go."""
    proof_life: timedelta = timedelta(minutes=30)
    """How long a phone's proof is good: as long as a slow person takes to fill the form."""
    after_approval: timedelta = timedelta(minutes=10)
    """How long an officer's approval opens the card on the kiosk that waited for it."""
