"""Making a package: read, seal the head of the log, decide, write, journal, and only then give it its name."""

import mmap
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from importlib.resources import files as resources
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.disclosure import (
    covers,
    deciding,
    formats,
    gathering,
    naming,
    numbers,
    passing,
    recipients,
    registering,
    report,
    veiling,
    vouching,
)  # fmt: skip
from dokaz.disclosure.errors import ExhibitDiffers
from dokaz.disclosure.formats import case, loadfiles, otplink, premis
from dokaz.disclosure.gathering import Head
from dokaz.disclosure.leaving import BLOCK, Leaving, PlainFolder, SealedTar
from dokaz.disclosure.proposals import PackageProposed
from dokaz.disclosure.proposing import MAKE
from dokaz.disclosure.requests import releasing
from dokaz.journal import api as journal
from dokaz.kernel import clock
from dokaz.kernel.codes import Code, Kind
from dokaz.kernel.languages import speaking
from dokaz.releases import api as releases
from dokaz.safeguards import api as safeguards
from dokaz.verify import age, bags
from dokaz.verify.checkpoints import Checkpoint
from dokaz.verify.notes import parse
from dokaz.verify.package import Exhibit, Index, Thing, layout
from dokaz.verify.package.layout import LogHead
from dokaz.verify.showing import shown

__all__ = ["Package", "package"]


@dataclass(frozen=True, slots=True)
class Package:
    """A finished package. `tag_manifest` is the SHA-256 that covers all of it; it is in the journal entry."""

    ref: str
    path: Path
    exhibits: int
    objects: int
    log_size: int
    tag_manifest: str
    sealed: bool


def package(proposed: PackageProposed, *, to: Path, by: access.Session, now: datetime) -> Package:
    access.require(by, access.Permission.PACKAGE_ITEMS, now=now)
    deciding.refuse_worsened(proposed, by=by, now=now)
    ref = str(Code.new(Kind.PACKAGE))
    with _leaving(ref, to=to, recipient=proposed.recipient, now=now) as leaving:
        records = gathering.records(proposed.in_order, by=by, now=now)
        for compartment in {record.compartment for record in records}:
            access.require(by, access.Permission.PACKAGE_ITEMS, compartment=compartment, now=now)
        safeguards.require_thawed(record.compartment for record in records)
        # the checkpoint before the proofs: it holds every receipt, and each proof leads to it
        head = _head(by, now)
        made = _Making(ref, proposed, records, head, leaving, by, now)
        made.decide()
        made.number()
        with made.printing():
            with ThreadPoolExecutor(leaving.at_once, thread_name_prefix="package") as hands:
                made.write_exhibits(hands)
            made.write_evidence()
            made.write_papers()
        written = made.finish_bag()
        leaving.settle()
        with made.given_out():
            made.journal(written.tag_manifest)
            leaving.keep()
    return Package(
        ref=ref,
        path=leaving.path,
        exhibits=len(made.index.exhibits),
        objects=len(made.index.objects),
        log_size=head.checkpoint.size,
        tag_manifest=written.tag_manifest,
        sealed=proposed.recipient is not None,
    )


def _head(by: access.Session, now: datetime) -> Head:
    """The head that all proofs lead to, shown outside first. A witness or authority that is away hinders no package."""
    published = journal.publish(witnesses=access.trusted_witnesses(), now=now)
    if journal.authorities():
        journal.stamp(published.size, by=by.actor, now=now)
    signed = published.note
    return Head(signed, Checkpoint.parse(parse(signed)[0]), journal.identity().vkey)


def _leaving(ref: str, *, to: Path, recipient: str | None, now: datetime) -> Leaving:
    if recipient is None:
        return PlainFolder(to)
    key = recipients.parse(recipient)
    return SealedTar(to / f"{ref}.tar.age", top=ref, recipient=key, time=int(now.timestamp()))


