"""A trial home to measure in, opened through the same code as the command line."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from dokaz import config

config.set_up()

from dokaz.access import api as access  # noqa: E402 - Django must be ready before models are imported
from dokaz.config import homes, people  # noqa: E402
from dokaz.database import api as database  # noqa: E402
from dokaz.kernel import clock  # noqa: E402

PASSPHRASE = "academic acid acne acquire acrobat activity actress adapt"
# Opening a home takes 256 MiB for a moment, by intent (Argon2id). Made cheap here, so that the peak is of the work.
LIGHT = access.Argon2Cost(memory_kib=8192, passes=1, lanes=1)


SECOND = f"acid {PASSPHRASE}"


def make(home: Path) -> None:
    homes.create(
        home,
        name="Archive under measurement",
        shares=access.Shares(k=2, n=3),
        passphrase=PASSPHRASE,
        home_kind="trial",
        now=clock.now(),
        cost=LIGHT,
        hand_out=lambda _begun: None,
    )
    database.close()


@contextmanager
def opened(home: Path) -> Iterator[access.Session]:
    try:
        yield homes.open(home, passphrase=PASSPHRASE, now=clock.now())
    finally:
        database.close()


def let_second_person_in(home: Path, *, by: access.Session) -> access.Session:
    """Somebody who may approve, and belongs to the archive. These two decide that approved bulk acts do not wait."""
    house = access.OrganisationId(access.add_organisation(name="Partner", by=by, now=clock.now()))
    account = people.admit_alone(
        home, passphrase=SECOND, organisation=house, role="custodian", by=by, now=clock.now(), cost=LIGHT
    )
    archive = access.compartment("archive", by=by).id
    access.grant_membership(compartment=archive, account=account, by=by, now=clock.now())
    second, none = second_person(home, account), access.Limits(hours=0)
    access.approve(access.propose_limits(none, by=by, now=clock.now()), by=second, now=clock.now())
    access.set_limits(none, by=by, now=clock.now())
    return second


def second_person(home: Path, account: UUID) -> access.Session:
    return access.sign_in(access.unlock(home, passphrase=SECOND, account=account), now=clock.now())


@contextmanager
def copied(template: Path, to: Path) -> Iterator[access.Session]:
    """A home as it was after the setup, for one step; what the step adds to it goes with it."""
    shutil.copytree(template, to, ignore=shutil.ignore_patterns("installation"))
    with opened(to) as session:
        yield session
