"""Every page of a busy house as a reader of Belarusian or Russian sees it: no sentence of ours in English."""

import re

import pytest
from tests.pages.test_languages import latin

from dokaz.access import api as access

IN_LATIN = re.compile(  # what is drawn, a key or an entry as it is; what this house calls things; codes to be typed
    rb"<(code|pre)\b.*?</\1>|contacts|identities [12]|\b(acts|beaten|village|Polski|CSV|UTF-8|xlsx)\b|DOKAZ_BACKUPS|/people/admit|"
    rb"(application|audio|image)/[\w.+-]+|notebook_of_the_readings_2020\.docx|\b(lt|pl|LT)\b|\bauthority-lt\b|\bprosecutor-general\b|"
    rb"\b(house|authority|icc|un|osce|partner|helper|public|witness|pseudonym|roles|vulnerabilities|born[_-]around|note)\b",
    re.DOTALL,
)


@pytest.fixture
def world(house):
    return house.world


@pytest.mark.parametrize("language", ["be", "ru"])
def test_a_busy_house_is_read_without_a_sentence_in_english(house, served, language):
    custodian, name, there = house.custodian(house.world), access.collection(), house.there
    for path, row in (("/alarms", "/seen"), ("/canaries", "/lift"), ("/delays", "/stop"), ("/leavings", "/leavings/")):
        assert row in custodian.get(path).content.decode(), path
    found = {}
    for kind in sorted(there.pages.keys() - there.files):
        path = there.pages[kind]
        answer = custodian.get(f"{path}{'&' if '?' in path else '?'}page-language={language}")
        answer.content = IN_LATIN.sub(b"", re.sub(rb"^.*?<body", b"<body", answer.content, flags=re.DOTALL))
        found[kind] = (answer.status_code, latin(answer, beside=name))
    assert {kind: seen for kind, seen in found.items() if seen != (200, [])} == {}
