"""A home of the first release goes on: its statements are kept, guarded as before, and may speak of back-ups."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from dokaz.access import api as access
from dokaz.access import models
from dokaz.database import api as database
from dokaz.verify.age import X25519Identity


@pytest.mark.embedded("on a server the owner's role makes the tables; tests/unit/database/test_upgrading.py holds that")
def test_a_home_of_the_first_release_is_brought_up(world):
    call_command("migrate", "access", "0003", verbosity=0)
    before = list(models.Statement.objects.order_by("id").values_list("id", "body", "signature"))
    database.migrate()
    assert list(models.Statement.objects.order_by("id").values_list("id", "body", "signature")) == before
    access.admit_backup_recipient(str(X25519Identity.generate().recipient), by=world.session, now=world.tick())
    assert access.verify_statements() == ()


def test_statements_stay_guarded_after_the_table_was_rebuilt(world):
    statement = models.Statement.objects.order_by("id").first()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        models.Statement.objects.update(signature=b"-")
    with pytest.raises(IntegrityError, match="statement_kind_known"), transaction.atomic():
        models.Statement.objects.create(
            id=access.AccountId(statement.subject), kind="nonsense", subject=statement.subject, body=b"-",
            signature=b"-", made_at=world.now,
        )  # fmt: skip
