"""A small world of packages: whole ones, made from the specification alone, for tests that then spoil them."""

import hmac
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from tests.authorities import Authority

from dokaz.verify import bags, canonical, checkpoints, merkle, stamps
from dokaz.verify.bags.writing import OURS
from dokaz.verify.checkpoints import Checkpoint
from dokaz.verify.notes import COSIGNATURE, SignerKey
from dokaz.verify.package import layout
from dokaz.verify.package.layout import Exhibit, Index, LogHead, StampRow, Thing
from dokaz.verify.proofs import Proof
from dokaz.verify.witnessing import Request

ORIGIN = "log.example/archive"
AT = "2026-03-04T09:30:00.000000Z"
SEEN = 1_772_617_800  # 4 March 2026, by the witness's clock
DAY = 86_400
SCRIPT = Path(str(files("dokaz.verify.shipped"))) / layout.SCRIPT
SCRIPT_LOG = SCRIPT.with_name(layout.SCRIPT_LOG)

EXHIBITS = {
    "E-AAAA-00001": (b"a photograph of the yard", "yard.jpg", "image/jpeg"),
    "E-BBBB-00002": ("Пратакол затрымання".encode(), "protocol.txt", "text/plain"),
    "E-CCCC-00003": (b"", "empty.bin", "application/x-empty"),
}
OBJECT = "E-DDDD-00004"
# what else is in a package of now: bytes that nobody reads here
PAPERS = {
    layout.REPORT: b"<!doctype html><title>Custody report</title>",
    layout.LIST: b"<!doctype html><title>List of exhibits</title>",
    layout.LIST_CSV: b"Exhibit,File\r\n",
    layout.NOTE: b"<!doctype html><title>Cover note</title>",
    layout.NOTE_PDF: b"%PDF-1.7",
    layout.COVER: b"<!doctype html><title>Package</title>",
    layout.CASE: b'{"@graph":[]}',
    layout.PREMIS: b"<premis/>",
    layout.LOAD_DAT: b"\xc3\xbeBEGDOC\xc3\xbe\r\n",
    layout.LOAD_OPT: b"\xef\xbb\xbf",
    layout.FORMATS_README: b"Load files",
    layout.SCRIPT: SCRIPT.read_bytes(),
    layout.SCRIPT_LOG: SCRIPT_LOG.read_bytes(),
}


def path_of(place: int, ref: str, name: str) -> str:
    """Where the exhibit at this place, counted from 1, lies."""
    return f"{layout.EXHIBITS}{layout.number_of(place)}_{ref}_{name}"


@dataclass
class Sender:
    """Whoever has a log and makes packages from it: the archive, or somebody who pretends to be it."""

    log: SignerKey = field(default_factory=lambda: SignerKey.generate(ORIGIN))
    witness: SignerKey = field(default_factory=lambda: SignerKey.generate("witness.example", COSIGNATURE))
    before: int = 5  # entries of the log that are about something else

    def trust(self, *, quorum: str = "none", witness: bool = True) -> bytes:
        lines = [
            f"log {self.log.verifier}",
            f"witness w {self.witness.verifier}" if witness else "#",
            f"quorum {quorum}",
        ]
        return "\n".join(lines).encode() + b"\n"

    def _earlier(self, folder: Path, leaves: list[bytes], old: int, now: bytes) -> bytes:
        head = Checkpoint(self.log.name, old, merkle.root(leaves[:old]))
        signed = checkpoints.sign(head, [self.log, self.witness], time=SEEN - DAY)
        proof = merkle.consistency_proof(merkle.reader_of(leaves), old=old, new=len(leaves))
        write(folder / layout.head_path(old), signed)
        write(folder / layout.consistency_path(old), bytes(Request(old, tuple(proof), now)))
        return signed

    def package(
        self, folder: Path, *, exhibits=EXHIBITS, cosigned: bool = True, size: int | None = None,
        earlier: Sequence[int] = (), stamped: Sequence[tuple[int, str, Authority]] = (),
    ) -> Path:  # fmt: skip
        """Write a whole package; its events are entries `before`, `before` + 1, … of the log.

        `earlier` are sizes of older heads, each cosigned at SEEN less a day; `stamped` are sizes, names and authorities.
        """
        events = {ref: received(ref, data, mime) for ref, (data, _, mime) in exhibits.items()} | {
            OBJECT: recorded(OBJECT)
        }
        salts = {ref: sha256(ref.encode()).digest() for ref in events}
        leaves = [merkle.leaf_hash(f"entry {number}".encode()) for number in range(self.before)]
        leaves += [merkle.leaf_hash(hmac.digest(salts[ref], events[ref], "sha256")) for ref in events]
        leaves = (leaves + [merkle.leaf_hash(b"later")] * (size or 0))[: size or None]
        head = Checkpoint(self.log.name, len(leaves), merkle.root(leaves))
        signed = checkpoints.sign(
            head, [self.log, *([self.witness] if cosigned else [])], time=SEEN if cosigned else None
        )
        places = {ref: self.before + number for number, ref in enumerate(events)}
        for ref, event in events.items():
            hashes = merkle.inclusion_proof(merkle.reader_of(leaves), index=places[ref], size=len(leaves))
            write(folder / layout.event_path(ref), event)
            write(folder / layout.salt_path(ref), salts[ref].hex().encode() + b"\n")
            write(folder / layout.proof_path(ref), bytes(Proof(places[ref], tuple(hashes), signed)))
        heads = {head.size: signed} | {old: self._earlier(folder, leaves, old, signed) for old in earlier}
        rows = []
        for place, (ref, (data, name, mime)) in enumerate(exhibits.items(), start=1):
            path, digest = path_of(place, ref, name), sha256(data).hexdigest()
            write(folder / path, data)
            number = layout.number_of(place)
            rows.append(Exhibit(ref, path, name, len(data), digest, mime, places[ref], AT, number))
        index = Index(
            ref="K-TEST-00001",
            home="real",
            made=AT,
            log=LogHead.of(head.origin, head.size, head.root, str(self.log.verifier)),
            exhibits=tuple(rows),
            objects=(Thing(OBJECT, places[OBJECT], AT, layout.number_of(len(rows) + 1)),),
            heads=tuple(earlier),
            stamps=tuple(stamp(folder, heads[size], size, name, authority) for size, name, authority in stamped),
            papers=tuple(sorted(PAPERS)),
        )
        write(folder / layout.INDEX, bytes(index))
        write(folder / layout.CHECKPOINT, signed)
        write(folder / layout.VKEY, f"{self.log.verifier}\n".encode())
        write(folder / layout.POLICY, self.trust(witness=cosigned))
        for path, data in PAPERS.items():
            write(folder / path, data)
        bags.write(folder, [("Bagging-Date", "2026-03-04")])
        return folder


