"""Templates as a page would have them, and the language a page is in."""

import pytest
from django.template import engines

from dokaz.design import languages


@pytest.fixture
def draw():
    """`draw("{% show it %}", it=…)`: what stands in the page."""

    def drawn(template, **context):
        return engines["django"].from_string("{% load design %}" + template).render(context)

    return drawn


@pytest.fixture
def reading():
    """`with reading("ru"):` the page is in that language."""
    return lambda tag: languages.reading(languages.Language(tag))
