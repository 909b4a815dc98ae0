from typing import Any, ClassVar

from django.db import migrations, models
from django.db.models import PROTECT, CheckConstraint, F, Index, Q, UniqueConstraint

from dokaz.database.api import append_only, forbid

KEY: dict[str, Any] = {"primary_key": True, "serialize": False}


def entry(**named: Any) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey("journal.entry", PROTECT, **named)


# an erased body: everything gone at once, under a later covering entry; nothing else about a body ever changes
NO_ERASURE = """
    OLD.erased_by_id IS NOT NULL OR NEW.entry_id <> OLD.entry_id
    OR NEW.salt IS NOT NULL OR NEW.event IS NOT NULL OR NEW.sealed IS NOT NULL
    OR NEW.erased_by_id IS NULL OR NEW.erased_by_id <= NEW.entry_id
    OR NOT EXISTS (SELECT 1 FROM journal_entry e WHERE e.id = OLD.entry_id AND e.erasable)
    OR NOT EXISTS (SELECT 1 FROM journal_entry e WHERE e.id = NEW.erased_by_id AND e.verb = 'journal:entry:erase')
"""
NOT_ERASED = "NOT EXISTS (SELECT 1 FROM journal_body b WHERE b.entry_id = OLD.entry_id AND b.erased_by_id IS NOT NULL)"
NOT_PLACED = "NOT EXISTS (SELECT 1 FROM journal_placement p WHERE p.entry_id = OLD.entry_id)"
PLACED = "EXISTS (SELECT 1 FROM journal_placement p WHERE p.entry_id = NEW.entry_id)"
GAP = 'NEW."index" <> COALESCE((SELECT MAX(p."index") + 1 FROM journal_placement p), 0)'
# substr over bytes is the same function in SQLite and PostgreSQL
NO_GROWTH = """
    NEW.id <> OLD.id OR NEW.level <> OLD.level OR NEW."index" <> OLD."index"
    OR length(NEW.hashes) < length(OLD.hashes)
    OR substr(NEW.hashes, 1, length(OLD.hashes)) <> OLD.hashes
"""
NOT_NEXT = """
    NEW.previous_size <> COALESCE((SELECT MAX(h.size) FROM journal_treehead h), 0)
    OR (NEW.previous_size > 0
        AND NEW.previous_root <> (SELECT h.root FROM journal_treehead h WHERE h.size = NEW.previous_size))
"""
NO_HEAD = "NEW.size > 0 AND NOT EXISTS (SELECT 1 FROM journal_treehead h WHERE h.size = NEW.size)"


