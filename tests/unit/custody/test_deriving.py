"""Derivatives made by programs: once in effect, sealed like any item, and nothing lost where a program fails."""

import io
from contextlib import contextmanager

import pytest
from PIL import Image
from tests.destroying import Two
from tests.unit.custody.test_examining import SaysItself
from tests.unit.custody.test_examining_later import received, worked
from tests.unit.custody.test_likeness import WORDS, compressed, scene

from dokaz.access import api as access
from dokaz.adapters import api as adapters
from dokaz.backups import api as backups
from dokaz.custody import api as custody
from dokaz.custody import deriving, vault
from dokaz.custody.api import Attempted, Making
from dokaz.custody.models import Attempt, Derivation, Item, Likeness
from dokaz.custody.ports import Made, Offer
from dokaz.jobs import api as jobs
from dokaz.jobs.leasing import LASTING
from dokaz.jobs.steps import Step
from dokaz.journal import api as journal
from dokaz.kernel import faults
from dokaz.safeguards import api as safeguards

pytestmark = pytest.mark.both
State = jobs.JobState


class Makes:
    """Makers that stand for any others: a text is what the file says, a preview its picture, the rest what is told."""

    def __init__(self):
        self.version, self.asked, self.answers = "1", [], {}

    def offers(self, mime):
        if mime.startswith("image/"):
            return (Offer(Making.PREVIEW, "stand-in", self.version), Offer(Making.OCR, "stand-in", self.version))
        return (Offer(Making.TEXT, "stand-in", self.version),) if mime == "text/plain" else ()

    def make(self, stream, *, size, making, **_named):
        self.asked.append(making)
        if making in self.answers:
            return self.answers[making]
        data = stream.read()
        assert len(data) == size
        if making is Making.PREVIEW:
            grey = Image.open(io.BytesIO(data)).convert("L").resize((64, 64), Image.Resampling.LANCZOS).tobytes()
            return Made(b"preview of " + data[:8], "image/jpeg", "jpg", {"side": 8}, (grey,))
        return Made(b"From: " + data, "text/plain", "txt", {"pages": 1})


@pytest.fixture
def makes():
    return Makes()


@pytest.fixture
def house(world, makes):
    return wired(world, makes)


def wired(world, makes):
    says = SaysItself()
    custody.wire(
        store=vault.store(), headers=vault.headers(), metadata=says, formats=says, makers=makes,
        kept_until=backups.keys_until,
    )  # fmt: skip
    return world


def make(world, ref, making=Making.TEXT, session=None):
    return custody.make(ref, making=making, by=session or world.session, now=world.tick())


def show(world, ref):
    return custody.show(ref, by=world.session, now=world.tick())


def counted():
    with access.whole_house("test"):
        return tuple(model.objects.count() for model in (Derivation, Attempt, Likeness))


def png(image):
    file = io.BytesIO()
    image.save(file, "png")
    return file.getvalue()


def test_a_derivative_is_an_item_of_its_own_with_how_it_was_made(house):
    ref = received(house, b"what it says")
    done = make(house, ref)
    assert (done.making, done.outcome) == (Making.TEXT, Attempted.MADE)
    new, parent = show(house, done.receipt.ref), show(house, ref)
    assert (new.kind, new.parent, new.mime, new.name) == (custody.Kind.DERIVATIVE, ref, "text/plain", f"{ref}-text.txt")
    assert (new.making, new.tool, new.tool_version, new.parameters) == (Making.TEXT, "stand-in", "1", {"pages": 1})
    with custody.open_item(new.ref, by=house.session, now=house.tick()) as stream:
        assert stream.read() == b"From: what it says"
    (listed,) = parent.made
    assert (listed.ref, listed.making, listed.tool, listed.parameters) == (
        new.ref,
        Making.TEXT,
        "stand-in",
        {"pages": 1},
    )
    assert (listed.mime, listed.size, listed.made_at, listed.destroyed) == ("text/plain", 18, new.received_at, None)
    assert [(each.outcome, each.failed, bool(each.words)) for each in parent.attempts] == [("made", False, True)]
    assert parent.events[-1].premis == "derivation"
    journal.sequence(now=house.tick())
    assert journal.verify_records().found == custody.verify_chains() == ()


