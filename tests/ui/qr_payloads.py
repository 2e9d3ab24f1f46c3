"""The texts that the tests draw: an invented card, and a receipt's code."""

import json
from pathlib import Path

_VECTORS = json.loads((Path(__file__).parents[1] / "data" / "vectors.json").read_text("utf-8"))["vectors"]
CARD: str = next(
    vector["text"] for vector in _VECTORS if vector["name"] == "insurance card, seventeen fields"
)
RECEIPT = "BHXH:7K3M9QXRA2WD"