class Migration(migrations.Migration):
    initial = True
    dependencies: ClassVar[list[Any]] = []

    operations: ClassVar[list[Any]] = [
        migrations.CreateModel(
            name="Log",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, **KEY)),
                ("origin", models.CharField(max_length=200)),
                ("vkey", models.CharField(max_length=400)),
                ("began_at", models.DateTimeField()),
            ],
            options={"constraints": [CheckConstraint(condition=Q(id=1), name="log_only_one")]},
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(**KEY)),
                ("leaf", models.BinaryField(max_length=32)),
                ("verb", models.CharField(max_length=100, null=True)),
                ("compartment", models.UUIDField(null=True)),
                ("erasable", models.BooleanField(default=False)),
                ("sealed", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    CheckConstraint(
                        condition=Q(sealed=False, verb__isnull=False)
                        | Q(sealed=True, verb__isnull=True, compartment__isnull=False),
                        name="entry_sealed_or_with_verb",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Body",
            fields=[
                ("entry", models.OneToOneField("journal.entry", PROTECT, **KEY)),
                ("salt", models.BinaryField(max_length=32, null=True)),
                ("event", models.BinaryField(null=True)),
                ("sealed", models.BinaryField(null=True)),
                ("erased_by", entry(null=True, related_name="+", db_index=False)),
            ],
            options={
                "constraints": [
                    CheckConstraint(
                        condition=Q(
                            salt__isnull=False, event__isnull=False, sealed__isnull=True, erased_by__isnull=True
                        )
                        | Q(salt__isnull=True, event__isnull=True, sealed__isnull=False, erased_by__isnull=True)
                        | Q(salt__isnull=True, event__isnull=True, sealed__isnull=True, erased_by__isnull=False),
                        name="body_clear_sealed_or_erased",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Subject",
            fields=[
                ("id", models.BigAutoField(**KEY)),
                ("ref", models.CharField(max_length=200)),
                ("entry", entry()),
            ],
            options={"indexes": [Index(fields=["ref", "entry"], name="subject_by_ref")]},
        ),
        migrations.CreateModel(
            name="Written",
            fields=[
                ("id", models.BigAutoField(**KEY)),
                ("kind", models.CharField(max_length=100)),
                ("row", models.CharField(max_length=64)),
                ("sha256", models.CharField(max_length=64, null=True)),
                ("entry", entry()),
            ],
            options={"indexes": [Index(fields=["kind", "row", "entry"], name="written_by_row")]},
        ),
        migrations.CreateModel(
            name="Pending",
            fields=[
                ("entry", models.OneToOneField("journal.entry", PROTECT, **KEY)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Placement",
            fields=[
                ("index", models.PositiveBigIntegerField(**KEY)),
                ("entry", models.OneToOneField("journal.entry", PROTECT)),
            ],
        ),
        migrations.CreateModel(
            name="Tile",
            fields=[
                ("id", models.BigAutoField(**KEY)),
                ("level", models.PositiveSmallIntegerField()),
                ("index", models.PositiveBigIntegerField()),
                ("hashes", models.BinaryField(max_length=8192)),
            ],
            options={"constraints": [UniqueConstraint(fields=["level", "index"], name="tile_place")]},
        ),
        migrations.CreateModel(
            name="TreeHead",
            fields=[
                ("size", models.PositiveBigIntegerField(**KEY)),
                ("root", models.BinaryField(max_length=32)),
                ("previous_size", models.PositiveBigIntegerField(unique=True)),
                ("previous_root", models.BinaryField(max_length=32)),
                ("at", models.DateTimeField()),
            ],
            options={"constraints": [CheckConstraint(condition=Q(size__gt=F("previous_size")), name="head_grows")]},
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("size", models.PositiveBigIntegerField(**KEY)),
                ("note", models.BinaryField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="LogWitness",
            fields=[
                ("id", models.BigAutoField(**KEY)),
                ("vkey", models.CharField(max_length=400, unique=True)),
                ("operator", models.CharField(max_length=200)),
                ("country", models.CharField(max_length=2)),
                ("admitted_by", entry()),
            ],
        ),
        migrations.CreateModel(
            name="Cosignature",
            fields=[
                ("id", models.BigAutoField(**KEY)),
                ("signature", models.BinaryField()),
                ("checkpoint", models.ForeignKey("journal.checkpoint", PROTECT)),
                ("witness", models.ForeignKey("journal.logwitness", PROTECT)),
            ],
            options={"constraints": [UniqueConstraint(fields=["checkpoint", "witness"], name="cosigned_once")]},
        ),
        migrations.CreateModel(
            name="TimeStamp",
            fields=[
                ("id", models.BigAutoField(**KEY)),
                ("authority", models.CharField(max_length=200)),
                ("token", models.BinaryField()),
                ("chain", models.BinaryField()),
                ("at", models.DateTimeField()),
                ("checkpoint", models.ForeignKey("journal.checkpoint", PROTECT)),
            ],
        ),
        append_only("journal_log"),
        append_only("journal_entry"),
        append_only("journal_written"),
        append_only("journal_placement"),
        append_only("journal_treehead"),
        append_only("journal_checkpoint"),
        append_only("journal_logwitness"),
        append_only("journal_cosignature"),
        append_only("journal_timestamp"),
        append_only("journal_subject", may_delete=True),
        append_only("journal_pending", may_delete=True),
        append_only("journal_body", may_change=("salt", "event", "sealed", "erased_by_id")),
        append_only("journal_tile", may_change=("hashes",)),
        forbid("journal_body", name="only_erased", event="UPDATE", when=NO_ERASURE, rule="a body is erased whole"),
        forbid("journal_subject", name="only_erased", event="DELETE", when=NOT_ERASED, rule="append-only"),
        forbid("journal_pending", name="only_placed", event="DELETE", when=NOT_PLACED, rule="entry has no index yet"),
        forbid("journal_pending", name="not_placed", event="INSERT", when=PLACED, rule="entry has an index"),
        forbid("journal_placement", name="gapless", event="INSERT", when=GAP, rule="indices are dense"),
        forbid("journal_tile", name="grows", event="UPDATE", when=NO_GROWTH, rule="a tile grows at its end"),
        forbid("journal_treehead", name="follows", event="INSERT", when=NOT_NEXT, rule="the head has moved"),
        forbid("journal_checkpoint", name="durable", event="INSERT", when=NO_HEAD, rule="no such head"),
    ]
