"""A whole collection backed up, many small files and few large ones; once more when little is new; and back."""

import os
import random
import subprocess
from pathlib import Path

from benchmarks import house, material
from benchmarks.measuring import MIB, Figures, Found, Line, Place, files_under, forget, timed
from dokaz.access import api as access
from dokaz.backups import api as backups
from dokaz.config import homes, restores
from dokaz.custody import api as custody
from dokaz.kernel import clock
from dokaz.verify import age

ROUNDS = 2
SMALL, LARGE = 20_000, 8  # files of 1 to 16 KiB, and of 512 MiB
A_LARGE_ONE = 512 * MIB
FEW = 10


def setup(place: Place) -> Figures:
    house.make(place.home)
    chance = random.Random(1)
    material.many_files(place.folder / "files", [chance.randint(1024, 16 * 1024) for _ in range(place.of(SMALL))])
    for number in range(LARGE):
        material.one_file(place.folder / "files" / f"large {number}", place.of(A_LARGE_ONE), seed=100 + number)
    material.many_files(place.folder / "later", [1024] * FEW, seed=3)
    with house.opened(place.home) as session:
        _receive(place.folder / "files", session)
    return {}


def ours(place: Place) -> Figures:
    shelf_folder = place.folder / f"shelf-{place.turn}"
    shelf_folder.mkdir()
    shelf, identity = backups.FolderShelf(shelf_folder), age.X25519Identity.generate()
    figures = {"amount": float(_stored(place))}
    with house.copied(place.home, place.output) as session:
        forget(place.output / "vault")
        with timed(figures):
            first = _made(shelf, identity, session, home=place.output)
        figures |= {"rows": float(first.rows), "payloads": float(first.payloads)}
        assert first.payloads == place.of(SMALL) + LARGE
        assert first.missing == ()
        _receive(place.folder / "later", session)
        with timed(figures, "second"):
            second = _made(shelf, identity, session, home=place.output)
        assert second.new_payloads == FEW
        newest = backups.find(shelf, identities=[identity])
        assert newest.id == second.id
    forget(shelf_folder)
    with timed(figures, "restore"):
        back = restores.bring(place.folder / f"back-{place.turn}", backup=newest, shelf=shelf, identities=[identity])
    assert back is not None
    assert (back.payloads, back.missing) == (second.payloads, ())
    return figures


def archived(place: Place) -> Figures:
    """The files of the home in one archive, sealed and synced: it takes everything again each time."""
    forget(place.home / "vault")
    figures = {"amount": float(_stored(place))}
    place.output.mkdir()
    sealed, identity = place.output / "home.tar.age", age.X25519Identity.generate()
    with timed(figures), sealed.open("xb") as to:
        tar = subprocess.Popen(["tar", "-C", str(place.home), "-cf", "-", "."], stdout=subprocess.PIPE)
        subprocess.run(["age", "-r", str(identity.recipient)], stdin=tar.stdout, stdout=to, check=True)
        assert tar.wait() == 0
        os.fsync(to.fileno())
    (place.output / "key").write_text(f"{identity}\n")
    (place.output / "back").mkdir()
    forget(place.output)
    with timed(figures, "restore"):
        key = str(place.output / "key")
        opened = subprocess.Popen(["age", "-d", "-i", key, str(sealed)], stdout=subprocess.PIPE)
        subprocess.run(["tar", "-C", str(place.output / "back"), "-xf", "-"], stdin=opened.stdout, check=True)
        assert opened.wait() == 0
        os.sync()
    return figures


RIVALS = {"tar": archived}


def lines(found: Found) -> list[Line]:
    mine, speed, other = found["ours"], found.speed("ours"), found.speed("tar")
    what = f"{mine['payloads']:,.0f} files, {mine['rows']:,.0f} rows, {mine['amount'] / 1e9:.3g} GB"
    return [
        Line(
            f"back up a collection of {what}, from disk",
            f"{mine['seconds']:.1f} s, {speed / 1e6:,.0f} MB/s, {mine['rows'] / mine['seconds']:,.0f} rows/s,"
            f" peak {found.peak:.0f} MiB",
            f"`tar`, then `age`, then fsync: {found['tar']['seconds']:.1f} s, {other / 1e6:,.0f} MB/s",
            f"{speed / other:.2f}",
        ),
        Line(
            f"back it up again, {FEW} small files later",
            f"{mine['second']:.1f} s",
            f"`tar`, then `age`, then fsync, of everything: {found['tar']['seconds']:.1f} s",
            f"{found['tar']['seconds'] / mine['second']:.2f}",
        ),
        Line(
            "bring it back into an empty home: rows, files, headers, all durable",
            f"{mine['restore']:.1f} s, {mine['amount'] / mine['restore'] / 1e6:,.0f} MB/s,"
            f" {mine['rows'] / mine['restore']:,.0f} rows/s",
            f"`age -d`, then `tar`, then sync: {found['tar']['restore']:.1f} s",
            f"{found['tar']['restore'] / mine['restore']:.2f}",
        ),
    ]


def _receive(folder: Path, session: access.Session) -> None:
    answers = list(custody.receive_many(custody.walk([folder]), by=session, now=clock.now))
    assert all(isinstance(answer, custody.Receipt) for answer in answers)


def _made(
    shelf: backups.FolderShelf, identity: age.X25519Identity, session: access.Session, *, home: Path
) -> backups.Made:
    files = homes.back_up(home, by=session)
    return backups.make(shelf, home=files, recipients=[identity.recipient], by=session, now=clock.now())


def _stored(place: Place) -> int:
    return sum(file.stat().st_size for file in files_under(place.home))
