"""Every screen that a person can come to stand before, each with a short way there."""

from tests.ui.scenes import around, paper, questions, results, touched
from tests.ui.scenes.scene import PARTS, SCENES

__all__ = ["PARTS", "SCENES", "around", "paper", "questions", "results", "touched"]
