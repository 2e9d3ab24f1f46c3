"""The words of a code's message: who sends it, what the code is for, how long it is good; never a link.

Without accents: one of them more than halves what a part holds (`domain.gsm`), and senders' templates are
registered so.
"""

from typing import Literal

from kiosk.resources.text import words

Purpose = Literal["registration", "card", "contributions", "rights"]


def code_words(purpose: Purpose, office: str, code: str, minutes: int) -> str:
    """Return the message; `office` is named first, without accents."""
    return words(f"sms.code.{purpose}", office=office, code=code, minutes=minutes)
