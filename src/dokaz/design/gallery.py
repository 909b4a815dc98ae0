"""The gallery: every component in each of its states, in three languages, for those who build and check pages.

It is mounted by tests and may be mounted by a developer; no site of a real collection needs it.
"""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from dokaz.design import colours, icons, languages, samples
from dokaz.design.addresses import Address
from dokaz.design.component import Link, Tone, Weight
from dokaz.design.shell import Shell, language_links
from dokaz.kernel.languages import Language

Things = dict[str, Any]


def _text(_request: HttpRequest) -> Things:
    pairs = [
        (
            pair,
            {name: colours.ratio(scheme[pair.ink], scheme[pair.paper]) for name, scheme in colours.schemes().items()},
        )
        for pair in colours.PAIRS
    ]
    return {
        "weights": list(Weight),
        "tones": list(Tone),
        "icons": list(icons.STROKES),
        "digest": samples.DIGEST,
        "quotation": samples.quotation(),
        "spans": samples.spans(),
        "at": samples.AT,
        "pairs": pairs,
    }


def _form(request: HttpRequest) -> Things:
    wrong = request.method != "POST" and "wrong" in request.GET
    return {"form": samples.Packet(samples.packet_typed()) if wrong else samples.Packet.sent(request)}


def _tables(request: HttpRequest) -> Things:
    here = Address.of(request)
    return {
        "facets": samples.facets(here),
        "chips": samples.chips(here),
        "dense": samples.packets(dense=True),
        "roomy": samples.packets(dense=False),
        "nothing": samples.no_packets(),
        "pager": samples.paging(here),
    }


def _lists(_request: HttpRequest) -> Things:
    return {"summary": samples.summary(), "tasks": samples.tasks(), "timeline": samples.timeline()}


def _notices(_request: HttpRequest) -> Things:
    return {
        "banners": samples.banners(),
        "caution": samples.caution(),
        "media": samples.media(),
        "work": samples.work(),
    }


def _charts(_request: HttpRequest) -> Things:
    return {"bars": samples.bars(), "lines": samples.lines()}


def _interruption(_request: HttpRequest) -> Things:
    return {"interruption": samples.interruption()}


PAGES: dict[str, Callable[[HttpRequest], Things]] = {
    "text": _text,
    "form": _form,
    "tables": _tables,
    "lists": _lists,
    "notices": _notices,
    "charts": _charts,
    "interruption": _interruption,
}


def page(request: HttpRequest, name: str = "text") -> HttpResponse:
    """One page of the gallery, in the language it was asked in."""
    if name not in PAGES:
        raise Http404
    with languages.reading(languages.asked(request) or Language.ENGLISH):
        return render(request, f"design/gallery/{name}.html", {"shell": _shell(request, name), **PAGES[name](request)})


def _shell(request: HttpRequest, name: str) -> Shell:
    titles = {
        "text": _("Words"),
        "form": _("Forms"),
        "tables": _("Tables"),
        "lists": _("Lists"),
        "notices": _("Notices"),
        "charts": _("Charts"),
        "interruption": _("Interruption"),
    }
    return Shell(
        site=_("Gallery"),
        organisation=_("Seed library"),
        home="text",
        help=Link(_("Help"), "#help"),
        navigation=tuple(Link(title, _there(request, each), current=each == name) for each, title in titles.items()),
        reader=_("Gardener of the week"),
        sign_out="text",
        languages=language_links(request),
        answers="answers" if name == "form" else "",
        keys=samples.keys(),
        keys_on="still" not in request.GET,
        find=Link(_("Find a packet"), "tables"),
        palette=tuple(Link(title, _there(request, each), current=each == name) for each, title in titles.items()),
        again=name == "notices",
        identity=samples.identity() if name == "lists" else None,
    )


def _there(request: HttpRequest, name: str) -> str:
    """Another page in the same language; relative, because the gallery does not know where it is mounted."""
    chosen = languages.asked(request)
    return str(Address(name).put(languages.NAME, chosen) if chosen else Address(name))


urlpatterns = [path("", page), path("<slug:name>", page)]
