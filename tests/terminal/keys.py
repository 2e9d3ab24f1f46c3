"""What a terminal sends for the keys that tests press."""

KEYS = {
    "enter": "\r",
    "tab": "\t",
    "escape": "\x1b",
    "backspace": "\x7f",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "f3": "\x1bOR",
    "f4": "\x1bOS",
    "f5": "\x1b[15~",
    "f6": "\x1b[17~",
    "f7": "\x1b[18~",
    "f8": "\x1b[19~",
    "f9": "\x1b[20~",
    "f10": "\x1b[21~",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "home": "\x1b[H",
    "end": "\x1b[F",
}


def sent_by(key: str) -> bytes:
    """Return the bytes of a named key, or of a single character."""
    return KEYS.get(key, key).encode()


def pasted(text: str) -> bytes:
    """Return the bytes of a bracketed paste."""
    return f"\x1b[200~{text}\x1b[201~".encode()