def test_one_program_makes_a_derivative_once_and_its_next_version_again(house, makes):
    ref = received(house)
    make(house, ref)
    assert make(house, ref).outcome is Attempted.ALREADY
    assert list(custody.underived(by=house.session, now=house.tick())) == []
    makes.version = "2"
    assert list(custody.underived(by=house.session, now=house.tick())) == [ref]
    assert make(house, ref).outcome is Attempted.MADE
    assert len(show(house, ref).derivatives) == 2
    assert makes.asked == [Making.TEXT] * 2


def test_what_a_program_cannot_make_leaves_the_item_held_and_says_why(house, makes):
    ref, blank = received(house, b"hostile"), received(house, b"blank")
    makes.answers[Making.TEXT] = Made(trouble=custody.FileNotUnderstood)
    with pytest.raises(custody.FileNotUnderstood, match="held as it was received"):
        make(house, ref)
    makes.answers[Making.TEXT] = Made()
    assert make(house, blank).outcome is Attempted.NOTHING
    assert make(house, blank).outcome is Attempted.ALREADY
    (failed,) = show(house, ref).attempts
    assert (failed.outcome, failed.failed) == ("file-not-understood", True)
    assert "could not read the file" in failed.words
    with custody.open_item(ref, by=house.session, now=house.tick()) as stream:
        assert stream.read() == b"hostile"
    journal.sequence(now=house.tick())
    assert "custody:item:attempt" in [entry.verb for entry in journal.entries_about(ref)]
    assert journal.verify_records().found == ()
    makes.answers.clear()  # asked again by name, it is tried again
    assert make(house, ref).outcome is Attempted.MADE


def test_what_is_not_offered_or_has_no_bytes_is_refused(house):
    ref = received(house)
    with pytest.raises(custody.NotOffered, match="stills"):
        make(house, ref, Making.STILLS)
    thing = custody.record_object(
        custody.Description(title="a phone"), name="phone", by=house.session, now=house.tick()
    )
    with pytest.raises(custody.HasNoBytes):
        make(house, thing.ref)
    assert custody.makings(ref, by=house.session, now=house.tick()) == (Making.TEXT,)


def test_who_may_not_derive_makes_and_asks_for_nothing(house, makes):
    ref = received(house)
    analyst = house.second_account(role="analyst")
    access.grant_membership(compartment=house.compartment, account=analyst, by=house.session, now=house.tick())
    session = house.as_account(analyst)
    for act in (custody.make, custody.makings, custody.derive_later):
        named = {"making": Making.TEXT} if act is custody.make else {}
        with pytest.raises(access.NotPermitted):
            act([ref] if act is custody.derive_later else ref, by=session, now=house.tick(), **named)
    assert (jobs.listed(), makes.asked) == ([], [])


# --- in the background


def test_derivatives_follow_an_examination_and_are_made_by_whoever_works(house, makes):
    refs = [received(house, b"a text"), received(house, png(scene(1)))]
    custody.examine_later(refs, by=house.session, now=house.tick())
    makes.answers[Making.OCR] = Made(trouble=custody.RecogniserMissing)
    assert worked(house) == {State.DONE: 4, State.FAILED: 1}
    (failed,) = jobs.listed(states=[State.FAILED])
    assert (failed.arguments, failed.outcome) == ({"ref": refs[1], "making": "ocr"}, "tesseract-missing")
    assert [len(show(house, ref).made) for ref in refs] == [1, 1]
    custody.examine_later([show(house, refs[0]).derivatives[0]], by=house.session, now=house.tick())
    assert worked(house) == {State.DONE: 1}  # of what was made here nothing is made unasked
    assert custody.derive_later(refs, by=house.session, now=house.tick()) == 3
    assert custody.derive_later(refs, makings=[], by=house.session, now=house.tick()) == 0
    makes.answers.clear()
    assert worked(house) == {State.DONE: 3}
    assert makes.asked.count(Making.TEXT) == makes.asked.count(Making.PREVIEW) == 1
    with pytest.raises(custody.NotOffered):
        custody.derive_later(refs, makings=[Making.OCR], by=house.session, now=house.tick())
    assert jobs.counts()[State.WAITING] == 0


