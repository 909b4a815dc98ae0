"""Whether a bucket is fit for what it is to hold, asked before the first byte goes there. Each raises Unfit."""

from contextlib import suppress

from dokaz.adapters.s3 import faults
from dokaz.adapters.s3.objects import Objects
from dokaz.kernel.languages import _, said


def refuse_unfit_store(objects: Objects) -> None:
    """The bucket answers; where a lock is asked for, it keeps versions and has object lock switched on."""
    _refuse_unreachable(objects)
    if objects.bucket.lock is None:
        return
    if _versioning(objects) != "Enabled":
        raise faults.Unfit(said(_("a lock is asked for, and the bucket does not keep versions")))
    if not _has_lock(objects):
        raise faults.Unfit(said(_("a lock is asked for, and the bucket was made without object lock")))


def refuse_keeping(objects: Objects) -> None:
    """SECURITY 3.1: what destroys a file when it goes may not be kept by versions, a lock or a replica."""
    _refuse_unreachable(objects)
    if objects.bucket.lock is not None:
        raise faults.Unfit(said(_("headers may not be locked: leave lock= out")))
    if _versioning(objects):  # "Suspended" keeps what came before
        raise faults.Unfit(said(_("the bucket keeps versions or has kept them, and headers must be destroyable")))
    if _has_lock(objects):
        raise faults.Unfit(said(_("the bucket has object lock, and headers must be destroyable")))
    if _is_replicated(objects):
        raise faults.Unfit(said(_("the bucket is replicated, and headers must be destroyable")))


def claimed(objects: Objects, name: str, owner: bytes) -> bytes:
    """Whose the place is; it becomes `owner`'s where it was nobody's. Of two at once, the first version counts."""
    with suppress(faults.Absent):
        return _read(objects, name)
    objects.put(name, owner)
    return _read(objects, name)


def _read(objects: Objects, name: str) -> bytes:
    first = objects.first(name)
    return objects.read(first, 0, min(first.size, 1024))


def _refuse_unreachable(objects: Objects) -> None:
    objects.ask("list_objects_v2", MaxKeys=1, Prefix=objects.bucket.key(""))


def _versioning(objects: Objects) -> str:
    return str(objects.ask("get_bucket_versioning").get("Status", ""))


def _has_lock(objects: Objects) -> bool:
    with suppress(faults.NotSet):
        found = objects.ask("get_object_lock_configuration").get("ObjectLockConfiguration", {})
        return bool(found.get("ObjectLockEnabled") == "Enabled")
    return False


def _is_replicated(objects: Objects) -> bool:
    with suppress(faults.NotSet):
        # Ceph answers with an empty one where there is none
        return bool(objects.ask("get_bucket_replication").get("ReplicationConfiguration", {}).get("Rules"))
    return False
