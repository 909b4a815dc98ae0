from django.apps import AppConfig


class Releases(AppConfig):
    name = "dokaz.releases"
    label = "releases"

    def ready(self) -> None:
        """Our kinds of record; and no row of ours may be without an entry (SECURITY 5.6)."""
        from dokaz.journal import api as journal  # noqa: PLC0415 - models can be imported from here on
        from dokaz.releases import declaring  # noqa: PLC0415

        declaring.declare()
        journal.covers(*(model._meta.label_lower for model in self.get_models()))  # noqa: SLF001 - Django's public name
