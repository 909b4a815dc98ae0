"""Which time-stamp authorities this house has admitted, and the roots by which it knows them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from django.db import transaction

from dokaz.database import api as database
from dokaz.journal.addresses import reachable
from dokaz.journal.errors import (
    AuthorityAddressUnfit,
    AuthorityKnown,
    AuthorityNameUnfit,
    AuthorityRootUnfit,
    AuthorityUnknown,
)
from dokaz.journal.events import Draft
from dokaz.journal.models import TimeAuthority, TimeAuthorityWithdrawal
from dokaz.journal.recording import record_many
from dokaz.journal.vouching import vouch
from dokaz.kernel.actors import Actor
from dokaz.verify import chains, stamps
from dokaz.verify.errors import StampFault

__all__ = ["Authority", "admit_authority", "authorities", "withdraw_authority"]

_NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?")
_POLICY = re.compile(r"([0-2](\.(0|[1-9][0-9]*))+)?")


@dataclass(frozen=True, slots=True)
class Authority:
    """An outside authority for time stamps, as it was admitted. An empty policy means any."""

    id: int
    name: str
    url: str
    roots: tuple[x509.Certificate, ...]
    chain: tuple[x509.Certificate, ...]
    policy: str
    admitted_at: datetime
    withdrawn_at: datetime | None

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """SHA-256 of each root: what a recipient must learn another way."""
        return tuple(stamps.fingerprint(root) for root in self.roots)

    @property
    def practice(self) -> bool:
        """Whether it belongs to a demo and vouches for nothing."""
        return any(stamps.is_practice(root) for root in self.roots)


def admit_authority(
    name: str, *, url: str, roots: bytes, chain: bytes = b"", policy: str = "", by: Actor, now: datetime
) -> Authority:
    """Admit a time-stamp authority: `roots` and `chain` are certificates in PEM form, those above and those between.

    Raises AuthorityNameUnfit, AuthorityAddressUnfit, AuthorityRootUnfit, AuthorityKnown.
    """
    if not _NAME.fullmatch(name):
        raise AuthorityNameUnfit(name=name)
    if not reachable(url) or not _POLICY.fullmatch(policy):
        raise AuthorityAddressUnfit(url=url)
    read, between = _roots(name, roots), _certificates(name, chain) if chain else ()
    with transaction.atomic():
        if TimeAuthority.objects.filter(name=name).exists():
            raise AuthorityKnown(name=name)
        row = TimeAuthority.objects.create(
            name=name,
            url=url,
            roots=stamps.pem(read).decode(),
            chain=stamps.pem(between).decode(),
            policy=policy,
            admitted_at=now,
        )
        facts = {"authority": name, "roots": [stamps.fingerprint(root) for root in read]}
        record_many([
            Draft(verb="journal:authority:admit", by=by, now=now, facts=facts, records=[database.digest(row)])
        ])  # fmt: skip
    return _shown(row, {})


def withdraw_authority(name: str, *, by: Actor, now: datetime) -> None:
    """Ask an authority no more. What it stamped stays. Raises AuthorityUnknown."""
    with transaction.atomic():
        row = TimeAuthority.objects.filter(name=name, timeauthoritywithdrawal__isnull=True).first()
        if row is None:
            raise AuthorityUnknown(name=name)
        end = TimeAuthorityWithdrawal.objects.create(authority=row, withdrawn_at=now)
        facts = {"authority": name}
        record_many([
            Draft(verb="journal:authority:withdraw", by=by, now=now, facts=facts, records=[database.digest(end)])
        ])  # fmt: skip


def authorities(*, withdrawn: bool = False) -> tuple[Authority, ...]:
    """The time-stamp authorities admitted now, by name; with `withdrawn` also those taken back.

    Each is held against its entry, since what it says is believed (SECURITY 5.6). Raises RecordUnvouched.
    """
    rows = list(TimeAuthority.objects.order_by("name"))
    vouch(database.digests(*rows))
    ended = dict(TimeAuthorityWithdrawal.objects.values_list("authority_id", "withdrawn_at"))
    return tuple(_shown(row, ended) for row in rows if withdrawn or row.id not in ended)


def _shown(row: TimeAuthority, ended: Mapping[int, datetime]) -> Authority:
    return Authority(
        id=row.id,
        name=row.name,
        url=row.url,
        roots=stamps.certificates(row.roots.encode()),
        chain=stamps.certificates(row.chain.encode()) if row.chain else (),
        policy=row.policy,
        admitted_at=row.admitted_at,
        withdrawn_at=ended.get(row.id),
    )


def _roots(name: str, data: bytes) -> Sequence[x509.Certificate]:
    found = [each for each in _certificates(name, data) if chains.is_root(each)]
    if not found:
        raise AuthorityRootUnfit(name=name, why="no certificate in the file is signed by its own key.")
    return found


def _certificates(name: str, data: bytes) -> Sequence[x509.Certificate]:
    try:
        return stamps.certificates(data)
    except StampFault as why:
        raise AuthorityRootUnfit(name=name, why=why) from why