class _Making:
    """One package while it is made: what is known, and what has been written."""

    def __init__(
        self,
        ref: str,
        proposed: PackageProposed,
        records: list[custody.Record],
        head: Head,
        leaving: Leaving,
        by: access.Session,
        now: datetime,
    ) -> None:
        self.ref, self.head, self.proposed, self.terms = ref, head, proposed, proposed.terms
        self.records = records
        self.leaving, self.by, self.now = leaving, by, now
        self.protected = {each for each in {r.compartment for r in records} if access.sealing(each).protected}
        self.evidence = gathering.evidence(records, head=head, protected=self.protected, by=by)
        self.outside = vouching.outside(head, entries=[each.proof.index for each in self.evidence.values()])
        self.series = numbers.series_of(self.terms.series, recipient=self.terms.recipient, package=ref)
        self.salts = {record.ref: self.evidence[record.ref].salt for record in records}
        self.numbers: dict[str, int] = {}
        self.index: Index
        self.approval: UUID
        self.contents: report.Contents
        self.prints: Mapping[str, report.Print] = {}
        self.passage: passing.Passage
        self.release: UUID | None = None
        self.stopped = False

    def _index(self) -> Index:
        head = self.head.checkpoint
        return Index(
            ref=self.ref,
            home=self.by.home_kind,
            made=clock.timestamp(self.now),
            log=LogHead.of(head.origin, head.size, head.root, self.head.vkey),
            exhibits=tuple(self._exhibit(record) for record in self._with_bytes()),
            objects=tuple(self._thing(record) for record in self.records if record.kind == custody.Kind.OBJECT),
            recipient=self.terms.recipient,
            heads=self.outside.heads,
            stamps=self.outside.stamps,
            language=self.terms.language.value,
        )

    def _with_bytes(self) -> list[custody.Record]:
        return [record for record in self.records if record.kind != custody.Kind.OBJECT]

    def _exhibit(self, record: custody.Record) -> Exhibit:
        assert record.size is not None
        assert record.sha256 is not None
        evidence, number = self.evidence[record.ref], self._number(record.ref)
        return Exhibit(
            ref=record.ref,
            path=layout.EXHIBITS + naming.file_name(f"{number}_{record.ref}", record.name),
            name=shown(record.name),
            size=record.size,
            sha256=record.sha256,
            mime=record.mime,
            entry=evidence.proof.index,
            received=evidence.at,
            number=number,
        )

    def _thing(self, record: custody.Record) -> Thing:
        evidence = self.evidence[record.ref]
        return Thing(record.ref, evidence.proof.index, evidence.at, self._number(record.ref))

    def _number(self, ref: str) -> str:
        return layout.number_of(self.numbers[ref])

    def decide(self) -> None:
        """The last thing before anything is opened: each item gets its permit, and the second yes is used up."""
        self.leaving.require_room(sum(record.size or 0 for record in self._with_bytes()))
        if self.terms.cover:
            covers.refuse_elsewhere(self.terms.cover, refs=self._known())
        self.passage, self.approval = deciding.decide(
            self.records, self.proposed, package=self.ref, by=self.by, now=self.now
        )
        refs = frozenset(record.ref for record in self.records)
        self.records = [veiling.worn(record, self.passage.veil, together=refs) for record in self.records]
        self.leaving.admit(self.passage)

    def _known(self) -> dict[str, int | None]:
        """Each item of the package, with the number that it has already."""
        known = numbers.known(self.series, self.salts)
        return {ref: known.get(ref) for ref in self.salts}

    def number(self) -> None:
        """Each item gets its number in the series, for good, and the index can be written."""
        self.numbers = numbers.give(self.series, self.salts, by=self.by, now=self.now)
        self.index = self._index()

    @contextmanager
    def printing(self) -> Iterator[None]:
        """By now all is known that the papers say: what takes long to print begins before the exhibits are written."""
        with ExitStack() as beside:
            with speaking(self.terms.language):
                self.contents = self._contents()
                self.prints = beside.enter_context(report.printing(self.contents))
            yield

    def _contents(self) -> report.Contents:
        leaves = {ref: each.proof.index for ref, each in self.evidence.items()}
        cover = covers.resolved(self.terms.cover, self.numbers) if self.terms.cover else None
        return report.contents(self.index, self.records, leaves, self.outside, self.terms.going, cover)

    def write_exhibits(self, hands: Executor) -> None:
        """Opening is journalled, group by group, before a byte of the group is read (SECURITY 5.7).

        This thread waits meanwhile: were it to open the next group, the hands would wait for the interpreter longer.
        """
        for group in gathering.groups(self.index.exhibits):
            with self._opened(group) as streams, self._stopping():
                written = [hands.submit(self._write_exhibit, exhibit, streams[exhibit.ref]) for exhibit in group]
                _finish(written)
            self.leaving.hasten()

    @contextmanager
    def _stopping(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self.stopped = True
            raise

    def _opened(self, group: Sequence[Exhibit]) -> AbstractContextManager[dict[str, BinaryIO]]:
        refs = [exhibit.ref for exhibit in group]
        return custody.open_items(refs, by=self.by, now=self.now, reason=f"package {self.ref}")

    def _write_exhibit(self, exhibit: Exhibit, stream: BinaryIO) -> None:
        if self.stopped:  # no more plaintext for a package that will not be
            return
        with self._stopping(), _named(exhibit.ref):
            permit = self.passage.permit(exhibit.ref)
            self.leaving.put_exhibit(permit, exhibit.path, _blocks(stream), size=exhibit.size)

    def write_evidence(self) -> None:
        for ref, evidence in self.evidence.items():
            self.leaving.put_bytes(layout.event_path(ref), evidence.event)
            self.leaving.put_bytes(layout.salt_path(ref), evidence.salt.hex().encode() + b"\n")
            self.leaving.put_bytes(layout.proof_path(ref), bytes(evidence.proof))
        vkey = self.head.vkey
        self.leaving.put_bytes(layout.CHECKPOINT, self.head.signed)
        self.leaving.put_bytes(layout.VKEY, f"{vkey}\n".encode())
        self.leaving.put_bytes(layout.POLICY, self.outside.policy)
        for path, data in self.outside.files.items():
            self.leaving.put_bytes(path, data)

    def write_papers(self) -> None:
        """What people and programs of others read, and the index, which names all of it. No proof covers any of it."""
        before, told = set(self.leaving.sizes), self._told()
        with speaking(self.terms.language):
            self._write_words()
            self.leaving.put_pieces(layout.LIST_CSV, otplink.table(told))
        self._write_formats(told)
        papers = tuple(sorted(self.leaving.sizes.keys() - before))
        self.leaving.put_bytes(layout.INDEX, bytes(replace(self.index, papers=papers)))

    def _write_words(self) -> None:
        for path, data in report.papers(self.contents, self.prints).items():
            self.leaving.put_bytes(path, data)
        for name in (layout.SCRIPT, layout.SCRIPT_LOG):
            self.leaving.put_bytes(name, (resources("dokaz.verify.shipped") / name).read_bytes())

    def _write_formats(self, told: formats.Told) -> None:
        self.leaving.put_pieces(layout.CASE, case.graph(told))
        self.leaving.put_pieces(layout.PREMIS, premis.record(told))
        self.leaving.put_pieces(layout.LOAD_DAT, loadfiles.dat(told))
        self.leaving.put_pieces(layout.LOAD_OPT, loadfiles.opt(told))
        self.leaving.put_bytes(layout.FORMATS_README, loadfiles.readme(told))

    def _told(self) -> formats.Told:
        organisations = {ref: each.organisation for ref, each in self.evidence.items()}
        return formats.told(self.index, self.records, organisations, made=self.now)

    def finish_bag(self) -> bags.Written:
        info = [
            ("External-Identifier", self.ref),
            ("Bagging-Date", self.now.date().isoformat()),
            ("Bag-Software-Agent", "dokaz"),
            ("Internal-Sender-Identifier", self.head.checkpoint.origin),
        ]
        if self.by.home_kind != "real":
            info.append(
                ("Internal-Sender-Description", f"Made in a {self.by.home_kind} collection, not in a real one.")
            )
        ours, written = bags.tag_files(self.leaving.sizes, self.leaving.digests, info)
        for name, data in ours.items():
            self.leaving.put_bytes(name, data)
        return written

    @contextmanager
    def given_out(self) -> Iterator[None]:
        """Each exhibit's chain of custody says that a copy leaves the house, before it can be taken.

        Where the last step then fails it says that none did; after a power cut in it, it says more than happened.
        """
        try:
            self._give_out(made=True)
            yield
        except BaseException:
            if not self.leaving.kept:
                self._give_out(made=False)
                self._strike()
            raise

    def _strike(self) -> None:
        """Where it stands in the register and nothing was handed out, it says so, and so does its request."""
        if self.release is None:
            return
        with access.acting(self.by, now=self.now):
            if releases.strike(self.release, by=self.by, now=self.now):
                releasing.unmade(self.terms.going, package=self.ref, by=self.by, now=self.now)

    def _give_out(self, *, made: bool) -> None:
        for group in gathering.groups([exhibit.ref for exhibit in self.index.exhibits]):
            custody.give_out(group, package=self.ref, made=made, by=self.by, now=self.now)

    def journal(self, tag_manifest: str) -> None:
        """One entry a compartment, so that nobody reads in one what left from another; before the name is given.

        In the same transaction what decided is asked once more: consent, and the request with all that it needs.
        Whatever anybody took back meanwhile comes first.
        """
        with access.acting(self.by, now=self.now):
            self.passage.recheck(by=self.by, now=self.now)
            releasing.require_unchanged(self.proposed, by=self.by, now=self.now)
            for compartment in sorted({record.compartment for record in self.records}):
                access.require(self.by, access.Permission.PACKAGE_ITEMS, compartment=compartment, now=self.now)
                self._journal_one(compartment, tag_manifest)
            release = registering.enter(self._made(tag_manifest), by=self.by, now=self.now)
            releasing.packaged(self.terms.going, package=self.ref, by=self.by, now=self.now)
        self.release = release

    def _made(self, tag_manifest: str) -> releases.MadePackage:
        """As it comes into the register of releases."""
        going, parts = self.terms.going, defaultdict[UUID, dict[str, str]](dict)
        for record in self.records:
            parts[record.compartment][record.ref] = self._number(record.ref)
        return releases.MadePackage(
            package=self.ref, tag_manifest=tag_manifest, recipient=str(going.recipient), purpose=going.purpose.value,
            form=going.form.value, language=self.terms.language.value, occasion=going.occasion,
            key=self._recipient() or "", approval=self.approval, until=self.terms.until,
            parts=tuple(releases.MadePart(place, numbers) for place, numbers in sorted(parts.items())),
        )  # fmt: skip

    def _journal_one(self, compartment: UUID, tag_manifest: str) -> None:
        refs = [record.ref for record in self.records if record.compartment == compartment]
        journal.record(
            MAKE,
            by=self.by.actor,
            now=self.now,
            about=[self.ref, *refs],
            facts={
                "ref": self.ref,
                "tagmanifest": tag_manifest,
                "log_size": self.head.checkpoint.size,
                "items": len(refs),
                "recipient": self._recipient(),
                **self.terms.going.codes,
                "approval": str(self.approval),
            },
            compartment=compartment,
            sealed=compartment in self.protected,
        )

    def _recipient(self) -> str | None:
        recipient = self.terms.recipient
        return None if recipient is None else sha256(recipient.encode()).hexdigest()


@contextmanager
def _named(ref: str) -> Iterator[None]:
    try:
        yield
    except age.PayloadError as why:
        raise ExhibitDiffers(ref=ref) from why


def _finish(written: list[Future[None]]) -> None:
    """Wait for all of a group, so that no stream is closed under a reader, and raise what went wrong first."""
    wait(written)
    for each in written:
        each.result()


class _Hand(threading.local):
    """What one thread writes with."""

    def __init__(self) -> None:
        self.block = memoryview(mmap.mmap(-1, BLOCK))  # aligned, as writing past the page cache asks


_hand = _Hand()


def _blocks(stream: BinaryIO) -> Iterator[memoryview]:
    block = _hand.block
    while held := stream.readinto(block):  # type: ignore[attr-defined]
        yield block[:held]
