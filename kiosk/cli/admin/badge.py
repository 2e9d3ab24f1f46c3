"""An officer's badge as a picture of a bank card's size, to be printed once and then erased."""

import io
from pathlib import Path

from kiosk.devices.printer import raster
from kiosk.domain.scans import officer_badge
from kiosk.domain.slip import Slip, Square, Words
from kiosk.resources.languages import Language
from kiosk.resources.text import words

_CARD = raster.Paper(width=638, dots_per_inch=300, margin=30, height=1011)
"""54 by 85.6 mm, as ISO/IEC 7810 has them."""
_QR = 26.0
"""Millimetres: a scanner reads it through a plastic sleeve."""
FORMATS = {".png": "PNG", ".pdf": "PDF"}


def picture(secret: str, full_name: str, office: str, path: Path, language: Language) -> bytes:
    """Return the badge in the format that the path's ending names; its code has been read back."""
    slip = Slip(
        (
            Words(words("admin.officer.badge_title", language), "title"),
            Words(office, "strong"),
            Square(officer_badge.to_text(secret), least=_QR),
            Words(full_name, "strong"),
            Words(words("admin.officer.badge_hint", language), "small"),
        )
    )
    drawn = io.BytesIO()
    resolution = _CARD.dots_per_inch
    raster.draw(slip, _CARD, "").save(
        drawn, FORMATS[path.suffix.lower()], dpi=(resolution, resolution), resolution=resolution
    )
    return drawn.getvalue()
