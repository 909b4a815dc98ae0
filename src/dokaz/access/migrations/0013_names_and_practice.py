"""Keys of names, which no machine holds; and protected compartments where everything is invented (ADR 0032)."""

from typing import Any, ClassVar

from django.db import migrations, models

from dokaz.database.api import forbid

PURPOSES = [
    ("box", "Opens what is sealed to the compartment"),
    ("index", "Finds words in the compartment's texts"),
    ("equality", "Finds equal files in the compartment"),
    ("name", "Finds persons of the compartment by a name"),
]
# SECURITY 1.12: where the shares of a real collection lay together, nothing is protected
PROTECTED_IN_TRIAL = (
    "NEW.protected AND NOT EXISTS (SELECT 1 FROM access_home h WHERE h.kind = 'real' OR h.kind = 'practice')"
)
# SECURITY 4.4: keys of names are wrapped to people who may look names up
NAMES_FOR_MACHINE = """NEW.machine_id IS NOT NULL AND EXISTS (
    SELECT 1 FROM access_keygeneration g WHERE g.id = NEW.generation_id AND g.purpose = 'name')"""

# SQLite renames no table that a trigger of another one reads; `database.migrate` puts back what is missing
THAT_READ_IT = ("access_wrap_machine", "access_wrap_half", "access_wrap_names", "access_halfpair_apart")


def _let_go(_apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for name in THAT_READ_IT:
            schema_editor.execute(f'DROP TRIGGER IF EXISTS "{name}"', params=None)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("access", "0012_app_decisions")]

    operations: ClassVar = [
        migrations.RunPython(_let_go, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="keygeneration", name="generation_purpose_known"),
        migrations.AlterField(
            model_name="keygeneration", name="purpose", field=models.CharField(choices=PURPOSES, max_length=8)
        ),
        migrations.AddConstraint(
            model_name="keygeneration",
            constraint=models.CheckConstraint(
                condition=models.Q(purpose__in=[purpose for purpose, _ in PURPOSES]), name="generation_purpose_known"
            ),
        ),
        forbid(
            "access_compartment", name="trial", event="INSERT", when=PROTECTED_IN_TRIAL, rule="no protected one here"
        ),
        forbid("access_wrap", name="names", event="INSERT", when=NAMES_FOR_MACHINE, rule="no machine looks names up"),
        migrations.RunPython(migrations.RunPython.noop, _let_go),
    ]
