"""Papers that say that somebody decided anew to open what was to stay shut."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consent", "0001_consent")]
    operations = [
        migrations.RemoveConstraint(model_name="paper", name="consent_paper_kind"),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["decisions", "speakers", "basis", "weighed", "ended", "outcome", "opening"])
                ),
                name="consent_paper_kind",
            ),
        ),
    ]
