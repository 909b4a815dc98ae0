"""Whether an account is locked: asked at each sign-in, before anybody knows who is there."""

from uuid import UUID

from dokaz.access.duress_rows import Lock


def is_locked(account: UUID, /) -> bool:
    return Lock.objects.filter(account=account, lifted_at=None).exists()
