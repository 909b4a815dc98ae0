"""A provider outside may be in other hands: what lay there is told as sealed, nothing is stopped, and it is withdrawn."""

import io
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.authorities import Authority
from tests.unit.access.test_witness_keys import KEY, PQ, admit

from dokaz.access import api as access
from dokaz.config import wiring
from dokaz.custody import api as custody
from dokaz.journal import api as journal
from dokaz.kernel.languages import Language
from dokaz.safeguards import api as safeguards
from dokaz.safeguards import models
from dokaz.verify import stamps

Kind, OutsideService = safeguards.CompromiseKind, safeguards.OutsideService
BUCKET = "s3://evidence/vault?endpoint=https://s3.example.org"
SHOWN = "s3://evidence/vault (s3.example.org)"


def received(world, number, **more):
    return custody.receive(
        io.BytesIO(b"text %d" % number), name=f"{number}.txt", source="P-1", by=world.session, now=world.tick(), **more
    ).ref


def mark(world, subject):
    now = world.tick()
    return safeguards.mark_compromised(
        Kind.PROVIDER, subject=subject, since=now - timedelta(days=7), by=world.session, now=now
    )


def finished(world, found):
    for step in [each.code for each in found.steps]:
        found = safeguards.do_compromise_step(found.id, step=step, by=world.session, now=world.tick())
    return found


@pytest.fixture
def rented(monkeypatch, tmp_path):
    monkeypatch.setenv("DOKAZ_STORE", BUCKET)
    monkeypatch.setenv("DOKAZ_HEADERS", str(tmp_path))  # our own disk is nobody's
    monkeypatch.setenv("DOKAZ_BACKUPS", str(tmp_path / "elsewhere"))


@pytest.mark.both
def test_a_bucket_held_every_file_sealed_and_nothing_is_renewed_or_stopped(world, rented, tmp_path):
    refs = [received(world, number) for number in range(2)]
    apart = access.add_compartment(name="apart", by=world.session, now=world.tick()).id
    received(world, 3, compartment=apart)
    told = [(each.service, each.name) for each in safeguards.providers(by=world.session, now=world.tick())]
    assert told == [(OutsideService.STORE, SHOWN), (OutsideService.BACKUPS, str(tmp_path / "elsewhere"))]
    found = mark(world, SHOWN)
    assert found.reach.counts["files-held"] == 3
    assert found.reach.counts["bytes-held"] > 3 * 32
    assert set(found.reach.sealed_of) == {world.compartment, apart}
    assert (found.reach.accounts, found.reach.compartments, found.reach.provider) == ((), (), SHOWN)
    assert access.sealing(world.compartment).generation == 1
    custody.extract(refs[0], to=tmp_path / "copy", by=world.session, now=world.tick())
    assert [each.code for each in found.steps] == ["credentials", "moved", "fixity", "known", "notice"]
    text = safeguards.notice(found, language=Language.ENGLISH)
    for words in ("what a provider outside the house keeps for us", "they open with nothing the provider had",
                  "Sealed files of evidence there: 3", "none had to be renewed"):  # fmt: skip
        assert words in text
    assert "sessions ended" not in text
    assert finished(world, found).ended_at is not None
    assert safeguards.compromise(found.id, by=world.session, now=world.tick()).reach == found.reach
    with pytest.raises(safeguards.StepUnknown):
        safeguards.do_compromise_step(found.id, step="withdraw", by=world.session, now=world.tick())
    assert b"evidence" not in bytes(_row(found).words)
    assert "evidence" not in _row(found).subject
    with access.whole_house("test"), pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        models.Compromise.objects.update(subject="store:other")  # the guards are back after the table was rebuilt
    assert journal.verify_records().found == ()


def _row(found):
    with access.whole_house("test"):
        return models.Compromise.objects.get(pk=found.id)


@pytest.mark.both
def test_a_witness_a_mirror_and_an_authority_held_hashes_and_are_withdrawn(world, tmp_path):
    admit(world, KEY, PQ)
    (tmp_path / "stick").mkdir()
    journal.add_mirror(str(tmp_path / "stick"), by=world.session.actor, now=world.tick())
    roots = stamps.pem(Authority(tmp_path).roots)
    journal.admit_authority("tsa", url="https://tsa.example", roots=roots, by=world.session.actor, now=world.tick())
    listed = safeguards.providers(by=world.session, now=world.tick())
    assert [each.service for each in listed] == [
        OutsideService.WITNESS,
        OutsideService.MIRROR,
        OutsideService.AUTHORITY,
    ]
    for each, code in zip(listed, ("another", "credentials", "another"), strict=True):
        found = mark(world, each.code)
        assert found.reach.provider == each.name
        assert found.reach.counts == {}
        assert (found.steps[0].code, found.steps[0].acts, found.steps[0].done) == ("withdraw", True, False)
        assert code == found.steps[1].code
        done = safeguards.do_compromise_step(found.id, step="withdraw", by=world.session, now=world.tick())
        assert done.steps[0].done
        with pytest.raises(safeguards.StepUnknown):
            safeguards.do_compromise_step(found.id, step="withdraw", by=world.session, now=world.tick())
    assert (journal.witnesses(), journal.mirrors(), journal.authorities()) == ((), (), ())
    former = safeguards.providers(by=world.session, now=world.tick())
    assert [each.former for each in former] == [True, True, True]
    again = mark(world, former[0].name)  # what was used before may still turn out to be in other hands
    assert again.steps[0].done
    assert again.reach.entries == journal.head().size
    assert journal.verify_records().found == ()
    assert access.verify_statements() == ()


def test_who_is_no_provider_is_not_marked_and_who_may_not_guard_sees_none(world):
    assert wiring.providers() == ()
    with pytest.raises(safeguards.SuspectUnknown):
        mark(world, "https://nobody.example")
    world.second_person()
    words = "fourth academic acid acne acquire acrobat activity actress"
    analyst = world.as_account(world.second_account(role="analyst", passphrase=words), passphrase=words)
    with pytest.raises(access.NotPermitted):
        safeguards.providers(by=analyst, now=world.tick())
