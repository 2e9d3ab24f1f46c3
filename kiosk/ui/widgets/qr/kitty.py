"""A QR code in the graphics protocol of Kitty, which Ghostty, WezTerm and Konsole speak as well."""

from base64 import b64encode
from struct import pack
from zlib import compress, crc32

from kiosk.ui.widgets.qr.canvas import Canvas

CHUNK = 4096
"""Characters of base64 that one escape sequence may carry."""


def painting(canvas: Canvas, image: int) -> str:
    """Return what draws `canvas` with its top left corner at the cursor; the cursor stays (C=1)."""
    text = b64encode(_png(canvas)).decode()
    chunks = [text[at : at + CHUNK] for at in range(0, len(text), CHUNK)]
    more = [1] * (len(chunks) - 1) + [0]
    first = f"\x1b_Ga=T,f=100,i={image},p=1,C=1,q=2,m={more[0]};{chunks[0]}\x1b\\"
    rest = (f"\x1b_Gm={m};{chunk}\x1b\\" for m, chunk in zip(more[1:], chunks[1:], strict=True))
    return first + "".join(rest)


def erasing(image: int) -> str:
    """Return what takes the image away: text written over it does not."""
    return f"\x1b_Ga=d,d=I,i={image},q=2\x1b\\"


def _png(canvas: Canvas) -> bytes:
    """A grey PNG of one bit a pixel, about 2 kB; a library for images would be the kiosk's largest import."""
    one_bit = bytes.maketrans(b"\0\xff", b"01")
    packed_width = -(-canvas.width // 8)
    drawn: dict[bytes, bytes] = {}
    packed = bytearray()
    for at in range(0, len(canvas.pixels), canvas.width):
        line = canvas.pixels[at : at + canvas.width]
        if line not in drawn:
            bits = line.translate(one_bit).ljust(packed_width * 8, b"1")
            drawn[line] = b"\0" + int(bits, 2).to_bytes(packed_width, "big")
        packed += drawn[line]
    header = pack(">IIBBBBB", canvas.width, canvas.height, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", compress(packed)), (b"IEND", b""))
    framed = (pack(">I", len(data)) + kind + data + pack(">I", crc32(kind + data)) for kind, data in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(framed)
