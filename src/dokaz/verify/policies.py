"""C2SP tlog-policy: which logs and witnesses a reader trusts, and how many witnesses are enough."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dokaz.verify import notes
from dokaz.verify.checkpoints import Checkpoint
from dokaz.verify.errors import PolicyMalformed, QuorumMissing, UnknownLogKey
from dokaz.verify.notes import COSIGNATURE, ED25519, ML_DSA_44, VerifierKey
from dokaz.verify.wire import from_decimal

__all__ = ["Accepted", "Group", "Log", "Operator", "Policy", "Witness"]

NONE = "none"  # tlog-policy: predefined for the quorum line, and no name of a witness or group

_FORBIDDEN = re.compile(rb"[^\t\n\x20-\x7e\x80-\xff]")  # tlog-policy, Character set


@dataclass(frozen=True, slots=True)
class Log:
    key: VerifierKey
    url: str = ""


@dataclass(frozen=True, slots=True)
class Witness:
    name: str
    key: VerifierKey
    url: str = ""


@dataclass(frozen=True, slots=True)
class Operator:
    """Who runs log witnesses, and where. However many keys it has, it counts once."""

    name: str
    country: str
    witnesses: tuple[tuple[VerifierKey, str], ...]  # each key with the address of its witness


@dataclass(frozen=True, slots=True)
class Group:
    """Has witnessed when `needed` of its members have."""

    name: str
    needed: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Accepted:
    """A checkpoint that the policy believes; `witnessed` says who cosigned, and when by their own clock."""

    checkpoint: Checkpoint
    log: VerifierKey
    witnessed: tuple[tuple[Witness, int], ...]


@dataclass(frozen=True, slots=True)
class Policy:
    logs: tuple[Log, ...]
    witnesses: Mapping[str, Witness]
    groups: Mapping[str, Group]
    quorum: str

    @classmethod
    def parse(cls, data: bytes) -> "Policy":
        """Read a trust file. Raises PolicyMalformed with the number of the line that cannot stand."""
        return _Reading().read(data)

    @classmethod
    def of_operators(cls, log: Log, operators: Sequence[Operator], *, needed: int) -> "Policy":
        """The rule "`needed` of these operators": a group for each, any of whose keys speaks for it.

        Raises PolicyMalformed where so many there are not.
        """
        return cls.parse("".join(f"{line}\n" for line in _by_operator(log, operators, needed)).encode())

    def written(self) -> bytes:
        """The trust file. Comments are not kept."""
        lines = [f"log {log.key} {log.url}".rstrip() for log in self.logs]
        lines += [f"witness {each.name} {each.key} {each.url}".rstrip() for each in self.witnesses.values()]
        lines += [f"group {each.name} {each.needed} {' '.join(each.members)}" for each in self.groups.values()]
        return "".join(f"{line}\n" for line in [*lines, f"quorum {self.quorum}"]).encode("utf-8", "surrogateescape")

    def accept(self, signed: bytes) -> Accepted:
        """Believe a checkpoint that one of the logs signed and enough witnesses cosigned.

        Raises UnknownLogKey, QuorumMissing, and what `notes.open_note` raises.
        """
        accepted = self.opened(signed)
        self.require_quorum({witness.name for witness, _ in accepted.witnessed})
        return accepted

    def opened(self, signed: bytes) -> Accepted:
        """Read a checkpoint that one of the logs signed, and who cosigned it, be they enough or not.

        Raises UnknownLogKey, and what `notes.open_note` raises.
        """
        text, _ = notes.parse(signed)
        checkpoint = Checkpoint.parse(text)
        # tlog-policy: the key name MUST correspond to the origin line
        logs = [log.key for log in self.logs if log.key.name == checkpoint.origin]
        if not logs:
            raise UnknownLogKey(f"No key in the trust file belongs to the log {checkpoint.origin!r}.")
        note = notes.open_note(signed, [*logs, *(witness.key for witness in self.witnesses.values())])
        signers = notes.signers_of(note.signatures)
        log = next((key for key in logs if key in signers), None)
        if log is None:
            raise UnknownLogKey(f"No trusted key of the log {checkpoint.origin!r} has signed this checkpoint.")
        return Accepted(checkpoint, log, self._witnessed(note))

    def require_quorum(self, cosigned: set[str]) -> None:
        """Raise QuorumMissing unless these witnesses, by their names in this policy, are enough."""
        if not self._has_witnessed(self.quorum, cosigned):
            seen = ", ".join(sorted(cosigned)) or "nobody"
            raise QuorumMissing(f"The checkpoint was cosigned by {seen}; the quorum {self.quorum!r} asks for more.")

    def _has_witnessed(self, name: str, cosigned: set[str]) -> bool:
        if name == NONE:
            return True
        if name in self.witnesses:
            return name in cosigned
        group = self.groups[name]
        return sum(self._has_witnessed(member, cosigned) for member in group.members) >= group.needed

    def _witnessed(self, note: notes.Note) -> tuple[tuple[Witness, int], ...]:
        """Each witness once, at the earliest time it states. One that states none (ML-DSA, 0) did not say "newest"."""
        earliest: dict[str, int] = {}
        for witness in self.witnesses.values():
            times = [each.time for each in note.signatures if each.key == witness.key and each.time]
            if times:
                earliest[witness.name] = min(times)
        return tuple((self.witnesses[name], time) for name, time in earliest.items())


class _Reading:
    """One pass over a trust file, as names may only refer to lines above."""

    def __init__(self) -> None:
        self.logs: list[Log] = []
        self.witnesses: dict[str, Witness] = {}
        self.groups: dict[str, Group] = {}
        self.quorum: str | None = None
        self.grouped: set[str] = set()

    def read(self, data: bytes) -> Policy:
        if _FORBIDDEN.search(data):
            raise PolicyMalformed("The trust file holds a control character other than tab and newline.")
        # octets above 0x7f are opaque, and surrogateescape keeps each of them apart from the others
        for number, line in enumerate(data.decode("utf-8", "surrogateescape").split("\n"), start=1):
            words = [word for word in re.split("[ \t]+", line) if word]
            if words and not words[0].startswith("#"):
                self._take(words, f"Line {number} of the trust file")
        if self.quorum is None:
            raise PolicyMalformed("The trust file has no quorum line.")
        return Policy(tuple(self.logs), self.witnesses, self.groups, self.quorum)

    def _take(self, words: list[str], where: str) -> None:
        match words:
            case ["log", vkey, *url] if len(url) <= 1:
                self._log(vkey, "".join(url), where)
            case ["witness", name, vkey, *url] if len(url) <= 1:
                self._witness(name, vkey, "".join(url), where)
            case ["group", name, threshold, *members] if members:
                self._group(name, threshold, members, where)
            case ["quorum", name]:
                self._quorum(name, where)
            case _:
                raise PolicyMalformed(
                    f"{where} is neither log, witness, group nor quorum, or has a wrong number of words."
                )

    def _log(self, vkey: str, url: str, where: str) -> None:
        key = _key(vkey, (ED25519,), where)
        if any(log.key.public == key.public for log in self.logs):
            raise PolicyMalformed(f"{where} names a log key a second time.")
        self.logs.append(Log(key, url))

    def _witness(self, name: str, vkey: str, url: str, where: str) -> None:
        key = _key(vkey, (COSIGNATURE, ML_DSA_44), where)
        if any(witness.key.public == key.public for witness in self.witnesses.values()):
            raise PolicyMalformed(f"{where} names a witness key a second time.")
        self._refuse_taken(name, where)
        self.witnesses[name] = Witness(name, key, url)

    def _group(self, name: str, threshold: str, members: list[str], where: str) -> None:
        self._refuse_taken(name, where)
        for member in members:
            if not self._defined(member):
                raise PolicyMalformed(f"{where} refers to {member!r}, which no line above defines.")
            if member in self.grouped:
                raise PolicyMalformed(f"{where} counts {member!r} a second time; each may belong to one group.")
            self.grouped.add(member)
        self.groups[name] = Group(name, _threshold(threshold, len(members), where), tuple(members))

    def _quorum(self, name: str, where: str) -> None:
        if self.quorum is not None:
            raise PolicyMalformed(f"{where} is a second quorum line.")
        if name != NONE and not self._defined(name):
            raise PolicyMalformed(f"{where} refers to {name!r}, which no line above defines.")
        self.quorum = name

    def _defined(self, name: str) -> bool:
        return name in self.witnesses or name in self.groups

    def _refuse_taken(self, name: str, where: str) -> None:
        if name == NONE or self._defined(name):
            raise PolicyMalformed(f"{where} takes the name {name!r}, which has a meaning already.")


def _by_operator(log: Log, operators: Sequence[Operator], needed: int) -> list[str]:
    witnesses, groups = [], []
    for operator in operators:
        group = "-".join([*operator.name.split(), operator.country])
        keys = [(f"{group}/{key.key_id.hex()}", key, url) for key, url in operator.witnesses]
        witnesses += [f"witness {name} {key} {url}".rstrip() for name, key, url in keys]
        groups.append((group, " ".join(name for name, _, _ in keys)))
    members = " ".join(group for group, _ in groups)
    quorum = [f"group operators {needed} {members}", "quorum operators"] if needed else [f"quorum {NONE}"]
    return [
        f"log {log.key} {log.url}".rstrip(), *witnesses, *(f"group {name} any {keys}" for name, keys in groups), *quorum
    ]  # fmt: skip


def _key(vkey: str, kinds: tuple[int, ...], where: str) -> VerifierKey:
    key = VerifierKey.parse(vkey)
    if key.kind not in kinds:  # tlog-policy: keys must be of a type fit for their function
        wanted = " or ".join(f"0x{kind:02x}" for kind in kinds)
        raise PolicyMalformed(f"{where} holds a key of kind 0x{key.kind:02x}; {wanted} is wanted.")
    return key


def _threshold(text: str, members: int, where: str) -> int:
    if text in ("any", "all"):
        return 1 if text == "any" else members
    needed = from_decimal(text, what="number in a group line", error=PolicyMalformed)
    if not 1 <= needed <= members:
        raise PolicyMalformed(f"{where} asks for {needed} of {members} members.")
    return needed
