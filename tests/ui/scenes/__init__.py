"""Every screen that a person can come to stand before, each with a short way there."""

from tests.ui.scenes import around, lookups, officer, paper, pick_up, questions, results, rights, touched
from tests.ui.scenes.scene import PARTS, SCENES

__all__ = [
    "PARTS",
    "SCENES",
    "around",
    "lookups",
    "officer",
    "paper",
    "pick_up",
    "questions",
    "results",
    "rights",
    "touched",
]
