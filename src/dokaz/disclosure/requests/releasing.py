"""From a request to a package: what would go is computed, a second person is asked for exactly that, and it is made.

To an authority or a mechanism nothing goes but so: its request says to whom, for what and on which occasion, what is
written down under it how openly and sealed to which key, and what was judged relevant is what goes, or its copy.
"""

from dataclasses import dataclass
from datetime import datetime

from dokaz.access import api as access
from dokaz.disclosure import linking, proposing, weighing
from dokaz.disclosure.authorities import keeping, rules
from dokaz.disclosure.errors import RequestChanged
from dokaz.disclosure.going import Going
from dokaz.disclosure.proposals import PackageAsked, PackageProposed
from dokaz.disclosure.requests import advancing, moves
from dokaz.disclosure.requests.errors import NotPrepared
from dokaz.disclosure.requests.facts import RequestFacts, held_up
from dokaz.disclosure.requests.kinds import RELEASE_ASKED, REQUEST
from dokaz.disclosure.requests.recording import Request
from dokaz.disclosure.requests.words import AFTERWARDS, PACKAGED, REDACTED
from dokaz.kernel.given import text
from dokaz.records import api as records
from dokaz.releases import api as releases


def what_goes(request: Request, /, *, by: access.Session, now: datetime) -> RequestFacts:
    """What is known about a request, with what would go on it today: nothing is given by it. Raises NotPermitted."""
    with access.acting(by, now=now):
        return advancing.facts_of(request.held, REDACTED, by=by, now=now)


def propose_release(request: Request, /, *, by: access.Session, now: datetime) -> PackageAsked:
    """Ask a second person for exactly what would go on a request today, and how. Nothing is packaged.

    Raises NotPermitted, NotPrepared, what holds the request up (StepHeldUp), and what `propose_package` raises.
    """
    with access.acting(by, now=now):
        held = linking.named(REQUEST, ref=request.id, by=by, now=now)
        access.require(by, REQUEST.writes, compartment=held.compartment, now=now)
        if held.state not in moves.LEAVING:
            raise NotPrepared(state=REQUEST.states.state(REDACTED).says)
        leaving = _held_to(held, by=by, now=now).leaving
        assert leaving.terms is not None
        # what stays is named as well: whoever approves is told, with why
        there = [each for each in leaving.prepared if not each.destroyed]
        refs = list(dict.fromkeys((each.goes or each.item).ref for each in there))
        withheld = [each.ref for each in there if each.withheld]
        gone = [each.ref for each in leaving.prepared if each.destroyed]
        asked = proposing.propose(refs, leaving.terms, withheld=withheld, gone=gone, by=by, now=now)
        fields = {
            "approval": str(asked.approval), "sha256": asked.proposed.sha256, "items": str(len(asked.proposed.refs)),
            "stays": str(len(asked.proposed.kept_back)),
        }  # fmt: skip
        linking.begin_under(held, RELEASE_ASKED, fields=fields, by=by, now=now)
    return asked


def require_unchanged(proposed: PackageProposed, /, *, by: access.Session, now: datetime) -> None:
    """Return only if what was approved is what would go on its request today, in the same way.

    Raises RequestChanged, what holds the request up (StepHeldUp), RecordNotFound of `records`.
    """
    held = _standing(proposed.going, by, now)
    if held is None:
        return
    leaving = _held_to(held, by=by, now=now).leaving
    goes = {each.goes.ref for each in leaving.prepared if each.goes}
    strange = next((ref for ref in proposed.refs if ref not in goes), "")
    if strange:
        raise RequestChanged(what=strange, because=_why(strange, proposed.going, by, now))
    if leaving.terms != proposed.terms:
        raise RequestChanged(what=held.ref, because="")


@dataclass(frozen=True, slots=True)
class Behind:
    """Who is behind a package that goes on a request: whoever approves it looks at them."""

    request: Request
    authority: keeping.Authority
    contact: records.Held | None  # the checked one that the request names
    key_checked: bool  # the key it is sealed to is one of theirs, and a second person checked it


def behind(proposed: PackageProposed, /, *, by: access.Session, now: datetime) -> Behind | None:
    """None where it goes on no request, or on one that the account may not see. Raises NotPermitted."""
    try:
        held = _standing(proposed.going, by, now)
    except records.RecordNotFound:
        return None
    if held is None:
        return None
    authority = keeping.Authority(linking.above(held.id, by=by, now=now))
    keys = keeping.checked_keys(authority.id, by=by, now=now)
    theirs = any(text(each.fields, "key") == proposed.recipient for each in keys)
    return Behind(Request(held), authority, advancing.checked_contact(held, authority, by=by, now=now), theirs)


def released(going: Going, /, *, package: str, by: access.Session, now: datetime) -> None:
    """Its request is released by two, in the running transaction, in which the second one's yes was used.

    One that was packaged before stays where it is: what becomes of that package goes on.
    """
    held = _standing(going, by, now)
    if held is not None and held.state not in AFTERWARDS:
        _move(held, moves.RELEASE, package, by, now)


def packaged(going: Going, /, *, package: str, by: access.Session, now: datetime) -> None:
    """Its request is packaged, in the running transaction, which says that the package was made."""
    held = _standing(going, by, now)
    if held is not None:
        _move(held, moves.PACKAGE_AGAIN if held.state in AFTERWARDS else moves.PACKAGE, package, by, now)


def unmade(going: Going, /, *, package: str, by: access.Session, now: datetime) -> None:
    """Its request is not packaged after all, unless by another package: the last step failed, and nothing was handed
    out. In the transaction in which its release is struck.
    """
    held = _standing(going, by, now)
    if held is None or held.state != PACKAGED:
        return
    if all(each.held.state == releases.NOT_MADE for each in releases.of_request(held.id, by=by, now=now)):
        _move(held, moves.UNMADE, package, by, now)


def _standing(going: Going, by: access.Session, now: datetime) -> records.Held | None:
    """Its request; None where it needs none."""
    if not rules.only_on_request(going.recipient):
        return None
    return linking.named(REQUEST, ref=going.occasion, by=by, now=now)


def _move(held: records.Held, step: str, package: str, by: access.Session, now: datetime) -> None:
    records.move(held.id, move=step, seen=held.number, comment=package, unoffered=True, by=by, now=now)


def _held_to(held: records.Held, *, by: access.Session, now: datetime) -> RequestFacts:
    """What is known of it; raises the first thing that is missing for it to go."""
    facts = advancing.facts_of(held, REDACTED, by=by, now=now)
    for why in held_up(facts, REDACTED):
        raise why
    return facts


def _why(ref: str, going: Going, by: access.Session, now: datetime) -> str:
    """Why an item may not go any more; empty where it may, and something else of it is new."""
    (found,) = weighing.candidates([ref], going=going, by=by, now=now)
    return "" if found.goes else " ".join(found.says)
