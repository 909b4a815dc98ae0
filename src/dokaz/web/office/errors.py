"""What a page itself refuses; what a verb refuses is said by its module."""

from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import _


class FormUnreadable(DokazError):
    """Raised for a form with files that is cut off, or is none."""

    code = "form-unreadable"
    says = _(
        "The form did not arrive whole. What was sealed before that stands under Items; nothing else of it is held. "
        "Send the rest again: what is held already is not taken twice."
    )