class Stopped(BaseException):
    """The process ended there, and nothing was tidied up."""


@pytest.mark.parametrize(
    "step", [Step.CLAIMED, Step.MARKED, "custody:keep", "custody:commit", Step.TOOK_EFFECT, Step.FINISHED]
)
def test_cut_off_anywhere_a_derivative_is_made_once_in_effect(house, step, monkeypatch):
    ref = received(house, " ".join(WORDS).encode())
    custody.derive_later([ref], by=house.session, now=house.tick())
    monkeypatch.setattr("dokaz.jobs.leasing.give_back", lambda *_lease, **_named: None)

    def stop():
        raise Stopped

    with pytest.raises(Stopped), faults.failing_at(step, act=stop):
        worked(house)
    house.now += LASTING
    worked(house)
    assert counted() == (1, 1, 1)
    assert len(show(house, ref).derivatives) == 1
    assert jobs.counts()[State.DONE] == 1
    custody.sweep(by=house.session, now=house.tick())
    assert custody.check(by=house.session, now=house.tick()).clean
    journal.sequence(now=house.tick())
    assert journal.verify_records().found == ()


def test_a_member_who_leaves_while_it_becomes_durable_gets_none_of_its_marks(house):
    leaver = house.second_account(role="analyst")
    access.grant_membership(compartment=house.compartment, account=leaver, by=house.session, now=house.tick())
    ref = received(house, " ".join(WORDS).encode())

    @contextmanager
    def leaving(_outcome):
        access.remove_member(compartment=house.compartment, account=leaver, by=house.session, now=house.tick())
        yield

    made = deriving.make_within(ref, making=Making.TEXT, by=house.session, now=house.tick(), together=leaving)
    with access.whole_house("test"):
        new = Item.objects.get(ref=made.receipt.ref)
        beside = [model.objects.get().generation for model in (Attempt, Likeness)]
        assert beside == [new.generation] * 2
        assert new.generation > Item.objects.get(ref=ref).generation
    assert custody.alike(ref, by=house.session, now=house.tick()) == ()
    journal.sequence(now=house.tick())
    assert journal.verify_records().found == ()


def test_a_worker_without_the_key_leaves_it_for_a_member_and_a_destroyed_item_is_given_up(house, makes):
    from tests import destroying

    ref = received(house)
    custody.derive_later([ref], by=house.session, now=house.tick())
    assert worked(house, house.second_person()) == {State.FOR_MEMBER: 1}
    (job,) = jobs.listed()
    access.retry_job(job.id, by=house.session, now=house.tick())
    destroying.Two.of(house).destroy([ref])
    assert worked(house) == {State.FAILED: 1}
    assert (jobs.listed()[0].outcome, makes.asked) == ("item-destroyed", [])


def test_in_a_protected_compartment_members_make_them_themselves(real_world, makes):
    wired(real_world, makes)
    clinical = access.add_compartment(name="clinical", protected=True, by=real_world.session, now=real_world.tick()).id
    words = " ".join(WORDS).encode()
    ref, other = (received(real_world, words + end, compartment=clinical) for end in (b"", b" more"))
    with pytest.raises(custody.OpenedByMembersOnly, match=ref):
        custody.derive_later([ref], by=real_world.session, now=real_world.tick())
    assert make(real_world, ref).outcome is make(real_world, other).outcome is Attempted.MADE
    assert [each.ref for each in custody.alike(ref, by=real_world.session, now=real_world.tick())] == [other]
    assert show(real_world, show(real_world, ref).derivatives[0]).compartment == clinical
    stranger = real_world.second_person()
    with pytest.raises(custody.ItemNotFound):
        custody.alike(ref, by=stranger, now=real_world.tick())


