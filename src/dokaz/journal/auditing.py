"""Checking the whole log from the bodies up, against itself and against what was kept outside (SECURITY 5.5).

Memory stays constant but for one root a head. Nothing is believed because it is stored: leaves come from bodies,
roots from leaves, tiles from leaves; heads, checkpoints and outside memory are compared with those.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from dokaz.journal import register, tree, wires
from dokaz.journal.bodies import Bodies, Unseal
from dokaz.journal.errors import RegisterStrange
from dokaz.journal.findings import Fault, Finding, Findings
from dokaz.journal.growth import Growth
from dokaz.journal.models import Checkpoint, Entry, Log, Lost, Pending, Placement, TreeHead
from dokaz.kernel.portions import portions
from dokaz.verify import checkpoints, merkle
from dokaz.verify.errors import VerifyError
from dokaz.verify.notes import VerifierKey

__all__ = ["verify"]

AT_ONCE = 2_000


def verify(*, outside: Sequence[bytes] = (), vkey: str | None = None, unseal: Unseal | None = None) -> Findings:
    """Recompute the whole log from its bodies up and name everything that does not fit. Changes nothing, never stops.

    `outside` are checkpoints kept elsewhere; `vkey` is the log's key learnt another way. With `unseal` sealed
    bodies are opened and checked too; without it they are counted in `unopened`.
    """
    audit = _Audit(Bodies(unseal))
    key = audit.key(vkey)
    stored, foreign = audit.stored_checkpoints(key), audit.outside_checkpoints(outside, key)
    beside = audit.remembered_checkpoint(key)
    heads = list(TreeHead.objects.order_by("size"))
    sizes = {0, *(head.size for head in heads), *(each.size for each in (*stored, *foreign.values(), *beside))}
    growth = audit.grow(sorted(sizes))
    audit.compare_heads(heads, growth)
    audit.compare_tiles(heads, growth)
    audit.compare_checkpoints(stored, growth)
    for place, head in foreign.items():
        audit.compare_outside(head, growth, what="outside checkpoint", place=place)
    for head in beside:
        audit.compare_outside(head, growth, what="checkpoint beside the database")
    audit.check_unplaced()
    audit.check_erasures()
    audit.check_register()
    # what lies beside the database goes back together with it: only what is kept elsewhere excludes a return
    return audit.findings(growth, compared=len(foreign))


@dataclass(slots=True)
class _Audit:
    bodies: Bodies
    found: list[Finding] = field(default_factory=list)
    unplaced: int = 0
    lost: int = 0

    def report(self, fault: Fault, what: str, *, outside: int | None = None) -> None:
        self.found.append(Finding(fault, what, outside))

    def key(self, vkey: str | None) -> VerifierKey | None:
        log = Log.objects.order_by("id").last()
        if log is None:
            if Entry.objects.exists():
                self.report(Fault.LOG_UNNAMED, "log")
            return None if vkey is None else VerifierKey.parse(vkey)
        if vkey is not None and vkey != log.vkey:
            self.report(Fault.LOG_KEY_CHANGED, f"log {log.origin}")
        try:
            return VerifierKey.parse(vkey or log.vkey)
        except VerifyError:
            self.report(Fault.LOG_UNNAMED, f"log {log.origin}")
            return None

    def stored_checkpoints(self, key: VerifierKey | None) -> list[checkpoints.Checkpoint]:
        opened = []
        for row in Checkpoint.objects.order_by("size").iterator():
            head = _opened(bytes(row.note), key)
            if head is None or head.size != row.size:
                self.report(Fault.CHECKPOINT_FORGED, f"checkpoint {row.size}")
            else:
                opened.append(head)
        return opened

    def outside_checkpoints(self, notes: Sequence[bytes], key: VerifierKey | None) -> dict[int, checkpoints.Checkpoint]:
        opened = {}
        for place, note in enumerate(notes):
            head = _opened(note, key)
            if head is None:
                self.report(Fault.OUTSIDE_STRANGE, f"outside checkpoint {place + 1}", outside=place)
            else:
                opened[place] = head
        return opened

    def remembered_checkpoint(self, key: VerifierKey | None) -> list[checkpoints.Checkpoint]:
        note = wires.remembered()
        if note is None:
            return []
        head = _opened(note, key)
        if head is None:
            self.report(Fault.OUTSIDE_STRANGE, "checkpoint beside the database")
        return [] if head is None else [head]

    def grow(self, sizes: Sequence[int]) -> Growth:
        growth = Growth(sizes)
        end = max(tree.latest().size, Placement.objects.count())
        for start in range(0, end, AT_ONCE):
            growth.extend(self._leaves(start, min(end, start + AT_ONCE)))
        growth.finish()
        for index in Placement.objects.filter(index__gte=end).order_by("index").values_list("index", flat=True):
            self.report(Fault.ENTRY_MISSING, f"index {index} stands beyond a gap")
        return growth

    def _leaves(self, start: int, end: int) -> list[bytes]:
        placed = dict(Placement.objects.filter(index__range=(start, end - 1)).values_list("index", "entry_id"))
        entries = Entry.objects.in_bulk(placed.values())
        lost = set(Lost.objects.filter(entry_id__in=entries).values_list("entry_id", flat=True))
        self.lost += len(lost)
        there = [entry for entry in entries.values() if entry.id not in lost]
        self.bodies.check(there, {entry: index for index, entry in placed.items()})
        leaves = []
        for index in range(start, end):
            entry = entries.get(placed.get(index, -1))
            if entry is None:
                self.report(Fault.ENTRY_MISSING, f"index {index}")
                leaves.append(_hash_in_tile(index))
            else:
                leaves.append(bytes(entry.leaf) if entry.id in lost else merkle.leaf_hash(bytes(entry.leaf)))
        return leaves

    def compare_heads(self, heads: Sequence[TreeHead], growth: Growth) -> None:
        before = tree.EMPTY
        for head in heads:
            if growth.roots.get(head.size) != bytes(head.root):
                self.report(Fault.HEAD_ALTERED, f"head {head.size}")
            if (head.previous_size, bytes(head.previous_root)) != (before.size, before.root):
                self.report(Fault.HEAD_MISSING, f"before head {head.size}")
            before = tree.Head(head.size, bytes(head.root))
        if before.size != growth.size:
            self.report(Fault.HEAD_MISSING, f"after head {before.size}, for {growth.size - before.size} entries")

    def compare_tiles(self, heads: Sequence[TreeHead], growth: Growth) -> None:
        # a head vouches for the entries before it: then it is the tile that was changed
        vouched = any(growth.roots.get(head.size) == bytes(head.root) == growth.frontier.root() for head in heads[-1:])
        self.found += growth.findings(entries_vouched=vouched)

    def compare_checkpoints(self, stored: Iterable[checkpoints.Checkpoint], growth: Growth) -> None:
        for each in stored:
            if growth.roots.get(each.size) != each.root:
                self.report(Fault.CHECKPOINT_ALTERED, f"checkpoint {each.size}")

    def compare_outside(
        self, head: checkpoints.Checkpoint, growth: Growth, *, what: str, place: int | None = None
    ) -> None:
        what = f"{what} of {head.size} entries"
        if head.size > growth.size:
            self.report(Fault.LOG_BEHIND, f"{what}, {head.size - growth.size} more than here", outside=place)
        elif growth.roots[head.size] != head.root:
            self.report(Fault.LOG_FORKED, what, outside=place)

    def check_unplaced(self) -> None:
        waiting = set(Pending.objects.values_list("entry_id", flat=True))
        for batch in portions(Entry.objects.filter(placement__isnull=True).order_by("id").iterator(), of=AT_ONCE):
            self.bodies.check(batch, {})
            self.unplaced += len(batch)
            for entry in batch:
                if entry.id not in waiting:
                    self.report(Fault.ENTRY_LOST, f"entry {entry.id}")
        for entry_id in Pending.objects.filter(entry__placement__isnull=False).values_list("entry_id", flat=True):
            self.report(Fault.PENDING_STRANGE, f"entry {entry_id}")

    def check_erasures(self) -> None:
        self.bodies.finish()
        covered = Placement.objects.filter(index__in=self.bodies.covered).values_list("index", "entry_id")
        self.found += self.bodies.undone(dict(covered))
        for index, covering in Placement.objects.filter(entry__lost__isnull=False).values_list(
            "index", "entry__lost__covered_by"
        ):
            if not self.bodies.covers_loss(covering, index):
                self.report(Fault.LOST_UNCOVERED, f"index {index}")

    def check_register(self) -> None:
        if not wires.has_memory() or not Log.objects.exists():
            return
        try:
            left = register.ahead()
        except RegisterStrange:
            self.report(Fault.REGISTER_STRANGE, "register")
        else:
            if left:
                self.report(Fault.REGISTER_AHEAD, f"register, {len(left)} more than here")

    def findings(self, growth: Growth, *, compared: int) -> Findings:
        return Findings(
            found=(*self.bodies.found, *self.found),
            entries=self.bodies.seen,
            size=growth.size,
            root=growth.frontier.root(),
            unopened=self.bodies.unopened,
            unplaced=self.unplaced,
            lost=self.lost,
            compared=compared,
        )


def _opened(note: bytes, key: VerifierKey | None) -> checkpoints.Checkpoint | None:
    """Read with the key of the log, or of one before it that it took the place of."""
    origin = note.partition(b"\n")[0].decode(errors="replace")
    earlier = None if key is None or origin == key.name else Log.objects.filter(origin=origin).first()
    if key is None:
        return None
    try:
        return checkpoints.open_checkpoint(note, log=VerifierKey.parse(earlier.vkey) if earlier else key)[0]
    except VerifyError:
        return None


def _hash_in_tile(index: int) -> bytes:
    """Stand in for a lost entry with the hash its tile remembers, so that only its own place is named."""
    tile, place = divmod(index, 256)
    return tree.fetch(0, tile, place + 1)[place * 32 : (place + 1) * 32] or merkle.EMPTY_ROOT
