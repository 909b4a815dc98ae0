"""Items leave: one asks, another reads and approves, and the first makes the package, as they type it."""

import pytest
from tests import earlier, permitting
from tests.authority_worlds import requested
from tests.conftest import PASSPHRASE
from tests.permitting import WHERE

from dokaz.access import api as access
from dokaz.disclosure import api as disclosure
from dokaz.kernel import clock
from dokaz.people import api as people

WHERE_IN_WORDS = "For: Investigation and trial. To: Organisations we work with. Form: With the name."
AS_OTHER = ("--passphrase-file", "other.txt")


@pytest.fixture
def refs(dokaz, world, folder):
    return permitting.of(world, [line["ref"] for line in dokaz("receive", folder, "--json").lines])


@pytest.fixture
def second(world, tmp_path):
    """Nothing waits; the second person belongs to the archive."""
    other, few = world.second_person(), access.Limits(items=1, hours=0)
    access.approve(access.propose_limits(few, by=world.session, now=world.tick()), by=other, now=world.tick())
    access.set_limits(few, by=world.session, now=world.tick())
    if world.compartment not in {each.id for each in access.compartments(by=other)}:
        access.grant_membership(
            compartment=world.compartment, account=other.actor.account, by=world.session, now=world.tick()
        )
    (tmp_path / "other.txt").write_text(world.companion_words)
    return other


def test_one_asks_another_reads_and_approves_and_the_first_makes_it_once(dokaz, refs, second, tmp_path):
    alone = dokaz("package", refs[0], *WHERE, "--to", "package")
    assert (alone.code, "Every package takes two people" in alone.err, "with --ask" in alone.err) == (1, True, True)
    (tmp_path / "note.txt").write_text(f"Title: Two nights\nTo: The court\n\nThe first [{refs[0]}, p. 2] was found.\n")
    beside = ("--cover", "note.txt", "--language", "ru", "--series", "Q-1")
    asked = dokaz("package", *refs, *WHERE, *beside, "--ask")
    assert asked.code == 0, asked.err
    assert "2 items would leave" in asked.out
    assert "it would lie in clear" in asked.out
    (waiting,) = dokaz("approval", "list", "--json").lines
    approval = waiting["id"]
    assert f"dokaz package --approval {approval} --to DIR" in asked.out
    early = dokaz("package", "--approval", approval, "--to", "package")
    assert (early.code, "has not approved exactly this" in early.err) == (1, True)
    shown = dokaz("approval", "show", approval, *AS_OTHER)
    (told,) = dokaz("approval", "show", approval, "--json", *AS_OTHER).lines
    for said in (
        f"From archive, 2 items:\n  {' '.join(sorted(refs))}\n",
        waiting["sha256"],
        WHERE_IN_WORDS,
        "Русский",
        "“Q-1”",
        "Two nights\n",
        f"1. The first [{refs[0]}, p. 2] was found.\n",
    ):
        assert said in shown.out
    assert (told["recipient"], list(told["items"].values())) == (None, [sorted(refs)])
    assert not (tmp_path / "package").exists()
    given = dokaz("approval", "give", approval, *AS_OTHER)
    assert (given.code, refs[0] in given.out) == (0, True), given.err
    other = dokaz("package", "--approval", approval, *beside, "--to", "package")
    assert (other.code, "--approval and --to" in other.err) == (1, True)  # what was approved is not said anew
    made = dokaz("package", "--approval", approval, "--to", "package", "--json")
    assert (made.code, made.lines[0]["exhibits"]) == (0, 2), made.err
    note = (tmp_path / "package" / "data" / "cover" / "cover-note.html").read_text()
    assert ('lang="ru"' in note, "Two nights" in note, "X-0001" in note) == (True, True, True)
    again = dokaz("package", "--approval", approval, "--to", "again")
    assert (again.code, "This approval was used at" in again.err) == (1, True)
    checked = dokaz("verify", "--all")
    assert checked.code == 0, checked.err


def test_a_cover_note_that_cannot_be_read_or_leads_elsewhere_is_refused_before_anything(dokaz, refs, tmp_path):
    (tmp_path / "bytes").write_bytes(b"Title: \xff\n\nwords")
    (tmp_path / "letter").write_text("Dear colleagues,\n\nhere are two files.")
    (tmp_path / "elsewhere").write_text(f"Title: a\n\nSee [{refs[1]}].")
    said = {
        "bytes": "as a text in UTF-8",
        "letter": "Dear colleagues",
        "elsewhere": refs[1],
        "nowhere": "nowhere cannot",
    }
    for name, why in said.items():
        refused = dokaz("package", refs[0], *WHERE, "--cover", name, "--ask")
        assert (refused.code, why in refused.err) == (1, True), refused.err
    assert dokaz("approval", "list", "--json").lines == []


def test_what_an_older_version_kept_is_neither_approved_nor_made_and_is_asked_for_anew(dokaz, refs, world, second):
    old = str(earlier.package_asked(world, refs, by=world.session, now=clock.now()).id)
    for words in (("show", old), ("give", old)):
        refused = dokaz("approval", *words, *AS_OTHER)
        assert (refused.code, "let it be asked for anew" in refused.err) == (1, True), refused.err
    assert dokaz("approval", "list", "--json").lines[0]["approved_by"] is None
    refused = dokaz("package", "--approval", old, "--to", "package")
    assert (refused.code, "or ask anew" in refused.err) == (1, True), refused.err


