"""What a page can get wrong when it asks for a component. A reader of the page never sees these.

DesignError
├── FieldMissing      the form has no such field
├── IconUnknown       there is no such icon
├── NotOneDate        a field for one date is given a span of two
├── SeriesUneven      a line has more or fewer values than the chart has labels
├── TooManySeries     more lines than can be told apart without colour
└── AmountNegative    a bar or line below nothing
"""

from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import _


class DesignError(DokazError):
    code = "design-error"
    says = _("This page cannot be shown.")


class FieldMissing(DesignError):
    code = "field-missing"
    says = _("The form has no field of that name. Write the name as the form declares it.")


class IconUnknown(DesignError):
    code = "icon-unknown"
    says = _("There is no icon “{name}”. Take one of: {known}.")


class NotOneDate(DesignError):
    code = "not-one-date"
    says = _("“{span}” has a beginning and an end, or a time of day. Ask for it with two fields.")


class SeriesUneven(DesignError):
    code = "series-uneven"
    says = _("The line “{name}” has {found} values, and the chart has {wanted} labels.")


class TooManySeries(DesignError):
    code = "too-many-series"
    says = _("{found} lines cannot be told apart without colour; show at most {most} in one chart.")


class AmountNegative(DesignError):
    code = "amount-negative"
    says = _("{amount} is less than nothing; these charts show counts.")
