"""What a reader of Belarusian or Russian sees: nothing of ours in English, beside names and what people wrote."""

import html
import io
import re

import pytest

from dokaz.access import api as access
from dokaz.custody import api as custody

NAMES = re.compile(  # what stands in Latin letters in every language
    r"dokaz[ /][A-Za-z0-9 /+-]+|English|UTC|SHA-256|7\.txt|text/plain|Partner|archive|GDPR|utf-8|sha256sum|age-keygen|FILE|"
    r"--try|--no-work|Ctrl K|be, ru, en|uz-Latn|\buk\b|\bar\b|\b[A-Z]-[0-9A-Z]{4}-[0-9A-Z]{5}\b|\b[0-9a-f]{4}\b"
)


def words(answer):
    """The text of a page with what a screen reader says of it, without its head."""
    page = re.sub(r"^.*?<body|<(script|style)\b.*?</\1>", "<body", answer.content.decode(), flags=re.DOTALL)
    said = re.findall(r'(?:aria-label|alt|title|placeholder)="([^"]*)"', page)
    return html.unescape("\n".join([re.sub(r"<[^>]+>", "\n", page), *said]))


def latin(answer, *, beside):
    """The words of a page in Latin letters, beside those of `NAMES` and a name."""
    return re.findall("[A-Za-z]{2,}", NAMES.sub("", words(answer).replace(beside, "")))


@pytest.mark.parametrize("language", ["be", "ru"])
def test_a_reader_meets_no_sentence_of_ours_in_english(custodian, colleague, world, language):
    ref = custody.receive(io.BytesIO(b"7"), name="7.txt", source="P-1", by=world.session, now=world.tick()).ref
    assert b"".join(custodian.post(f"/items/{ref}/bytes", page=f"/items/{ref}").streaming_content) == b"7"
    custody.give_out([ref], package="K-0000-00003", by=world.session, now=world.tick())
    custody.check(refs=[ref], by=world.session, now=world.tick())
    documenter = colleague("documenter")
    name = access.collection()
    for who, path, status in (
        (custodian, "/", 200),
        (custodian, "/items", 200),
        (custodian, f"/items/{ref}", 200),
        (custodian, "/people", 200),
        (custodian, f"/people/{documenter.account}", 200),
        (custodian, "/people/roles", 200),
        (custodian, "/me", 200),
        (custodian, "/manage", 200),
        (custodian, "/help", 200),
        (custodian, "/items/E-0000-00000", 404),
        (documenter, "/people", 403),
    ):
        answer = who.get(f"{path}?page-language={language}")
        assert (path, answer.status_code, latin(answer, beside=name)) == (path, status, [])


ROLES = {
    "be": ("Дакументатар", "прымаць файлы і рэчы ў калекцыю."),
    "ru": ("Документатор", "принимать файлы и вещи в коллекцию."),
}
REFUSED = {
    "be": "Ваша роля не дазваляе гэтага: прымаць людзей і даваць ролі",
    "ru": "Ваша роль не позволяет этого: принимать людей и давать роли",
}


@pytest.mark.parametrize("language", ["be", "ru"])
def test_a_permission_reads_alike_on_the_page_of_roles_and_where_it_is_missing(colleague, language):
    analyst = colleague("analyst")
    roles = words(analyst.get(f"/people/roles?page-language={language}"))
    assert all(sentence in roles for sentence in ROLES[language])
    assert REFUSED[language] in words(analyst.get(f"/people?page-language={language}"))
