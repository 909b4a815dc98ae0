"""Finding words in every alphabet of the house."""

import pytest
from django.db import connection, models
from django.db.models.functions import Lower, Upper
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dokaz.database import api as database
from dokaz.database.sqlcipher.matching import _like

UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault


class Place(models.Model):
    name = models.TextField()

    class Meta:
        app_label = "test_matching"


@pytest.fixture
def places(tmp_path):
    database.open(tmp_path / "places.db", key=bytes(32))
    with connection.schema_editor() as editor:
        editor.create_model(Place)
    names = ["Окрестина", "Акрэсціна", "СІЗО на Валадарскага, Мінск", "Слуцкі ІУ, Ўсход", "100 % ў_полі", "Straße 5"]
    Place.objects.bulk_create(Place(name=name) for name in names)
    yield Place.objects.order_by("id")
    database.close()


@pytest.mark.parametrize(
    ("look_up", "words", "found"),
    [
        ("icontains", "окрестина", "Окрестина"),
        ("icontains", "АКРЭСЦІНА", "Акрэсціна"),
        ("icontains", "сізо", "СІЗО на Валадарскага, Мінск"),
        ("icontains", "ўСХОД", "Слуцкі ІУ, Ўсход"),
        ("iexact", "акрэсцінА", "Акрэсціна"),
        ("istartswith", "слуцкі іу", "Слуцкі ІУ, Ўсход"),
        ("iendswith", "МІНСК", "СІЗО на Валадарскага, Мінск"),
        ("icontains", "100 %", "100 % ў_полі"),
        ("icontains", "Ў_П", "100 % ў_полі"),
        ("icontains", "STRASSE", "Straße 5"),
        ("iregex", "^ОКРЕСТ", "Окрестина"),
    ],
)
def test_case_does_not_hide_a_word(places, look_up, words, found):
    assert [place.name for place in places.filter(**{f"name__{look_up}": words})] == [found]


@pytest.mark.parametrize(("look_up", "words"), [("iexact", "акрэсцін"), ("icontains", "100%"), ("icontains", "ў.полі")])
def test_what_is_not_there_is_not_found(places, look_up, words):
    assert not places.filter(**{f"name__{look_up}": words}).exists()


def test_upper_and_lower_fold_cyrillic_in_the_database(places):
    assert places.annotate(loud=Upper("name")).filter(loud="АКРЭСЦІНА").count() == 1
    assert places.annotate(soft=Lower("name")).filter(soft__endswith="ўсход").count() == 1


@UNTIMED
@given(st.text(), st.text(), st.text())
def test_a_text_is_found_by_any_part_of_it_however_it_is_escaped(before, part, after):
    escaped = part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    assert _like(f"%{escaped}%", before + part + after, "\\")


@UNTIMED
@given(st.text(alphabet="aAбБіІ%_\\", max_size=8), st.text(alphabet="aAбБіІ%_\\", max_size=8))
def test_wildcards_mean_what_they_mean_in_sqlite(pattern, text):
    import sqlite3

    plain = sqlite3.connect(":memory:")
    folded = (pattern.casefold(), text.casefold())
    (expected,) = plain.execute("SELECT ? LIKE ? ESCAPE '\\'", folded[::-1]).fetchone()
    assert bool(_like(pattern, text, "\\")) == bool(expected)
    plain.close()
