"""The texts by which people are asked: complete, approved by another person, and never changed afterwards."""

import io

import pytest
from django.db import IntegrityError, connection, transaction

from dokaz.access import api as access
from dokaz.consent import shipped, statements
from dokaz.consent.errors import (
    LanguageUnreadable,
    ReadingNotSound,
    StatementApproved,
    StatementIncomplete,
    StatementOwn,
    StatementStale,
    StatementUnknown,
)
from dokaz.consent.words import Told
from dokaz.custody import api as custody
from dokaz.journal import api as journal
from dokaz.kernel.languages import Language

SOUND = b"RIFF\x24\x00\x00\x00WAVEfmt "
FULL = {part: f"About {part}." for part in Told}


def written(world, *, language="en", seen=0, parts=FULL, **more):
    return statements.write_statement(
        language=language, parts=parts, seen=seen, by=world.session, now=world.tick(), **more
    )


@pytest.mark.parametrize("language", Language)
def test_the_shipped_text_tells_everything_in_short_sentences(language):
    parts = shipped.parts(language)
    assert set(parts) == set(Told)
    sentences = [each for text in parts.values() for each in text.replace("?", ".").split(".") if each.strip()]
    assert [each for each in sentences if len(each.split()) > 15] == []


def test_a_text_may_be_in_any_language_that_there_is(world):
    theirs = written(world, language="fa-AF")
    assert (theirs.asked_in, theirs.to_interpret) == (Language.ENGLISH, True)
    ours = written(world, language="be-tarask")
    assert (ours.asked_in, ours.to_interpret) == (Language.BELARUSIAN, False)
    for code in ("", "persian", "xx", "FA-af"):
        with pytest.raises(LanguageUnreadable):
            written(world, language=code)


def test_a_text_is_used_only_after_another_person_approved_all_of_it(world):
    second = world.second_person()
    half = written(world, parts={Told.WHO: "Who we are."})
    with pytest.raises(StatementIncomplete, match="What it is for"):
        statements.approve_statement(half.id, by=second, now=world.tick())
    whole = written(world, seen=1)
    with pytest.raises(StatementOwn):
        statements.approve_statement(whole.id, by=world.session, now=world.tick())
    assert statements.approved([whole.id]) == frozenset()
    statements.approve_statement(whole.id, by=second, now=world.tick())
    assert statements.approved([whole.id, half.id]) == {whole.id}
    with pytest.raises(StatementApproved):
        statements.approve_statement(whole.id, by=second, now=world.tick())
    shown = statements.statement(whole.id, by=second, now=world.tick())
    assert (shown.approved_by, shown.number, shown.missing) == (second.actor.account, 2, ())
    assert journal.verify_records().found == ()


def test_who_wrote_on_an_older_version_is_shown_the_newer(world):
    written(world)
    with pytest.raises(StatementStale, match="version 1"):
        written(world)


def test_only_an_approved_change_of_contents_makes_older_ones_old(world):
    second = world.second_person()
    first = written(world)
    reworded = written(world, seen=1, material=False)
    statements.approve_statement(reworded.id, by=second, now=world.tick())
    assert statements.changed_since([first.id]) == frozenset()
    assert [each.id for each in statements.in_use(by=world.session, now=world.tick())] == [reworded.id]
    other = written(world, seen=2)
    assert statements.changed_since([first.id]) == frozenset()
    statements.approve_statement(other.id, by=second, now=world.tick())
    assert statements.changed_since([first.id, reworded.id, other.id]) == {first.id, reworded.id}
    russian = written(world, language="ru")
    statements.approve_statement(russian.id, by=second, now=world.tick())
    assert {each.id for each in statements.in_use(by=world.session, now=world.tick())} == {other.id, russian.id}


def test_a_text_says_who_read_it_and_where_it_is_read_aloud(world):
    drafts = statements.write_shipped(by=world.session, now=world.tick())
    assert [each.language for each in drafts] == ["be", "en", "ru"]
    assert statements.write_shipped(by=world.session, now=world.tick()) == ()
    draft = drafts[0]
    assert draft.read_by_native is None
    item = custody.receive(io.BytesIO(SOUND), name="aloud.wav", by=world.session, now=world.tick()).ref
    letter = custody.receive(io.BytesIO(b"a letter"), name="aloud.wav.txt", by=world.session, now=world.tick()).ref
    with pytest.raises(ReadingNotSound, match=letter):
        statements.note_reading(draft.id, item=letter, by=world.session, now=world.tick())
    statements.note_native(draft.id, by=world.session, now=world.tick())
    statements.note_reading(draft.id, item=item, by=world.session, now=world.tick())
    shown = statements.statement(draft.id, by=world.session, now=world.tick())
    assert shown.read_by_native is not None
    assert shown.aloud == (item,)
    with pytest.raises(StatementUnknown):
        statements.statement(world.compartment, by=world.session, now=world.tick())


def test_an_approval_added_by_hand_is_believed_by_nobody(world):
    text = written(world)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO consent_statementmark (id, statement_id, kind, item, by, at) SELECT id, id, 'approved', '',"
            " written_by, written_at FROM consent_statement"
        )
    with pytest.raises(journal.RecordUnvouched):
        statements.approved([text.id])


def test_a_text_is_never_changed(world):
    written(world)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE consent_statement SET parts = '{}'")


def test_who_may_not_write_or_approve_is_refused(world):
    world.second_person()
    analyst = world.as_account(world.second_account(role="analyst"))
    text = written(world)
    with pytest.raises(access.NotPermitted):
        statements.write_statement(language="en", parts=FULL, seen=1, by=analyst, now=world.tick())
    with pytest.raises(access.NotPermitted):
        statements.approve_statement(text.id, by=analyst, now=world.tick())
    assert len(statements.statements(by=analyst, now=world.tick())) == 1
