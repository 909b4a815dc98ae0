from django.apps import AppConfig


class People(AppConfig):
    name = "dokaz.people"
    label = "people"
    verbose_name = "People"

    def ready(self) -> None:
        """Our kind of record and our questions; and no row of ours may be without an entry (SECURITY 5.6)."""
        from dokaz.access import api as access  # noqa: PLC0415 - models can be imported from here on
        from dokaz.journal import api as journal  # noqa: PLC0415
        from dokaz.people import emptying, kinds, persons, tabling, unmasking  # noqa: PLC0415
        from dokaz.people.models import UNVOUCHED  # noqa: PLC0415
        from dokaz.records import api as records  # noqa: PLC0415

        ways = records.OwnWays(begin=tabling.begin_from_table, revise=persons.revise_all, refuse=tabling.refuse_row)
        records.declare(kinds.PERSON, ways=ways)
        records.declare_question(kinds.APPEARS, kinds.EXAMINED, kinds.MISTAKEN)
        access.declare_ending(unmasking.UNMASK, ending=emptying.empty_ended)
        vouched = [model for model in self.get_models() if model not in UNVOUCHED]
        journal.covers(*(model._meta.label_lower for model in vouched))  # noqa: SLF001 - Django's public name
