from __future__ import annotations

import pytest
from kept_company import Company
from sqlalchemy import Engine

from bot.stores.insights import SqlInsights


@pytest.fixture
def company(engine: Engine) -> Company:
    return Company(engine)


@pytest.fixture
def insights(engine: Engine) -> SqlInsights:
    return SqlInsights(engine)