def stamp(folder: Path, signed: bytes, size: int, name: str, authority: Authority) -> StampRow:
    """Have a head stamped as of now, lay the stamp and its chain down, and say what the index says of it."""
    message = stamps.stamped_part(signed)
    made = stamps.check(authority.stamp(message), digest=sha256(message).digest(), roots=authority.roots)
    write(folder / layout.stamp_path(size, name), made.data)
    write(folder / layout.chain_path(size, name), stamps.pem(made.chain))
    return StampRow(name, size, int(made.time.timestamp()), stamps.fingerprint(made.root), made.practice)


def received(ref: str, data: bytes, mime: str) -> bytes:
    facts = {
        "sha256": sha256(data).hexdigest(),
        "size": len(data),
        "mime": mime,
        "ref": ref,
        "kind": "file",
        "generation": 1,
    }
    return event("custody:item:receive", ref, facts)


def recorded(ref: str) -> bytes:
    return event("custody:object:record", ref, {"ref": ref, "kind": "object", "act": "collected", "generation": 1})


def event(verb: str, ref: str, facts: dict) -> bytes:
    by = {"account": "5f0c", "organisation": "archive", "role": "custodian", "kind": "person"}
    return canonical.event_bytes(
        {"v": 1, "verb": verb, "at": AT, "by": by, "about": [ref], "facts": facts, "records": []}
    )


def write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def bag_again(folder: Path) -> None:
    """Make the lists of hashes fit whatever the folder now holds, as a forger would."""
    for name in OURS:
        (folder / name).unlink(missing_ok=True)
    bags.write(folder, [("Bagging-Date", "2026-03-04")])


def by_script(folder: Path, *arguments: str, python: str = sys.executable, path: str | None = None):
    """Run the script that ships beside the package: exit code, (rule, file) of every fault, and what it printed."""
    environment = {"PATH": path if path is not None else "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    ran = subprocess.run(
        [python, str(SCRIPT), str(folder), *arguments],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
        timeout=60,
    )
    assert not ran.stderr or ran.returncode == 2, ran.stderr
    assert "Traceback" not in ran.stderr, ran.stderr
    faults = {
        (line.rpartition(" [")[2].rstrip("]"), line.removeprefix("FAULT ").partition(": ")[0])
        for line in ran.stdout.splitlines()
        if line.startswith("FAULT ")
    }
    return ran.returncode, faults, ran.stdout + ran.stderr


def rewrite_index(folder: Path, change) -> None:
    """Change package.json and keep it canonical."""
    index = json.loads((folder / layout.INDEX).read_bytes())
    change(index)
    (folder / layout.INDEX).write_bytes(canonical.dumps(index))


def of_older_form(folder: Path, form: int) -> None:
    """Make it a package as they were before there were numbers (2), or before there were stamps (1)."""
    for path in (layout.LIST, layout.LIST_CSV, layout.NOTE, layout.NOTE_PDF, *map(str, folder.glob("formats/*"))):
        (folder / path).unlink()

    def older(index):
        index["format"] = f"dokaz-package/{form}"
        for name in ("language", "papers", *(("heads", "stamps") if form == 1 else ())):
            del index[name]
        for row in index["exhibits"] + index["objects"]:
            number = row.pop("number")
            if "path" in row:
                now = row["path"].replace(f"{number}_", "")
                (folder / row["path"]).rename(folder / now)
                row["path"] = now

    rewrite_index(folder, older)
    bag_again(folder)


def runs(python: str) -> bool:
    """Whether an interpreter that was found on the path also starts."""
    return subprocess.run([python, "-c", ""], capture_output=True, check=False, timeout=60).returncode == 0
