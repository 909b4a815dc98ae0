"""What a check of the log says: each finding names a place, the rule that does not hold there, and a code."""

from dataclasses import dataclass
from enum import StrEnum

from dokaz.kernel.languages import _, said

__all__ = ["Fault", "Finding", "Findings"]


class Fault(StrEnum):
    """A way in which the journal does not hold. The value is the code; `RULES` has the sentence."""

    BODY_ALTERED = "body-altered"
    BODY_MISSING = "body-missing"
    BODY_MALFORMED = "body-malformed"
    BODY_UNSEALABLE = "body-unsealable"
    ERASED_UNCOVERED = "erased-uncovered"
    ERASURE_UNDONE = "erasure-undone"
    MARKS_ALTERED = "marks-altered"
    LEAF_ALTERED = "leaf-altered"
    ENTRY_MISSING = "entry-missing"
    ENTRY_LOST = "entry-lost"
    PENDING_STRANGE = "pending-strange"
    TILE_ALTERED = "tile-altered"
    TILE_MISSING = "tile-missing"
    TILE_STRANGE = "tile-strange"
    HEAD_ALTERED = "head-altered"
    HEAD_MISSING = "head-missing"
    LOST_UNCOVERED = "lost-uncovered"
    CHECKPOINT_FORGED = "checkpoint-forged"
    CHECKPOINT_ALTERED = "checkpoint-altered"
    LOG_UNNAMED = "log-unnamed"
    LOG_KEY_CHANGED = "log-key-changed"
    REGISTER_STRANGE = "register-strange"
    REGISTER_AHEAD = "register-ahead"
    GONE_UNLISTED = "gone-unlisted"
    LOG_BEHIND = "log-behind"
    LOG_FORKED = "log-forked"
    OUTSIDE_STRANGE = "outside-strange"
    STAMP_BROKEN = "stamp-broken"
    RECORD_ALTERED = "record-altered"
    RECORD_REWRITTEN = "record-rewritten"
    RECORD_MISSING = "record-missing"
    RECORD_RETURNED = "record-returned"
    RECORD_UNKNOWN = "record-unknown"
    KIND_UNKNOWN = "kind-unknown"

    @property
    def rule(self) -> str:
        return said(RULES[self])


RULES = {
    Fault.BODY_ALTERED: _("Salt and event must give the leaf of the entry: one of the three was changed."),
    Fault.BODY_MISSING: _("Every entry has a body, or a later entry by two persons that covers its erasure."),
    Fault.BODY_MALFORMED: _("An event is canonical JSON with verb, time and actor."),
    Fault.BODY_UNSEALABLE: _("A sealed body opens with the key of its compartment: it was changed, or is another's."),
    Fault.ERASED_UNCOVERED: _("An erasure is covered by a later entry that names the index and two persons."),
    Fault.ERASURE_UNDONE: _("What was erased stays erased: a body has come back."),
    Fault.MARKS_ALTERED: _("Verb, compartment, subjects and digests beside an entry are those in its event."),
    Fault.LEAF_ALTERED: _("The entry at an index is the one that was sequenced there."),
    Fault.ENTRY_MISSING: _("Indices are dense: every place in the log has its entry."),
    Fault.ENTRY_LOST: _("A committed entry has an index or waits for one."),
    Fault.PENDING_STRANGE: _("Only entries without an index wait for one."),
    Fault.TILE_ALTERED: _("A stored tile holds the hashes of the entries below it."),
    Fault.TILE_MISSING: _("Every part of the tree is stored in a tile."),
    Fault.TILE_STRANGE: _("No tile stands beyond the end of the log."),
    Fault.HEAD_ALTERED: _("A tree head commits to exactly the entries before it."),
    Fault.HEAD_MISSING: _("Each head follows the one before it, and the last covers every placed entry."),
    Fault.LOST_UNCOVERED: _("A place whose content is lost is covered by the entry of the restore that lost it."),
    Fault.CHECKPOINT_FORGED: _("A checkpoint is signed by the key of this log."),
    Fault.CHECKPOINT_ALTERED: _("A checkpoint says what the entries of the log give at its size."),
    Fault.LOG_UNNAMED: _("A log has a name and a key."),
    Fault.LOG_KEY_CHANGED: _("The log is signed with the key that was made known outside."),
    Fault.REGISTER_STRANGE: _("The register of what is gone is signed by this log, and says what goes with its name."),
    Fault.REGISTER_AHEAD: _("What was destroyed, erased or revoked stays so: an older state was put back."),
    Fault.GONE_UNLISTED: _("Whatever is erased stands on the register of what is gone, so that no restore undoes it."),
    Fault.LOG_BEHIND: _("The log holds every entry that was shown outside: it was returned to an earlier state."),
    Fault.LOG_FORKED: _("The log begins with the entries that were shown outside: it tells another history now."),
    Fault.OUTSIDE_STRANGE: _("A checkpoint from outside is one that this log signed. Is it the right file?"),
    Fault.STAMP_BROKEN: _("A time stamp holds at its own time, and is over the checkpoint it stands beside."),
    Fault.RECORD_ALTERED: _("A record is as the newest entry about it left it."),
    Fault.RECORD_REWRITTEN: _("A record of a kind that never changes is as its first entry left it."),
    Fault.RECORD_MISSING: _("A record exists until an entry says that it was taken away."),
    Fault.RECORD_RETURNED: _("A record that was taken away does not come back without an entry."),
    Fault.RECORD_UNKNOWN: _("Every record has an entry that says who wrote it."),
    Fault.KIND_UNKNOWN: _("Every kind of record named in the log has a table."),
}

ALONE = _("Consistent in itself; a return to an earlier state cannot be excluded without a checkpoint kept elsewhere.")
COMPARED = _("Consistent in itself, and with every checkpoint from outside that was given.")
RECORDS_SOUND = _("Every record is as the newest entry about it left it.")
LOST = _("Of {count} entries only the hash is left: they were lost in a restore, and an entry of the log says so.")
UNSOUND = _("{count} thing(s) do not hold.")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold: where, and which rule; and against which of the checkpoints given from outside."""

    fault: Fault
    what: str
    outside: int | None = None  # its place among those given, from 0

    @property
    def code(self) -> str:
        return self.fault.value

    @property
    def says(self) -> str:
        return f"{self.what}: {self.fault.rule}"


@dataclass(frozen=True, slots=True)
class Findings:
    """All that a check found. `entries` or `records` say how much was looked at, so that "nothing" means something."""

    found: tuple[Finding, ...]
    entries: int = 0
    records: int = 0
    size: int = 0
    root: bytes = b""
    unopened: int = 0  # sealed bodies that were not opened for want of a key
    unplaced: int = 0
    lost: int = 0  # entries of which a restore left the hash only
    compared: int = 0  # checkpoints from outside

    @property
    def sound(self) -> bool:
        return not self.found

    @property
    def says(self) -> str:
        if self.found:
            return said(UNSOUND).format(count=len(self.found))
        if self.records and not self.entries:
            return said(RECORDS_SOUND)
        sound = said(COMPARED if self.compared else ALONE)
        return f"{sound} {said(LOST).format(count=self.lost)}" if self.lost else sound
