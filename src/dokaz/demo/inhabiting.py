"""The people of the practice office: one for each role, let in by two as in a real house, and how each signs in."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pyotp

from dokaz.access import api as access
from dokaz.config import homes, people
from dokaz.kernel import files

PEOPLE_FILE = "people.json"
PARTNER = "Partner house (invented)"
COLLEAGUE = access.RoleName.CUSTODIAN  # the second person, of the partner house: these two let in everybody else
NEWCOMERS = (access.RoleName.DOCUMENTER, access.RoleName.ANALYST, access.RoleName.STEERING)
FEW = 3


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody who may be played. Each code stands once for a second factor; those that were used are not taken out."""

    role: str
    account: str
    passphrase: str
    codes: tuple[str, ...]

    @property
    def name(self) -> str:
        return str(access.name_of(UUID(self.account)))


def residents(home: Path) -> tuple[Resident, ...]:
    """Who may be played in this practice home; nobody where `inhabit` has not run."""
    file = home / PEOPLE_FILE
    if not file.is_file():
        return ()
    return tuple(Resident(**{**told, "codes": tuple(told["codes"])}) for told in json.loads(file.read_text()))


def inhabit(home: Path, *, by: access.Session, now: Callable[[], datetime]) -> tuple[Resident, ...]:
    """Let in a person of each role where nobody is yet, and give each of them codes where few are left.

    `by` is the founder of the practice home. What is made of one person is kept before the next one is begun.
    """
    there = list(residents(home))
    for made in _missing(home, there, by, now):
        there.append(made)
        _keep(home, there)
    there = [_with_codes(home, each, now) for each in there]
    _keep(home, there)
    return tuple(there)


def _missing(home: Path, there: list[Resident], by: access.Session, now: Callable[[], datetime]) -> Iterator[Resident]:
    if not there:
        words = (home / homes.PASSPHRASE_FILE).read_text().strip()
        _admit_machine(by, now)
        yield Resident(COLLEAGUE, str(by.actor.account), words, ())
    if len(there) < 2:
        yield _second_person(home, by, now)
    second = session_of(home, there[1], now)
    for role in NEWCOMERS[len(there) - 2 :]:
        yield _newcomer(home, role, second, by, now)


def _second_person(home: Path, by: access.Session, now: Callable[[], datetime]) -> Resident:
    words, house = access.propose_passphrase(), access.add_organisation(name=PARTNER, by=by, now=now())
    account = people.admit_alone(
        home, passphrase=words, organisation=access.OrganisationId(house), role=COLLEAGUE, by=by, now=now()
    )
    _grant(account, by, now)
    return Resident(COLLEAGUE, str(account), words, ())


def _newcomer(
    home: Path, role: str, second: access.Session, by: access.Session, now: Callable[[], datetime]
) -> Resident:
    words, house = access.propose_passphrase(), access.OrganisationId(UUID(by.actor.organisation))
    asked = people.propose_account(home, passphrase=words, organisation=house, role=role, by=by, now=now())
    access.approve(asked.approval, by=second, now=now(), fingerprint=asked.fingerprint)
    people.admit(home, approval=asked.approval, by=by, now=now())
    _grant(asked.account, by, now)
    return Resident(role, str(asked.account), words, ())


def _grant(account: UUID, by: access.Session, now: Callable[[], datetime]) -> None:
    for compartment in (each for each in access.compartments(by=by) if not each.protected):
        access.grant_membership(compartment=compartment.id, account=account, by=by, now=now())


def _admit_machine(by: access.Session, now: Callable[[], datetime]) -> None:
    """So that the office does the work that its pages ask for."""
    for compartment in (each for each in access.compartments(by=by) if not each.protected):
        access.admit_machine(compartment=compartment.id, machine=by.machine, by=by, now=now())


def _with_codes(home: Path, resident: Resident, now: Callable[[], datetime]) -> Resident:
    session = session_of(home, resident, now)
    if access.codes_left(by=session) >= FEW:
        return resident
    if not access.factors(by=session):
        _add_app(session, now())
    return replace(resident, codes=access.new_codes(by=session, now=now()))


def _add_app(session: access.Session, now: datetime) -> None:
    """An app that nobody holds: the codes on paper stand in its place, so that trying the office needs no telephone."""
    secret = access.new_app_secret(by=session, issuer=PARTNER).text
    access.add_app(secret, code=pyotp.TOTP(secret).at(now), by=session, now=now)


def session_of(home: Path, resident: Resident, now: Callable[[], datetime]) -> access.Session:
    """Somebody of the practice office, signed in."""
    account = UUID(resident.account)
    return access.sign_in(access.unlock(home, passphrase=resident.passphrase, account=account), now=now())


def _keep(home: Path, there: list[Resident]) -> None:
    files.replace(home / PEOPLE_FILE, json.dumps([asdict(each) for each in there], indent=1).encode() + b"\n")
