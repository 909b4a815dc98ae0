"""Where the house stands, and its models once Django is awake."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def checkout() -> Path:
    return Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def house(checkout) -> Path:
    return checkout / "src" / "dokaz"


@pytest.fixture(scope="session")
def packages(house) -> list[str]:
    return sorted(found.parent.name for found in house.glob("*/__init__.py"))


@pytest.fixture(scope="session")
def models() -> list:
    """Every model of the house."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dokaz.config.settings")
    import django
    from django.apps import apps

    django.setup()
    return [model for model in apps.get_models() if model.__module__.startswith("dokaz.")]
