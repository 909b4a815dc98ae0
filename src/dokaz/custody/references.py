"""References of new items: drawn by chance, and drawn again where an item has one already.

There are 2^40 of them, so among a million items it is as likely as not that one was drawn twice.
"""

from collections.abc import Iterator

from dokaz.access import api as access
from dokaz.custody.models import Item
from dokaz.kernel.codes import Code, Kind

AT_ONCE = 256


def fresh() -> Iterator[str]:
    """References without end that no item has now, whatever its compartment; none comes twice.

    To be asked for in the transaction that adds the items. They are drawn in growing groups, with one question each.
    """
    group, given = 1, set[str]()
    while True:
        drawn = {str(Code.new(Kind.ITEM)) for _ in range(group)} - given
        with access.whole_house("reference"):
            found = drawn - set(Item.objects.filter(ref__in=drawn).values_list("ref", flat=True))
        given |= found
        yield from found
        group = min(2 * group, AT_ONCE)