def test_who_does_not_belong_reads_nothing_and_is_told_so(dokaz, refs, world, tmp_path):
    outsider = world.as_account(world.second_account())
    (tmp_path / "other.txt").write_text("acid " + PASSPHRASE)
    (asked,) = dokaz("package", *refs, *WHERE, "--ask", "--json").lines
    for words in (("show", asked["approval"]), ("give", asked["approval"])):
        refused = dokaz("approval", *words, *AS_OTHER)
        assert (refused.code, "cannot be shown to you" in refused.err) == (1, True)
        assert refs[0] not in refused.out + refused.err
    of_limits = access.propose_limits(access.Limits(items=9), by=outsider, now=clock.now())
    assert "More than 9 items" in dokaz("approval", "show", str(of_limits)).out
    not_one = dokaz("package", "--approval", str(of_limits), "--to", "package", *AS_OTHER)
    assert (not_one.code, "is of no package" in not_one.err) == (1, True)


@pytest.mark.parametrize(
    "words",
    [
        ("E-7K3F-9QXMT",),
        ("--to", "package"),
        ("E-7K3F-9QXMT", "--to", "package", "--ask"),
        ("E-7K3F-9QXMT", "--to", "package", "--may"),
        ("--approval", "5d1e9b0e-0000-4000-8000-000000000000"),
        ("--approval", "5d1e9b0e-0000-4000-8000-000000000000", "--to", "package", "--for", "age1x"),
    ],
)
def test_words_that_say_no_one_act_are_refused_before_anything_is_opened(dokaz, words):
    refused = dokaz("package", *words)
    assert (refused.code, "Name references and --ask" in refused.err) == (1, True)


def test_an_identity_is_not_approved_where_it_cannot_be_read(dokaz, world, second):
    """Its second person passes their half on in the office; no receipt is asked for here, since none exists."""
    approval = access.ask(people.UNMASK, digest=bytes(32), by=world.session, now=clock.now())
    refused = dokaz("approval", "give", str(approval), *AS_OTHER)
    assert (refused.code, "All of it cannot be shown to you" in refused.err) == (1, True), refused.err


def test_silence_about_where_it_goes_is_refused_and_what_may_go_is_told_with_why(dokaz, refs, folder):
    for missing in (WHERE[:4], WHERE[2:], ()):
        refused = dokaz("package", *refs, *missing, "--ask")
        assert (refused.code, "--purpose, --recipient and --form, all three" in refused.err) == (1, True), refused.err
    nowhere = dokaz("package", *refs, "--purpose", "justice", "--recipient", "house", "--form", "named", "--may")
    assert (nowhere.code, "goes to somebody outside" in nowhere.err) == (1, True), nowhere.err
    (folder / "new.txt").write_text("nobody looked through it", encoding="utf-8")
    new = next(each["ref"] for each in dokaz("receive", folder, "--json").lines if each["path"].endswith("new.txt"))
    told = dokaz("package", refs[0], new, *WHERE, "--may")
    assert told.code == 0, told.err
    assert f"{new}  It may not go.\n  Nobody has looked yet who appears in it." in told.out
    assert f"{refs[0]}  It may go.\n  Two people recorded a basis and weighed the harm." in told.out
    assert "1 of 2 may go as they are." in told.out
    (first, second) = dokaz("package", refs[0], new, *WHERE, "--may", "--json").lines
    assert ((first["goes"], first["standing"]), (second["goes"], second["standing"])) == (
        (True, "allowed"), (False, "refused"),
    )  # fmt: skip
    refused = dokaz("package", new, *WHERE, "--ask")
    assert (refused.code, f"1 of these may not go. The first is {new}" in refused.err) == (1, True), refused.err
    asked = dokaz("package", refs[0], new, *WHERE, "--ask")
    assert f"1 item may not go and would stay:\n  {new}: Nobody has looked yet" in asked.out


def test_what_goes_on_a_request_is_said_asked_for_and_made(dokaz, world, tmp_path):
    one = requested(world)
    (tmp_path / "other.txt").write_text(world.companion_words)
    goes, stays = permitting.of(world, [one.item("1")])[0], one.item("2")
    one.reviewed(goes, stays)
    unsaid = dokaz("package", "--request", one.request.ref, "--may")
    assert (unsaid.code, "Nobody has said yet how openly this goes" in unsaid.err) == (1, True)
    one.write(disclosure.TERMS, form="named", until="2027")
    told = dokaz("package", "--request", one.request.ref, "--may")
    assert f"{goes}  goes as {goes}\n" in told.out
    assert f"{stays}  stays\n" in told.out
    assert f"1 of 2 relevant items may go on {one.request.ref}." in told.out
    lines = dokaz("package", "--request", one.request.ref, "--may", "--json").lines
    assert {line["ref"]: line["goes"] for line in lines} == {goes: goes, stays: None}
    early = dokaz("package", "--request", one.request.ref, "--ask")
    assert (early.code, "once the request stands at “Redacted”" in early.err) == (1, True)
    one.step("check-consent")
    one.step("end-redaction")
    for more in (goes, "--series=Q", "--to=package"):
        assert dokaz("package", "--request", one.request.ref, "--ask", more).code == 1
    asked = dokaz("package", "--request", one.request.ref, "--ask")
    assert f"On the occasion of {one.request.ref} alone." in asked.out
    assert "They may keep it until 2027-12-31." in asked.out
    assert "1 item may not go and would stay:" in asked.out
    (waiting,) = dokaz("approval", "list", "--json").lines
    assert dokaz("approval", "give", waiting["id"], *AS_OTHER).code == 0
    made = dokaz("package", "--approval", waiting["id"], "--to", "package")
    assert (made.code, one.again().held.state) == (0, "packaged")
