"""The demo world: a prosecutor's request is taken to a package that everybody's tools accept, while witnesses withdraw.

What "done" means for leaving the house, acted out from the demo's collection to the shell of whoever got the package.
"""

import re
import subprocess
import sys
from uuid import UUID

import bagit
import pytest
from tests import light, released
from tests.authority_worlds import Requested
from tests.interop.test_package import case_validated, commands_of, shell

from dokaz.access import api as access
from dokaz.config import compromises, homes
from dokaz.consent import api as consent
from dokaz.custody import api as custody
from dokaz.database import api as database
from dokaz.demo import api as demo
from dokaz.demo.loading import held
from dokaz.disclosure import api as disclosure
from dokaz.disclosure.api import MarkedLetters, RedactionMark, RedactionReason
from dokaz.people import api as people
from dokaz.releases import api as releases
from dokaz.verify import package
from dokaz.verify.package import layout

pytestmark = pytest.mark.embedded("a practice home has a file of its own")
LETTER, PHOTO, NOTE = "ліст ад чытальні", "river_bridge.JPG", "cover note.pdf"
COVER = """Title: Closing of a reading circle (invented)
To: The Prosecutor General's Office

The photograph was taken from the bridge [{ref}]."""


@pytest.fixture
def house(world, monkeypatch, tmp_path, program):
    """The demo's collection, with the request of the prosecutor as far as the demo takes it."""
    for name in ("openssl", "bwrap", "xmllint", "age", "age-keygen", "tar", "sha256sum"):
        program(name)
    for verb in light.verbs():
        monkeypatch.setitem(verb.__kwdefaults__, "cost", light.cost())
    database.close()
    home = tmp_path / "practice"
    founder = demo.practise(home, now=world.tick)
    demo.show(home, paths=[], by=founder, now=world.tick, say=lambda _said: None)
    ref = demo.enter_requests(home, by=founder, now=world.tick)
    yield House(world, home, founder, ref)
    database.close()


class House(Requested):
    """The founder works on the request; the custodian of the partner house is the second person."""

    def __init__(self, world, home, founder, ref):
        self.founder = founder
        partner = demo.residents(home)[1]
        unlocked = access.unlock(home, passphrase=partner.passphrase, account=UUID(partner.account))
        second = access.sign_in(unlocked, now=world.tick())
        request = disclosure.request(ref, by=founder, now=world.tick())
        authority = disclosure.authority_of(request.id, by=founder, now=world.tick())
        super().__init__(world, second, authority, None, request)

    @property
    def by(self):
        return self.founder

    @property
    def said(self):
        return {"by": self.founder, "now": self.world.tick()}

    def named(self, beginning):
        """The item whose file was called so, and the one person it comes from, where there is one."""
        refs = [line.ref for line in held(**self.said)]
        found = next(each for each in custody.show_many(refs, **self.said) if each.name.startswith(beginning))
        (line,) = people.appearances_of_many([found.ref], **self.said)
        return found.ref, next(iter(line.persons), None)

    def copied(self, ref, *marks):
        """A redacted copy that somebody looked through."""
        plan = disclosure.new_plan(custody.show(ref, **self.said)).with_marks(*marks)
        copy = disclosure.redact(ref, plan=plan, here=True, **self.said).receipt.ref
        people.examined(copy, reason="looked at all of it", **self.said)
        return copy

    def withdraws(self, person):
        consent.withdraw(person, asking=consent.Asking(said_on=self.world.now.date()), **self.said)


def opened(house, tmp_path, key, made):
    """The package as the prosecutor's technician opens it: with age and tar."""
    ran = shell(f"age -d -i {key} {made.path} | tar x", tmp_path)
    assert (ran.returncode, ran.stderr) == (0, "")
    return tmp_path / made.ref


def accepted(bag):
    """That every tool of others accepts it, and what the commands of its manual say."""
    assert package.check(bag).state == "whole"
    assert bagit.Bag(str(bag)).validate()
    assert case_validated(bag / layout.CASE) == (0, "")
    assert shell(f"xmllint --nonet --noout {layout.PREMIS}", bag).returncode == 0
    verdict = subprocess.run(
        [sys.executable, "-I", "verify.py"], cwd=bag, capture_output=True, text=True, check=False, timeout=120
    )
    assert verdict.returncode == 0, verdict.stdout
    ran = [shell(command, bag) for command in commands_of((bag / layout.MANUAL).read_text())]
    assert [(each.returncode, each.stderr) for each in ran] == [(0, "")] * len(ran)
    assert any("Verification: OK" in each.stdout for each in ran)  # openssl, of the practice authorities' stamps


def words_in(bag):
    return b"".join(each.read_bytes() for each in sorted(bag.rglob("*")) if each.is_file())


