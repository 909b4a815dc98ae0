"""Which log witnesses cosign our journal: keys accounts vouch for, with operator and country (SECURITY 1.2, 5.8)."""

import re
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from dokaz.access import keyrings, permissions, statements
from dokaz.access.errors import StatementForged, WitnessKeyUnfit
from dokaz.access.models import StatementKind as Kind
from dokaz.access.permissions import Permission
from dokaz.access.sessions import Session
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.languages import _, said
from dokaz.verify.errors import KeyMalformed
from dokaz.verify.notes import VerifierKey

WITNESS = "access.witness"  # as the register of what is gone knows such a key
_COUNTRY = re.compile(r"[A-Z]{2}")
NOT_A_COSIGNER = _("{name} is not the key of a cosigner. Ask for what `dokaz witness key` shows there.")
NO_OPERATOR = _("its operator is one line of words, 200 letters at most.")
NO_COUNTRY = _("{country} is no country: two capital letters, as LT or PL (ISO 3166-1).")


def admit_witness(
    vkeys: Iterable[str], /, *, operator: str, country: str, url: str, by: Session, now: datetime
) -> tuple[journal.AdmittedWitness, ...]:
    """Say, signed, that these keys of one log witness may cosign our journal, who runs it, where, and its address.

    A quorum counts operators, however many keys each has. Raises NotPermitted, WitnessKeyUnfit, and of `journal`
    WitnessKnown and WitnessAddressUnfit.
    """
    permissions.require(by, Permission.MANAGE_WITNESSES, now=now)
    wanted = [_cosigner(vkey) for vkey in vkeys]
    _refuse_unfit(operator, country)
    with permissions.acting(by, now=now):
        return tuple(_admitted(key, operator, country, url, by, now) for key in wanted)


def withdraw_witness(vkey: str, /, *, by: Session, now: datetime) -> None:
    """Say, signed, that a key cosigns no more. What it cosigned stays. Raises NotPermitted, WitnessUnknown."""
    permissions.require(by, Permission.MANAGE_WITNESSES, now=now)
    with permissions.acting(by, now=now):
        row = next((each for each in journal.witnesses() if each.vkey == vkey), None)
        if row is None:
            raise journal.WitnessUnknown(name=vkey)
        withdrawal = statements.write(Kind.WITHDRAWAL, row.statement, public_key=None, pen=keyrings.pen(by), now=now)
        entry = journal.withdraw_witness(vkey, records=[database.digest(withdrawal)], by=by.actor, now=now)
        journal.list_gone(WITNESS, rows=[row.statement], entry=entry)


def trusted_witnesses() -> tuple[journal.AdmittedWitness, ...]:
    """The log witnesses admitted now, each once its signed statement says the same. Raises StatementError."""
    rows = journal.witnesses()
    chain = statements.Chain(*(row.statement for row in rows))
    for row in rows:
        facts = chain.trusted(row.statement, kind=Kind.WITNESS, subject=_subject(row.vkey), public_key=_told(row.vkey))
        if facts != _facts(row.operator, row.country, row.url):
            raise StatementForged(subject=_subject(row.vkey))
    return rows


def _admitted(
    key: VerifierKey, operator: str, country: str, url: str, by: Session, now: datetime
) -> journal.AdmittedWitness:
    statement = statements.write(
        Kind.WITNESS,
        _subject(str(key)),
        public_key=_told(str(key)),
        pen=keyrings.pen(by),
        now=now,
        facts=_facts(operator, country, url),
    )
    return journal.admit_witness(
        str(key),
        operator=operator,
        country=country,
        url=url,
        statement=statement.id,
        records=[database.digest(statement)],
        by=by.actor,
        now=now,
    )


def _facts(operator: str, country: str, url: str) -> dict[str, str]:
    return {"operator": operator, "country": country, "url": url}


def _told(vkey: str) -> bytes:
    """What stands for the key in its statement: an ML-DSA key is longer than others, and has a name with it."""
    return sha256(vkey.encode()).digest()


def _subject(vkey: str) -> UUID:
    return UUID(bytes=_told(vkey)[:16])


def _cosigner(vkey: str) -> VerifierKey:
    try:
        key = VerifierKey.parse(vkey.strip())
    except KeyMalformed as why:
        raise WitnessKeyUnfit(what=why) from why
    if not (key.timed and key.checkable):
        raise WitnessKeyUnfit(what=said(NOT_A_COSIGNER).format(name=key.name))
    return key


def _refuse_unfit(operator: str, country: str) -> None:
    if not operator.strip() or len(operator) > 200 or not operator.isprintable():
        raise WitnessKeyUnfit(what=NO_OPERATOR)
    if not _COUNTRY.fullmatch(country):
        raise WitnessKeyUnfit(what=said(NO_COUNTRY).format(country=country))
