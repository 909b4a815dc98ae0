"""Fields that forms of several pages have."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as later

from dokaz.access import api as access
from dokaz.design import fields
from dokaz.kernel.languages import said
from dokaz.kernel.worded import Worded

said_later = lazy(said, str)
DAY_HINT = later("For example 2026-03-04.")
TYPED = {"class": "width-20", "spellcheck": "false", "autocomplete": "off"}  # a code, that nobody completes or corrects


def reference(label: Any, hint: Any, *, required: bool = True) -> forms.CharField:
    """A reference or code, however it is typed."""
    return forms.CharField(
        label=label, help_text=hint, required=required, max_length=40, widget=forms.TextInput(dict(TYPED))
    )


def day(label: Any, hint: Any = DAY_HINT, *, required: bool = True) -> forms.DateField:
    """A day of the calendar that is known for certain."""
    return forms.DateField(
        label=label, help_text=hint, required=required, input_formats=["%Y-%m-%d"],
        widget=forms.TextInput({"class": "width-10", "autocomplete": "off"}),
        error_messages={"invalid": later("Write the day as year, month and day, such as 2026-03-04.")},
    )  # fmt: skip


def worded(codes: Iterable[Worded]) -> tuple[tuple[str, Any], ...]:
    """Codes to choose from, said in the language of the page."""
    return tuple((each.value, said_later(each.words)) for each in codes)


def compartments(by: access.Session) -> list[tuple[str, str]]:
    """Those whose key this account holds, to choose from."""
    return fields.to_choose((str(each.id), each.name) for each in access.compartments(by=by))
