"""The queue, and what may happen to a row of it."""

from django.db import migrations, models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from dokaz.database.api import append_only, forbid

OPEN = ("waiting", "running", "waiting-for-member", "failed")
STOPPED = ("failed", "waiting-for-member")
ENDED = ("failed", "done", "cancelled")
STATES = [
    ("waiting", "Waits for a worker"),
    ("running", "A worker is at it"),
    ("waiting-for-member", "Waits for a member: it needs a key that no worker holds"),
    ("failed", "Given up after as many attempts as it may have"),
    ("done", "Done"),
    ("cancelled", "Cancelled"),
]
CHANGES = (
    "state",
    "run_after",
    "attempts",
    "lease",
    "lease_owner",
    "leased_until",
    "began_at",
    "ended_at",
    "progress",
    "progress_of",
    "outcome",
    "trouble",
)
OVER = "OLD.state IN ('done', 'cancelled')"


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("handler", models.CharField(max_length=100)),
                ("arguments", models.TextField()),
                ("queue", models.CharField(max_length=30)),
                ("key", models.CharField(max_length=150, null=True)),
                ("priority", models.SmallIntegerField()),
                ("enqueued_at", models.DateTimeField()),
                ("max_attempts", models.PositiveSmallIntegerField()),
                ("state", models.CharField(choices=STATES, default="waiting", max_length=20)),
                ("run_after", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("lease", models.PositiveIntegerField(default=0)),
                ("lease_owner", models.CharField(max_length=60, null=True)),
                ("leased_until", models.DateTimeField(null=True)),
                ("began_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("progress", models.PositiveIntegerField(default=0)),
                ("progress_of", models.PositiveIntegerField(null=True)),
                ("outcome", models.CharField(default="", max_length=60)),
                ("trouble", models.CharField(default="", max_length=8)),
            ],
            options={
                "indexes": [
                    Index(fields=["state", "-priority", "run_after", "id"], name="job_by_turn"),
                    Index(fields=["state", "leased_until"], name="job_by_lease"),
                    Index(fields=["state", "ended_at"], name="job_by_end"),
                    Index(fields=["key"], name="job_by_key"),
                ],
                "constraints": [
                    UniqueConstraint(fields=["key"], condition=Q(state__in=OPEN), name="job_once_a_key"),
                    CheckConstraint(condition=Q(state__in=[code for code, _ in STATES]), name="job_state_known"),
                    CheckConstraint(
                        condition=Q(
                            state="running",
                            lease_owner__isnull=False,
                            leased_until__isnull=False,
                            began_at__isnull=False,
                            attempts__gte=1,
                            lease__gte=1,
                        )
                        | (~Q(state="running") & Q(lease_owner__isnull=True, leased_until__isnull=True)),
                        name="job_running_is_leased",
                    ),
                    CheckConstraint(
                        condition=Q(state__in=ENDED, ended_at__isnull=False)
                        | (~Q(state__in=ENDED) & Q(ended_at__isnull=True)),
                        name="job_ended_says_when",
                    ),
                    CheckConstraint(
                        condition=Q(max_attempts__gte=1, attempts__lte=F("max_attempts")), name="job_attempts_bounded"
                    ),
                    CheckConstraint(condition=~Q(state__in=STOPPED) | ~Q(outcome=""), name="job_stopped_says_why"),
                    CheckConstraint(
                        condition=Q(progress_of__isnull=True) | Q(progress__lte=F("progress_of")),
                        name="job_progress_of_whole",
                    ),
                ],
            },
        ),
        append_only("jobs_job", may_change=CHANGES, may_delete=True),
        forbid(
            "jobs_job",
            name="begins",
            event="INSERT",
            rule="a job begins by waiting",
            when="NEW.state <> 'waiting' OR NEW.lease <> 0",
        ),
        forbid(
            "jobs_job",
            name="short",
            event="INSERT",
            rule="arguments are ids and not texts",
            when="length(NEW.arguments) > 1000",
        ),
        forbid("jobs_job", name="over", event="UPDATE", rule="what is done or cancelled stays so", when=OVER),
        forbid(
            "jobs_job", name="fence", event="UPDATE", rule="a lease number is given once", when="NEW.lease < OLD.lease"
        ),
        forbid("jobs_job", name="kept", event="DELETE", rule="work that waits is not deleted", when=f"NOT ({OVER})"),
    ]
