"""A package of many exhibits: each by its permit, opened, held against their hashes, written, proved and bagged."""

import hashlib
import resource
import shutil
from pathlib import Path
from uuid import UUID

from benchmarks import house, material, measuring
from benchmarks.measuring import GIB, MIB, Figures, Found, Line, Place, files_under, forget, timed
from dokaz.access import api as access
from dokaz.consent import api as consent
from dokaz.custody import api as custody
from dokaz.disclosure import api as disclosure
from dokaz.kernel import clock
from dokaz.kernel.portions import portions
from dokaz.people import api as people

ROUNDS = 2
AT_ONCE = 1_000
GOING = disclosure.Going(consent.Purpose.JUSTICE, consent.PARTNERS, consent.Form.NAMED)
ROOM_NEEDED = 45 * GIB  # files in clear, sealed, and in the package, and room for the rest of the machine


def setup(place: Place) -> Figures:
    house.make(place.home)
    room = shutil.disk_usage(place.folder).free > ROOM_NEEDED * place.share
    material.many_files(_files(place), [MIB if room else MIB // 4] * place.of(10_000))
    with house.opened(place.home) as session:
        answers = custody.receive_many(custody.walk([_files(place)]), by=session, now=clock.now)
        refs = [a.ref for a in answers if isinstance(a, custody.Receipt)]
        _refs(place).write_text("\n".join(refs))
        second = house.let_second_person_in(place.home, by=session)
        _second(place).write_text(str(second.actor.account))
        _let_go(refs, by=session, second=second)
    return {}


def _let_go(refs: list[str], *, by: access.Session, second: access.Session) -> None:
    """Each was looked through and comes from nobody; two people weighed the harm. As people record it, many at once."""
    for some in portions(refs, of=AT_ONCE):
        with access.acting(by, now=clock.now()):
            for ref in some:
                people.examined(ref, reason="Nobody is in it.", by=by, now=clock.now())
            bases = [
                consent.record_basis(
                    item=ref, scope=consent.Scope(GOING.purpose), articles=[consent.Article.A6_1_E],
                    why="Made for a measurement.", harm="None.", by=by, now=clock.now(),
                )
                for ref in some
            ]  # fmt: skip
        with access.acting(second, now=clock.now()):
            for basis in bases:
                consent.weigh_harm(basis, weighed="None.", by=second, now=clock.now())


def ours(place: Place) -> Figures:
    """A package takes two people. What is measured is the making, from reading what was approved on."""
    figures, refs = _amount(place), _refs(place).read_text().split()
    sha256 = _approved(place, refs)
    forget(place.home / "vault")
    with house.opened(place.home) as session, timed(figures):
        proposed = disclosure.proposed_package(sha256, by=session, now=clock.now())
        assert proposed is not None
        made = disclosure.package(proposed, to=place.output, by=session, now=clock.now())
    assert made.exhibits == figures["files"] == len(refs)
    figures["printing"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return figures


def _approved(place: Place, refs: list[str]) -> str:
    """Asked for and approved before the clock runs: an approval is used once, so each round has its own."""
    with house.opened(place.home) as session:
        asked = disclosure.propose_package(refs, going=GOING, by=session, now=clock.now())
        second = house.second_person(place.home, UUID(_second(place).read_text()))
        access.approve(asked.approval, by=second, now=clock.now())
    return asked.proposed.sha256


def copied(place: Place) -> Figures:
    """Each file read once, hashed and written in that pass, and all of them synced at the end."""
    forget(_files(place))
    figures, files = _amount(place), files_under(_files(place))
    place.output.mkdir()
    with timed(figures):
        manifest = [f"{_copy(file, place.output / file.name)}  {file.name}" for file in files]
        (place.output / "manifest-sha256.txt").write_text("\n".join(manifest))
        for path in place.output.iterdir():
            measuring.fsync(path)
    return figures


RIVALS = {"copy": copied}


def lines(found: Found) -> list[Line]:
    mine, theirs = found["ours"], found["copy"]
    ratio = theirs["seconds"] / mine["seconds"]
    return [
        Line(
            f"package of {mine['files']:,.0f} exhibits, {mine['amount'] / 1e9:.3g} GB, from disk",
            f"{_said(found, 'ours')}, peak {found.peak:.0f} MiB, and {mine['printing']:.0f} of who prints",
            f"copy and SHA-256 in one pass, synced: {_said(found, 'copy')}",
            f"{ratio:.2f}",
            ">= 0.7",
            ratio >= 0.7,
        )
    ]


def _said(found: Found, step: str) -> str:
    figures = found[step]
    return f"{figures['seconds']:.1f} s ({figures['seconds cpu']:.1f} of CPU), {found.speed(step) / 1e6:.0f} MB/s"


def _copy(file: Path, to: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb", buffering=0) as source, to.open("xb", buffering=0) as copy:
        while block := source.read(4 * MIB):
            digest.update(block)
            copy.write(block)
    return digest.hexdigest()


def _amount(place: Place) -> Figures:
    sizes = [path.stat().st_size for path in files_under(_files(place))]
    return {"amount": float(sum(sizes)), "files": float(len(sizes))}


def _files(place: Place) -> Path:
    return place.folder / "files"


def _refs(place: Place) -> Path:
    return place.folder / "refs"


def _second(place: Place) -> Path:
    return place.folder / "second"
