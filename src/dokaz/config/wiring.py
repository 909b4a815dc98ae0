"""The one place that gives ports their adapters, once a home is open."""

from pathlib import Path

from dokaz.access import api as access
from dokaz.access import jobs as access_jobs
from dokaz.adapters import api as adapters
from dokaz.backups import api as backups
from dokaz.backups import jobs as backup_jobs
from dokaz.config import environment
from dokaz.config.memory import CheckpointFile
from dokaz.custody import api as custody
from dokaz.custody import jobs as custody_jobs
from dokaz.custody.ports import BlobStore, HeaderStore
from dokaz.disclosure import api as disclosure
from dokaz.disclosure import jobs as disclosure_jobs
from dokaz.jobs import api as jobs
from dokaz.journal import api as journal
from dokaz.journal.ports import TimeStampAuthority
from dokaz.kernel import files
from dokaz.people import api as people
from dokaz.people import jobs as people_jobs
from dokaz.records import api as records
from dokaz.safeguards import api as safeguards

VAULT = "vault"
HEADERS = "headers"
STORE_LOCK = "store.lock"  # held by those who receive into an object store and by the one who sweeps it

HANDLERS = (
    *custody_jobs.HANDLERS,
    access_jobs.publication,
    backup_jobs.back_up,
    *disclosure_jobs.HANDLERS,
    people_jobs.emptying_halves,
)


def wire(session: access.Session, *, home: Path, stamper: TimeStampAuthority | None = None) -> None:
    """Wire every port for the opened home; the demo brings time-stamp authorities of its own."""
    journal.wire(
        signer=access.log_signer(session),
        sealer=access.compartment_sealer(),
        memory=CheckpointFile(home),
        stamper=stamper or adapters.TimeStampAuthorities(),
        outside=adapters.Outside(house=(home,)),
    )
    wire_stores(home, owner=str(session.home))
    backups.wire(shelf=_shelf_of_this_machine, home=lambda by: taken_from(home, by))
    jobs.wire(HANDLERS)
    disclosure.wire(redactor=adapters.Redactors())
    disclosure.wire_printer(adapters.PaperPrinter())
    records.wire(sheets=adapters.SandboxedSheets())
    access.wire_followers(custody.follow_key)
    safeguards.wire_reach(custody.reach, people.reach)  # each module that touches what an account touches joins here
    safeguards.wire_behind(custody.behind)
    safeguards.wire_providers(providers)


def wire_stores(home: Path, *, owner: str) -> None:
    """Wire what custody needs, which asks for no account: a restore brings files back before anybody signs in."""
    custody.wire(
        store=_store(environment.STORE.read() or home / VAULT, owner=owner, home=home),
        headers=_headers(environment.HEADERS.read() or home / HEADERS, owner=owner),
        metadata=adapters.ExifTool(),
        formats=adapters.Pronom(),
        makers=adapters.Makers(),
        viewer=adapters.SandboxedViewer(),
        kept_until=backups.keys_until,
    )


def providers() -> tuple[safeguards.OutsideProvider, ...]:
    """Where files, headers and back-ups of this home lie outside it; a folder of files is our own machine's."""
    kinds = safeguards.OutsideService
    places = [(kinds.STORE, environment.STORE.read()), (kinds.HEADERS, environment.HEADERS.read())]
    rented = [(service, place) for service, place in places if isinstance(place, adapters.Bucket)]
    found = tuple(safeguards.OutsideProvider(service, str(place)) for service, place in rented)
    shelf = environment.BACKUPS.read()
    return (*found, safeguards.OutsideProvider(kinds.BACKUPS, str(shelf))) if shelf else found


def _shelf_of_this_machine() -> backups.Shelf:
    place = environment.BACKUPS.read()
    if place is None:
        raise backups.ShelfNotSet
    assert isinstance(place, Path | adapters.Bucket)
    return shelf(place)


def taken_from(home: Path, by: access.Session) -> backups.HomeFiles:
    """What a back-up takes from the folder of a home that is open."""
    names = (access.HOME_FILE, access.PEPPER_FILE, *(f"keys/{each.name}" for each in (home / "keys").glob("*.age")))
    held = {name: (home / name).read_bytes() for name in names}
    return backups.HomeFiles(files=held, database_key=access.database_key(home, by=by))


def shelf(place: Path | adapters.Bucket) -> backups.Shelf:
    """Where back-ups lie. What must fall away after its days is never locked there. Raises ShelfAway."""
    if isinstance(place, adapters.Bucket):
        return adapters.shelf(place, passing=(backups.KEYS,))
    return backups.FolderShelf(place)


def _store(place: object, *, owner: str, home: Path) -> BlobStore:
    if not isinstance(place, adapters.Bucket):
        return custody.FolderBlobs(_folder(place), owner=owner)
    lock = home / STORE_LOCK
    return adapters.object_store(
        place, owner=owner, together=lambda: files.shared(lock), alone=lambda: files.exclusive(lock)
    )


def _headers(place: object, *, owner: str) -> HeaderStore:
    """Never beside a store that is locked, versioned or replicated (SECURITY 3.1)."""
    if not isinstance(place, adapters.Bucket):
        return custody.FolderHeaders(_folder(place))
    return adapters.object_headers(place, owner=owner)


def _folder(place: object) -> Path:
    assert isinstance(place, Path)
    return place
