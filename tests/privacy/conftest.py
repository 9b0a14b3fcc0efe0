from __future__ import annotations

import pytest
from kept_company import Company
from sqlalchemy import Engine


@pytest.fixture
def company(engine: Engine) -> Company:
    return Company(engine)
