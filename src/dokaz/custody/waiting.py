"""Which items still wait to be examined."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from dokaz.access import api as access
from dokaz.custody.models import Examination, Item


def unexamined(*, by: access.Session) -> Iterator[str]:
    """References of the items with bytes that no program has looked at yet, oldest first; as they stand at the call."""
    with access.scope(by):
        looked_at = Examination.objects.filter(item=OuterRef("pk"))
        waiting = Item.objects.filter(~Exists(looked_at), blob__isnull=False).order_by("id")
        return iter(list(waiting.values_list("ref", flat=True)))
