"""`{% load design %}`: what templates draw with. Data of any size is a component, drawn by `{% show %}`."""

import re
from datetime import datetime
from typing import TYPE_CHECKING

from django import template
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from dokaz.design import dates, icons
from dokaz.design.amounts import grouped
from dokaz.design.component import Code, Quote, Shown, Tag, Tone, Weight, shown
from dokaz.design.errors import FieldMissing
from dokaz.design.fields import Form, Problem, anchor
from dokaz.kernel.dates import Span

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

register = template.Library()

REFERENCE = re.compile(r"\b[A-Z]-[0-9A-Z]{4}-[0-9A-Z]{5}\b")  # as `kernel.codes` writes them


@register.simple_tag
def show(component: Shown) -> SafeString:
    """`{% show table %}`: a component by its template; text and numbers escaped."""
    return shown(component)


@register.simple_tag
def icon(name: str) -> SafeString:
    """`{% icon "lock" %}`, beside the words that say the same."""
    return icons.icon(name)


@register.simple_tag
def tag(text: str, tone: str = "plain") -> SafeString:
    """`{% tag "Received" "good" %}`: a state in words."""
    return Tag(text, Tone(tone)).html()


@register.simple_tag
def code(value: str) -> SafeString:
    """`{% code item.sha256 %}`: monospaced, in groups that may break, copied without gaps."""
    return Code(value).html()


@register.simple_tag
def quote(text: str, language: str, source: str = "") -> SafeString:
    """`{% quote text language="be" source="Letter, page 3" %}`: somebody's words, marked with their language."""
    return Quote(text, language, source).html()


@register.inclusion_tag("design/back.html")
def back(href: str, text: str = "") -> dict[str, str]:
    """`{% back address %}`: above the heading of a page that has one before it."""
    return {"href": href, "text": text}


@register.inclusion_tag("design/head.html")
def page_header(title: str, caption: str = "", lead: str = "") -> dict[str, str]:
    """`{% page_header title caption="A-0412" %}`: the one h1 of the page."""
    return {"title": title, "caption": caption, "lead": lead}


@register.inclusion_tag("design/button.html")
def button(
    text: str,
    *,
    weight: str = "main",
    href: str = "",
    name: str = "",
    value: str = "",
    form: str = "",
    icon: str = "",
    key: str = "",
) -> dict[str, str]:
    """`{% button "Save" %}`: sends its form, or with `href` leads on and looks the same."""
    about = {"href": href, "name": name, "value": value, "form": form, "icon": icon, "key": key}
    return {**about, "text": text, "weight": Weight(weight)}


@register.inclusion_tag("design/error_summary.html")
def error_summary(form: Form) -> dict[str, tuple[Problem, ...]]:
    """`{% error_summary form %}`, first in main: what is wrong, each a link to its field. Nothing without errors."""
    return {"problems": form.problems}


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """`{% field form.name %}`: label, hint, error and control. Raises FieldMissing where the form has no such field."""
    if not isinstance(bound, BoundField):  # Django gives a template "" for what is not there
        raise FieldMissing
    return bound.as_field_group()


@register.filter
def control_id(bound: BoundField) -> str:
    """Where the error summary leads for this field."""
    return anchor(bound)


@register.filter
def when(span: Span) -> str:
    """`{{ span|when }}`: an uncertain date in words, as far as it is known."""
    return dates.when(span)


@register.filter
def instant(at: datetime) -> str:
    """`{{ at|instant }}`: a time of the machine with its zone."""
    return dates.instant(at)


@register.filter
def number(amount: int) -> str:
    """`{{ 12345|number }}`: with its thousands apart."""
    return grouped(amount)


@register.filter
def unbroken(text: "StrOrPromise") -> SafeString:
    """`{{ title|unbroken }}`: escaped, and a reference in it such as E-7K3F-9QXM4 stays on one line."""
    return SafeString(REFERENCE.sub(r'<span class="whole">\g<0></span>', conditional_escape(text)))


@register.simple_block_tag
def details(content: str, summary: str) -> SafeString:
    """`{% details "How this works" %}…{% enddetails %}`: what most readers need not read."""
    return render_to_string("design/details.html", {"summary": summary, "content": content})


@register.simple_block_tag
def dialog(content: str, id: str, title: str, *, focus: bool = True) -> SafeString:  # noqa: A002 - the word of HTML
    """`{% dialog "find" title %}…{% enddialog %}`, opened without a script by `<button popovertarget="find">`.

    Focus goes to its end, which closes it; with `focus=False` to what its content says.
    """
    return render_to_string("design/dialog.html", {"id": id, "title": title, "content": content, "focus": focus})