# --- what is alike


def test_a_resized_picture_and_an_edited_text_are_found_and_nothing_else(house):
    edited = " ".join(word if place % 30 else "иначе" for place, word in enumerate(WORDS))
    pictures = [received(house, png(each)) for each in (scene(1), compressed(scene(1)).resize((300, 225)), scene(2))]
    texts = [received(house, words.encode()) for words in (" ".join(WORDS), edited, " ".join(reversed(WORDS)))]
    for ref in pictures:
        make(house, ref, Making.PREVIEW)
    for ref in texts:
        make(house, ref)
    (picture,) = custody.alike(pictures[0], by=house.session, now=house.tick())
    assert (picture.ref, picture.resemblance, picture.shared, picture.of) == (pictures[1], "picture", 1, 1)
    (words,) = custody.alike(texts[1], by=house.session, now=house.tick())
    assert (words.ref, words.resemblance, words.of) == (texts[0], "text", 128)
    assert custody.alike(received(house, b"alone"), by=house.session, now=house.tick()) == ()
    journal.sequence(now=house.tick())
    assert journal.entries_about(pictures[1])[-1].verb == "custody:item:alike"
    with access.whole_house("test"):
        kept = " ".join(repr(row.__dict__) for row in Likeness.objects.all())
    assert "слово" not in kept


def test_nothing_is_compared_across_compartments_or_with_what_was_destroyed(house):
    from tests import destroying

    apart = access.add_compartment(name="apart", protected=False, by=house.session, now=house.tick()).id
    words = " ".join(WORDS).encode()
    refs = [received(house, words), received(house, words + b" !"), received(house, words, compartment=apart)]
    for ref in refs:
        make(house, ref)
    assert [each.ref for each in custody.alike(refs[0], by=house.session, now=house.tick())] == [refs[1]]
    destroying.Two.of(house).destroy([refs[1]])
    assert custody.alike(refs[0], by=house.session, now=house.tick()) == ()
    with access.whole_house("test"):
        gone = Likeness.objects.get(item=Item.objects.get(ref=refs[1]))
    assert (bytes(gone.marks), bytes(gone.record_key)) == (b"", b"")
    assert journal.verify_records().found == ()


def test_real_programs_make_what_their_stand_ins_do(world):
    house = wired(world, adapters.Makers())
    ref = received(house, "Пратакол".encode("cp1251"))
    made = make(house, ref)
    assert show(house, made.receipt.ref).parameters == {"encoding": "cp1251"}
    with custody.open_item(made.receipt.ref, by=house.session, now=house.tick()) as stream:
        assert stream.read().decode() == "Пратакол"


def test_nothing_is_made_of_what_was_destroyed_while_the_program_ran(house, makes):
    """The item was looked up before: what is written of it afterwards is refused in its own transaction."""
    two, ref = Two.of(house), received(house, b"page 7")
    read = makes.make

    def meanwhile(stream, **named):
        made = read(stream, **named)
        two.destroy([ref])
        return made

    makes.make = meanwhile
    with pytest.raises(custody.ItemDestroyed):
        make(house, ref)
    with access.whole_house("test"):
        assert (Derivation.objects.count(), Attempt.objects.count(), Likeness.objects.count()) == (0, 0, 0)
        assert Item.objects.count() == 1
    assert [event.act for event in show(house, ref).events][-1] == custody.Act.DESTROYED


def test_what_was_made_of_a_canary_sings_as_well(house):
    ref = received(house, b"page 7")
    text = make(house, ref).receipt.ref
    custody.mark_canary(ref, by=house.session, now=house.tick())
    other = house.second_person()
    access.grant_membership(
        compartment=house.compartment, account=other.actor.account, by=house.session, now=house.tick()
    )
    custody.open_item(text, by=other, now=house.tick()).close()
    (alarm,) = safeguards.alarms(by=house.session, now=house.tick())
    assert (alarm.kind, alarm.account) == (safeguards.AlarmKind.CANARY, other.actor.account)
