"""Every public key held against the signed statement it rests on (SECURITY 1.2); never stops at a fault."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dokaz.access import models, statements
from dokaz.access.errors import StatementError, StatementWithdrawn
from dokaz.access.models import StatementKind as Kind
from dokaz.kernel.languages import _, said

_SPEAK_ALONE = (Kind.ACCOUNT, Kind.BACKUP, Kind.WITNESS, Kind.WORKER, Kind.WITHDRAWAL)
PROTECTION_DIFFERS = _("{what}: the signed statement says otherwise whether it is protected.")


@dataclass(frozen=True, slots=True)
class KeyFault:
    """A key, a compartment or a statement that the chain of signatures does not bear out."""

    code: str
    what: str
    says: str


def verify_statements() -> tuple[KeyFault, ...]:
    """This will check each row that holds a public key, or whether a compartment is protected; it changes nothing."""
    return tuple(fault for row, claim in _claims() if (fault := _fault(row, claim)) is not None)


def _claims() -> Iterator[tuple[Any, dict[str, Any]]]:
    for keys in models.AccountKeys.objects.order_by("id"):
        yield keys, _claim(Kind.ACCOUNT, keys.account_id, bytes(keys.box_public) + bytes(keys.sign_public))
    for machine in models.Machine.objects.order_by("id"):
        yield machine, _claim(Kind.MACHINE, machine.id, bytes(machine.public_key))
    for log in models.LogKey.objects.order_by("id"):
        yield log, _claim(Kind.LOG, log.id, bytes(log.public_key))
    for recovery in models.RecoveryGeneration.objects.order_by("id"):
        yield recovery, _claim(Kind.RECOVERY, recovery.id, bytes(recovery.box_public) + bytes(recovery.sign_public))
    for compartment in models.Compartment.objects.order_by("id"):
        yield compartment, _claim(Kind.COMPARTMENT, compartment.id, None)
    for generation in models.KeyGeneration.objects.order_by("id"):
        public = None if generation.public_key is None else bytes(generation.public_key)
        yield generation, _claim(Kind.GENERATION, generation.id, public)
    for alone in models.Statement.objects.filter(kind__in=_SPEAK_ALONE).order_by("id"):  # no row stands beside these
        yield alone, _claim(alone.kind, alone.subject, None if alone.public_key is None else bytes(alone.public_key))


def _claim(kind: str, subject: Any, public_key: bytes | None) -> dict[str, Any]:
    return {"kind": kind, "subject": subject, "public_key": public_key}


def _fault(row: Any, claim: dict[str, Any]) -> KeyFault | None:
    what = f"{row._meta.label_lower} {row.pk}"  # noqa: SLF001  Django's documented name for a model's options
    try:
        facts = statements.trusted(row.pk if isinstance(row, models.Statement) else row.statement_id, **claim)
    except StatementWithdrawn:
        return None  # what was withdrawn by a signed statement is history, not a fault
    except StatementError as why:
        return KeyFault(why.code, what, f"{what}: {why}")
    if isinstance(row, models.Compartment) and facts.get("protected") is not row.protected:
        return KeyFault("protection-changed", what, said(PROTECTION_DIFFERS).format(what=what))
    return None
