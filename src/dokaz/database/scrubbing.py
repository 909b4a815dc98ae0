"""Writing a database anew, so that no page of it still holds what was taken out of it (SECURITY 3.1)."""

from django.apps import apps
from django.db import connection

from dokaz.database.errors import DatabaseBusy
from dokaz.kernel.languages import _, said

__all__ = ["scrub"]

LEFT_TO_THE_OWNER = _(
    "What was destroyed still lies in files of the database server until whoever owns the database runs:"
    " dokaz database scrub."
)
LEFT_IN_THE_LOG = _(
    "Until they expire, the server's write-ahead log and its own back-ups hold what was destroyed: 35 days at most."
)
_OWNS_ALL = """
    SELECT COALESCE(bool_and(pg_has_role(current_user, c.relowner, 'USAGE')), false) FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind = 'r'"""


def scrub() -> tuple[str, ...]:
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            (blocked, *_frames) = cursor.fetchone()
            if blocked:  # somebody reads an older state, and the write-ahead log still holds it
                raise DatabaseBusy
            return ()
        cursor.execute(_OWNS_ALL)
        (owns,) = cursor.fetchone()
        if not owns:  # the server would skip each table with a warning
            return said(LEFT_TO_THE_OWNER), said(LEFT_IN_THE_LOG)
        for table in sorted(model._meta.db_table for model in apps.get_models()):  # noqa: SLF001
            cursor.execute(f'VACUUM (FULL) "{table}"')
    return (said(LEFT_IN_THE_LOG),)
