"""The walks save what all tests of the screens save."""

from tests.ui.conftest import rare_collections, rare_frames, styles_parsed_once

__all__ = ["rare_collections", "rare_frames", "styles_parsed_once"]
