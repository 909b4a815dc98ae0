from django.apps import AppConfig


class Custody(AppConfig):
    name = "dokaz.custody"
    label = "custody"
    verbose_name = "Custody"

    def ready(self) -> None:
        """No row of ours may be without an entry, also of a kind that no entry has named yet (SECURITY 5.6)."""
        from dokaz.custody.models import UNVOUCHED  # noqa: PLC0415 - models can be imported from here on
        from dokaz.custody.placing import THING  # noqa: PLC0415
        from dokaz.journal import api as journal  # noqa: PLC0415
        from dokaz.records import api as records  # noqa: PLC0415

        records.declare_thing(THING)
        vouched = [model for model in self.get_models() if model not in UNVOUCHED]
        journal.covers(*(model._meta.label_lower for model in vouched))  # noqa: SLF001 - Django's public name
