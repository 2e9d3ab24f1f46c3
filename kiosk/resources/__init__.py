"""What ships beside the code: words, consent texts, communes, and how a text becomes a QR symbol."""

from pathlib import Path

_PACKAGE = Path(__file__).parents[1]
ASSETS = _PACKAGE / "assets" if (_PACKAGE / "assets").is_dir() else _PACKAGE.parent / "assets"
"""Inside the installed package, or beside it in a checkout."""
