"""What the whole suite shares: models that were converted once, and no test that a busy machine's slowness decides."""

from __future__ import annotations

import os
from pathlib import Path

from hypothesis import settings

MODELS = Path(__file__).parents[1] / ".pytest_cache" / "converted-models"
os.environ.setdefault("CORNERMAN_EMBEDDING__MODELS_DIR", str(MODELS))

pytest_plugins = ("database_fixtures",)

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
