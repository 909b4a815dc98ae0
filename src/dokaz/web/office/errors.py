"""What a page itself refuses; what a verb refuses is said by its module."""

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import _

UNREADABLE = (BadRequest, SuspiciousOperation, MultiPartParserError, UnreadablePostError)  # what Django says of it


class RequestUnreadable(DokazError):
    """Raised for what is no form that can be read: too long, of too many answers, cut off, or in other letters."""

    code = "request-unreadable"
    says = _(
        "What was sent could not be read as a form: it is too long, is cut off, or is not written in UTF-8. Nothing "
        "was done. Open the page again and send less at once."
    )


class FormUnreadable(DokazError):
    """Raised for a form with files that is cut off, or is none."""

    code = "form-unreadable"
    says = _(
        "The form did not arrive whole. What was sealed before that stands under Items; nothing else of it is held. "
        "Send the rest again: what is held already is not taken twice."
    )


class TooManyAtOnce(DokazError):
    """Raised before a byte is read where as many threads take files as may: pages shall be answered meanwhile."""

    code = "too-many-at-once"
    says = _(
        "The office takes as many files at this moment as it can. Nothing was lost: try again in a minute. The page "
        "does so by itself where scripts are on."
    )
