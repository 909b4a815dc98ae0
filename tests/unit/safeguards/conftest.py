from tests.unit.access.conftest import tampered  # noqa: F401 - a fixture of these tests too
