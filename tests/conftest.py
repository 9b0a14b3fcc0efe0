"""What the whole suite shares: models that were converted once, for every process and every run."""

from __future__ import annotations

import os
from pathlib import Path

MODELS = Path(__file__).parents[1] / ".pytest_cache" / "converted-models"
os.environ.setdefault("CORNERMAN_EMBEDDING__MODELS_DIR", str(MODELS))
