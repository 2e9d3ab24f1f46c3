"""The limits that more than one door holds: lengths in characters, numbers of things that travel together."""

NAME = 100
"""A person's name, or a kiosk's."""
ADDRESS = 300
EMPLOYER_NAME = 200
SEARCH = 100
"""What an officer or a citizen types to find something."""
NOTE = 500
"""An officer's words to the person."""
PASSWORD = 200
LOGIN = r"[a-z0-9][a-z0-9._-]{1,39}"
"""An officer's name at the desk, as a pattern."""
PHONE_CODE = 6
"""Digits of a code that is sent to a phone, and of an officer's PIN."""
SCAN = 1024
"""The longest text read from a scanner (docs/domain.md#scans)."""
SIGNED_TEXT = 1000
"""A proof or a receipt in base45."""
UNDELIVERED = 1000
"""Registrations in one report of a kiosk about what it could not deliver."""
UNDO = 10
"""Seconds for which an officer may take a decision back."""
