"""Reads back what a drawing sends, as a terminal would: pixels from Sixels and from Kitty's PNG."""

import io
import re
from base64 import b64decode

from PIL import Image

BLACK, WHITE = 0, 255


def sixels(sequence: str) -> tuple[bytes, int]:
    """Return the pixels of a Sixel sequence, a byte each, and their width; what is not set stays white."""
    header = re.match(r'\x1bP0;1q"1;1;(\d+);(\d+)#0;2;100;100;100#1;2;0;0;0', sequence)
    assert header is not None
    assert sequence.endswith("\x1b\\")
    width, height = int(header[1]), int(header[2])
    pixels = bytearray(b"\xff" * width * height)
    x = top = colour = 0
    for token in re.finditer(r"#(\d+)|(\$)|(-)|(?:!(\d+))?([?-~])", sequence[header.end() : -2]):
        register, carriage_return, new_line, count, sixel = token.groups()
        if register:
            colour = BLACK if register == "1" else WHITE
        elif carriage_return:
            x = 0
        elif new_line:
            x, top = 0, top + 6
        else:
            run = int(count or 1)
            for bit in range(6):
                if ord(sixel) - 63 >> bit & 1:
                    start = (top + bit) * width + x
                    assert x + run <= width
                    pixels[start : start + run] = bytes([colour]) * run
            x += run
    return bytes(pixels), width


def kitty(sequence: str) -> tuple[bytes, int]:
    """Return the pixels that a Kitty sequence transmits, a byte each, and their width."""
    chunks = re.findall(r"\x1b_G([^;]*);([^\x1b]*)\x1b\\", sequence)
    assert "".join(f"\x1b_G{keys};{data}\x1b\\" for keys, data in chunks) == sequence
    assert [keys[-3:] for keys, _ in chunks] == ["m=1"] * (len(chunks) - 1) + ["m=0"]
    assert all(len(data) <= 4096 for _, data in chunks)
    picture = Image.open(io.BytesIO(b64decode("".join(data for _, data in chunks)))).convert("L")
    return picture.tobytes(), picture.width
