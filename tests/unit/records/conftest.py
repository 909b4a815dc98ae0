import pytest
from tests.unit.records import kinds


@pytest.fixture(autouse=True)
def declared(monkeypatch):
    kinds.declare(monkeypatch)
