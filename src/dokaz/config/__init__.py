"""Settings, the wiring of ports to adapters, and homes: what every way into the house shares."""

import os

import django
from django.apps import apps


def set_up() -> None:
    """This will ready Django once, whoever calls first; it opens no database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dokaz.config.settings")
    if not apps.ready:
        django.setup()
