"""The main job on the invented world, from an empty folder to a package that strangers' tools have checked."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dokaz.access import api as access
from dokaz.config import homes, inspection
from dokaz.custody import api as custody
from dokaz.demo import agreeing, asking, authorities, following, inhabiting, persons, releasing, wording
from dokaz.demo.errors import NotAPracticeHome, ToolMissing
from dokaz.demo.loading import Loaded, held, load
from dokaz.demo.world import make_files, world
from dokaz.disclosure import api as disclosure
from dokaz.journal import api as journal
from dokaz.kernel import files
from dokaz.kernel.languages import _, said

SEED = 2026
SHARES = access.Shares(2, 3)
NAME = "Practice collection"
HASHES_FIT = _("Every file has the SHA-256 that the list of the package names.")
NOT_STAMPED = _("No checkpoint was stamped: openssl is missing. Install the Debian package {package}.")


@dataclass(frozen=True, slots=True)
class Shown:
    """What the run proved and where its results lie."""

    home: Path
    loaded: Loaded
    copied: tuple[custody.Receipt | custody.Refusal, ...]
    inspection: inspection.Inspection
    checkpoint: Path
    package: disclosure.Package
    stays: tuple[disclosure.KeptBack, ...]  # what may not go where the package goes, with why
    agreed: str  # the person whose consent stands, and who may be let withdraw it
    hashes: str  # what sha256sum says
    verdict: str  # what the package's own verifier says
    whole: bool
    unstamped: str  # why a practice authority did not stamp the checkpoint


def practise(home: Path, *, now: Callable[[], datetime]) -> access.Session:
    """This will open the practice home in this folder, or make it. Raises NotAPracticeHome."""
    if homes.exists(home):
        if not (home / homes.PASSPHRASE_FILE).is_file():
            raise NotAPracticeHome(home=home)
        session = homes.open(home, passphrase=(home / homes.PASSPHRASE_FILE).read_text().strip(), now=now())
        if session.home_kind != "practice":
            raise NotAPracticeHome(home=home)
        return session
    passphrase = access.propose_passphrase()
    begun = homes.create(
        home, name=NAME, shares=SHARES, passphrase=passphrase, home_kind="practice", now=now(), hand_out=_nobody
    )
    return begun.session


def show(
    home: Path,
    *,
    paths: Sequence[Path],
    by: access.Session,
    now: Callable[[], datetime],
    say: Callable[[str], None],
) -> Shown:
    """This will load the world and `paths`, inspect everything, and make and check a package; `say` hears each step.

    What may go, and what stays and why, follows from what the persons of the world agreed to.
    """
    say(said(_("Receiving the invented files, each sealed and logged before it is acknowledged …")))
    loaded = _load_world(by=by, now=now)
    copied = tuple(_copy(paths, by=by, now=now)) if paths else ()
    checkpoint = _keep_checkpoint(home, now=now)
    say(said(_("Having the checkpoint stamped by two practice authorities …")))
    unstamped = _stamp(home, by=by, now=now)
    say(said(_("Checking the log, every record and every sealed file …")))
    inspected = inspection.inspect(by=by, outside=[checkpoint.read_bytes()], everything=True, now=now())
    agreed = _ask_everybody(home, by=by, now=now, say=say)
    say(said(_("Taking a request of the prosecutor in The Hague from step to step, and packaging what may go on it …")))
    package, stays = package_all(home, [line.ref for line in held(by=by, now=now())], by=by, now=now)
    say(said(_("Checking the package with sha256sum, and with the file that ships inside it, without this software …")))
    hashes, unchanged = _ran("sha256sum", "--check", "--quiet", "manifest-sha256.txt", inside=package.path)
    verdict, whole = _ran(sys.executable, "-I", "verify.py", inside=package.path)
    return Shown(
        home=home,
        loaded=loaded,
        copied=copied,
        inspection=inspected,
        checkpoint=checkpoint,
        package=package,
        stays=stays,
        agreed=agreed,
        hashes=hashes or said(HASHES_FIT),
        verdict=verdict,
        whole=unchanged and whole,
        unstamped=unstamped,
    )


def _stamp(home: Path, *, by: access.Session, now: Callable[[], datetime]) -> str:
    """What kept the practice authorities from stamping; empty where nothing did."""
    try:
        results = authorities.stamp(home, size=journal.head().size, by=by, now=now())
    except ToolMissing as missing:
        return said(NOT_STAMPED).format(package=missing.facts["package"])
    return " ".join(each.says for each in results if isinstance(each, journal.NotStamped))


def _load_world(*, by: access.Session, now: Callable[[], datetime]) -> Loaded:
    with tempfile.TemporaryDirectory(prefix="dokaz-demo-") as folder:
        invented = world(SEED)
        loaded = load(invented, make_files(invented, Path(folder)), by=by, now=now())
    wording.word(by=by, now=now())
    journal.sequence(now=now())
    return loaded


def _ask_everybody(home: Path, *, by: access.Session, now: Callable[[], datetime], say: Callable[[str], None]) -> str:
    """People, the persons of the world, what each agreed to, and who is in which file; says who may withdraw."""
    say(said(_("Letting in a colleague for each role, by two people each …")))
    inhabiting.inhabit(home, by=by, now=now)
    say(said(_("Entering the persons of the invented world, their names sealed in two halves …")))
    refs = persons.enter_persons(home, world=world(SEED), by=by, now=now)
    agreed = agreeing.enter_consents(home, refs=refs, by=by, now=now)
    say(said(_("Looking through each file for who is in it, and weighing with another house what comes from nobody …")))
    releasing.look_through(home, world=world(SEED), by=by, now=now)
    return agreed


def package_all(
    home: Path, refs: Sequence[str], *, by: access.Session, now: Callable[[], datetime]
) -> tuple[disclosure.Package, tuple[disclosure.KeptBack, ...]]:
    """Whatever of these may go on a request, once the custodian of the partner house has read and approved it; and what
    may not.
    """
    request = asking.ask_for_everything(home, refs, by=by, now=now)
    asked = disclosure.propose_release(request, by=by, now=now())
    approver = inhabiting.played(home, inhabiting.residents(home)[1], now=now)
    if disclosure.proposed_package(asked.proposed.sha256, by=approver, now=now()) == asked.proposed:
        access.approve(asked.approval, by=approver, now=now())
    made = disclosure.package(asked.proposed, to=_beside(home, "package"), by=by, now=now())
    following.follow(made, by=by, now=now)
    asking.note_receipt(request, by=by, now=now)
    return made, asked.proposed.kept_back


def _copy(
    paths: Sequence[Path], *, by: access.Session, now: Callable[[], datetime]
) -> list[custody.Receipt | custody.Refusal]:
    answers = list(custody.receive_many(custody.walk(paths), by=by, now=now))
    for answer in answers:
        if isinstance(answer, custody.Receipt) and answer.outcome is not custody.Outcome.ALREADY_HELD:
            custody.examine(answer.ref, by=by, now=now())
    return answers


def _keep_checkpoint(home: Path, *, now: Callable[[], datetime]) -> Path:
    kept = home.with_name(f"{home.name}-checkpoint.txt")
    files.replace(kept, journal.checkpoint(now=now()))
    return kept


def _beside(home: Path, what: str) -> Path:
    """A new folder beside the home, so that nothing made before is replaced."""
    number = 1
    while (place := home.with_name(f"{home.name}-{what}-{number}")).exists():
        number += 1
    return place


def _ran(*command: str, inside: Path) -> tuple[str, bool]:
    """What a program that is not ours says of the package, in an environment of its own; and whether it is whole."""
    ran = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd=inside,
        env={"PATH": os.environ.get("PATH", os.defpath)},
    )
    return (ran.stdout + ran.stderr).strip(), ran.returncode == 0


def _nobody(_begun: access.Ceremony) -> None:
    """A practice home hands out no shares: it carries its pass-phrase."""
