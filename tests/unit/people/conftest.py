import pytest
from tests import persons


@pytest.fixture
def kept(real_world):
    """A house that keeps identities and contacts."""
    return persons.keep(real_world)