def key_of_theirs(house, tmp_path):
    """A key that the prosecutor's technician made, checked by two; where its secret half lies."""
    secret = tmp_path / "key.txt"
    subprocess.run(["age-keygen", "-o", str(secret)], check=True, capture_output=True)
    noted = house.note(
        disclosure.KEY, key=re.search("age1[a-z0-9]+", secret.read_text())[0], verified_by="read-aloud",
        verified_with="a call to the checked contact", verified_on="2026-03-01",
    )  # fmt: skip
    house.check(noted)
    return secret, str(noted.id)


def taken_to_redacted(house, key, letter, photo, note):
    """The three are relevant; what must be is redacted. Gives the copies, and a word that is in no copy."""
    found = f"{letter};{photo};{note}"
    house.write(disclosure.SEARCH, what="The circle", where="Everything", on="2026-03-02", found=found)
    for ref in (letter, photo, note):
        house.judge(ref)
    relevant = {each.ref for each in disclosure.candidates_of(house.request, **house.said) if each.relevant}
    stays = {"stays": "\n".join(relevant - {letter, photo, note}), "stays_why": "They did not ask for it"}
    terms = house.write(disclosure.TERMS, form="pseudonymous", key=key, **stays)
    assert house.step("check-consent") == "consent-checked"
    with pytest.raises(disclosure.CopyOwed):
        house.step("end-redaction")
    with custody.open_item(letter, **house.said) as stream:
        text = stream.read().decode()
    secret = next(word for word in text.split() if len(word) > 8)
    places = [match.start() for match in re.finditer(re.escape(secret), text)]
    marks = [RedactionMark(MarkedLetters(at, at + len(secret)), RedactionReason.PLACE) for at in places]
    redacted, cleaned = house.copied(letter, *marks), house.copied(photo)
    disclosure.write_anew(terms, fields={"cover": COVER.format(ref=cleaned)}, seen=1, reason="a cover", **house.said)
    assert house.step("end-redaction") == "redacted"
    return redacted, cleaned, secret


def test_a_request_of_a_prosecutor_is_taken_to_a_package_while_witnesses_withdraw(house, tmp_path):
    key, named = key_of_theirs(house, tmp_path)
    (letter, reader), (photo, painter), (note, _nobody) = map(house.named, (LETTER, PHOTO, NOTE))
    redacted, cleaned, secret = taken_to_redacted(house, named, letter, photo, note)
    out = tmp_path / "out"
    out.mkdir()

    approved = house.approved()
    assert set(approved.proposed.refs) == {redacted, cleaned, note}
    house.withdraws(reader)  # in the middle of it
    with pytest.raises(disclosure.RequestChanged, match=f"{redacted}. Withdrew consent"):
        disclosure.package(approved.proposed, to=out, **house.said)
    assert list(out.iterdir()) == []
    again = house.approved()
    assert set(again.proposed.refs) == {cleaned, note}
    assert letter in [each.ref for each in again.proposed.kept_back]
    made = disclosure.package(again.proposed, to=out, **house.said)
    assert house.again().held.state == "packaged"

    bag = opened(house, tmp_path, key, made)
    accepted(bag)
    inside = words_in(bag)
    for planted in (secret.encode(), secret.encode("utf-16-le"), PHOTO.encode(), b"Exif"):
        assert planted not in inside
    (release,) = releases.of_request(house.request.id, **house.said)
    assert {each.ref for each in releases.items_of(release, **house.said).items} == {cleaned, note}
    releases.write_under(release, kind=releases.RECEIPT, fields=released.RECEIPT, **house.said)
    assert house.step("note-receipt") == "received-there"

    assert disclosure.to_recall(release, **house.said).items == ()
    house.withdraws(painter)  # after it has left
    assert [each.ref for each in disclosure.to_recall(release, **house.said).items] == [cleaned]
    assert release.ref in [each.release.ref for each in disclosure.recalls_due(**house.said).releases]
    recall = released.RECALL | released.SENT | {"extent": "some", "items": cleaned}
    releases.write_under(release, kind=releases.RECALL, fields=recall, **house.said)
    assert disclosure.to_recall(release, **house.said).items == ()
    (copy,) = (each for each in consent.copies_of(painter, **house.said) if each.item == cleaned)
    assert [given.package for given in copy.given_out] == [made.ref]
    with pytest.raises(disclosure.CoverElsewhere, match=cleaned):  # the note speaks of what may not go any more
        house.asked()
    (terms,) = disclosure.written_under(house.request.id, kind=disclosure.TERMS.code, **house.said)
    disclosure.write_anew(terms, fields={"cover": ""}, seen=2, reason="without the photograph", **house.said)
    assert house.approved().proposed.refs == (note,)  # and nothing of either goes again

    home = tmp_path / "practice"  # and afterwards it is practised what to do where a package is in other hands
    words = (home / homes.PASSPHRASE_FILE).read_text().strip()
    drilled = compromises.drill(home, passphrase=words, now=house.world.tick())
    assert ([each.kind.value for each in drilled.drilled], drilled.faults) == (
        ["compartment", "account", "package"],
        (),
    )
