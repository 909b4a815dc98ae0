"""Letting items go, for tests of what comes after: looked through, by a basis whose harm a second person weighed, and
packaged by two.

It is recorded as people record it, through the verbs, in few transactions; nothing of the gate is left out.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from tests.said import Said

from dokaz.access import api as access
from dokaz.consent import api as consent
from dokaz.custody import api as custody
from dokaz.disclosure import api as disclosure
from dokaz.kernel import clock
from dokaz.kernel.portions import portions
from dokaz.people import api as people

TO_A_PARTNER = disclosure.Going(consent.Purpose.JUSTICE, consent.PARTNERS, consent.Form.NAMED)
_GROUND = {"articles": [consent.Article.A6_1_F], "why": "It is about an act of a State.", "harm": "Nobody is in it."}
_AT_ONCE = 500


def let_go(
    refs: Sequence[str], *, by: access.Session, second: access.Session, now: Callable[[], datetime]
) -> list[str]:
    """Whatever is asked, these items come from nobody and may go; gives them back.

    `second` weighs the harm, and is made to belong to each compartment of them.
    """
    for place in sorted(set(custody.places(refs, by=by).values())):
        if place not in {each.id for each in access.compartments(by=second)}:
            access.grant_membership(compartment=place, account=second.actor.account, by=by, now=now())
    for some in portions(refs, of=_AT_ONCE):
        with access.acting(by, now=now()):
            bases = [_recorded(ref, by, now) for ref in some]
        with access.acting(second, now=now()):
            for basis in bases:
                consent.weigh_harm(basis, weighed="I see none either.", by=second, now=now())
    return list(refs)


def _recorded(ref: str, by: access.Session, now: Callable[[], datetime]) -> object:
    people.examined(ref, reason="looked at all of it", by=by, now=now())
    return consent.record_basis(item=ref, scope=consent.EVERYTHING, **_GROUND, by=by, now=now())


def of(world: object, refs: Sequence[str]) -> list[str]:
    """`let_go` in a world of the tests, by its first two custodians."""
    return let_go(refs, by=world.session, second=world.second_person(), now=world.tick)


def approved(
    refs: Sequence[str],
    *,
    going: disclosure.Going = TO_A_PARTNER,
    by: access.Session,
    second: access.Session,
    now: Callable[[], datetime],
    **terms: object,
) -> disclosure.PackageAsked:
    """A package of these that `by` asked for, and `second` read whole and approved. Nothing is made yet."""
    asked = disclosure.propose_package(refs, going=going, by=by, now=now(), **terms)
    assert disclosure.proposed_package(asked.proposed.sha256, by=second, now=now()) == asked.proposed
    access.approve(asked.approval, by=second, now=now())
    return asked


def packaged(
    refs: Sequence[str],
    *,
    to: Path,
    by: access.Session,
    second: access.Session,
    now: Callable[[], datetime],
    **how: object,
) -> disclosure.Package:
    """A package of these, as every package comes about: asked for by one, approved by another, made by the first."""
    asked = approved(refs, by=by, second=second, now=now, **how)
    return disclosure.package(asked.proposed, to=to, by=by, now=now())


def approved_in(world: object, refs: Sequence[str], **how: object) -> disclosure.PackageAsked:
    """`approved` in a world of the tests, by its first two custodians."""
    return approved(refs, by=world.session, second=world.second_person(), now=world.tick, **how)


def packaged_in(world: object, refs: Sequence[str], *, to: Path, **how: object) -> disclosure.Package:
    """`packaged` in a world of the tests, by its first two custodians."""
    return packaged(refs, to=to, by=world.session, second=world.second_person(), now=world.tick, **how)


def agreed(
    person: people.Person, *, by: access.Session, second: access.Session, now: Callable[[], datetime], **how: object
):
    """A person says yes, to everything and with their name unless told otherwise, by a text that `second` approved."""
    if not consent.statements(by=by, now=now()):
        for each in consent.write_shipped(by=by, now=now()):
            consent.approve_statement(each.id, by=second, now=now())
    text = next(each for each in consent.statements(by=by, now=now()) if each.language == "en")
    given = {
        "scope": consent.EVERYTHING,
        "form": consent.Form.NAMED,
        "reply": consent.Reply.YES,
        "conditions": "",
        **how,
    }
    asking = consent.Asking(said_on=now().date(), statement=text.id, language="en", conditions=given["conditions"])
    form = given["form"] if given["reply"] is consent.Reply.YES else None
    answer = consent.Answered(given["scope"], given["reply"], form)
    return consent.record_decisions(person.id, asking=asking, answers=[answer], by=by, now=now())


ROOT = Path(__file__).parents[1]
PROGRAM = (
    f"import sys; sys.path.insert(0, {str(ROOT)!r}); from dokaz import config; config.set_up(); "
    "from tests import light, permitting; light.lighten(); "
    "permitting.at_home(sys.argv[1:])"
)
SECOND = "companion of a story, in words"
WHERE = ("--purpose", "justice", "--recipient", "partner", "--form", "named")  # as `TO_A_PARTNER` is typed


def at_home(refs: Sequence[str], *, second: str = SECOND) -> None:
    """`let_go` in the home that the environment names, for stories that are processes of their own."""
    from dokaz.config import environment, homes, people

    home, words = environment.HOME.read(), environment.PASSPHRASE_FILE.read()
    by = homes.open(home, passphrase=words.read_text().strip(), now=clock.now())
    if access.may_admit_alone(by=by):
        house = access.OrganisationId(access.add_organisation(name="Partner of a story", by=by, now=clock.now()))
        people.admit_alone(home, passphrase=second, organisation=house, role="custodian", by=by, now=clock.now())
    other = access.sign_in(access.unlock(home, passphrase=second), now=clock.now())
    let_go(refs, by=by, second=other, now=clock.now)


def typed(world: object, *refs: str) -> tuple[str, ...]:
    """These items may go; and what one types about them: `by_two(dokaz, *typed(world, ref), second=…, to=…)`."""
    return (*of(world, refs), *WHERE)


def words_of_second(world: object) -> Path:
    """The file from which the second person of a world types their pass-phrase."""
    world.second_person()
    file = world.home.with_name("second.txt")
    file.write_text(world.companion_words)
    return file


def by_two(dokaz: Callable[..., Said], *words: object, second: Path, to: Path | str) -> Said:
    """What the last of three commands said: one asks for a package in these words, another approves, the first makes it.

    `second` is the file with the other one's pass-phrase. Where a command is refused, what it said, and no more is done.
    """
    asked = dokaz("package", *words, "--ask", "--json")
    if asked.code:
        return asked
    approval = asked.lines[0]["approval"]
    given = dokaz("approval", "give", approval, "--passphrase-file", second)
    if given.code:
        return given
    return dokaz("package", "--approval", approval, "--to", to)
