"""Machines that hold keys of compartments: one is admitted to a compartment, and withdrawn from all of them."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dokaz.access import api as access
from dokaz.design.lists import SummaryRow
from dokaz.web.office import compartments, pages
from dokaz.web.office.leaving import Press
from dokaz.web.office.site import here


@require_POST
@pages.signed_in
def admit(request: HttpRequest, reader: pages.Reader, compartment: UUID) -> HttpResponse:  # noqa: ARG001
    """Give the machine that serves this office the compartment's key."""
    compartments.ready(reader)
    access.admit_machine(compartment=compartment, machine=here().machine.machine, by=reader.session, now=reader.now)
    return HttpResponseRedirect(reverse("compartment", args=[compartment]))


@require_safe
@pages.signed_in
def withdraw(request: HttpRequest, reader: pages.Reader, compartment: UUID, machine: UUID) -> HttpResponse:
    """The one page before: it ends everywhere and for ever, and what it has opened it has opened."""
    compartments.ready(reader)
    _of_machine(compartment, machine, reader)
    held = [each.name for each in access.circles(by=reader.session, now=reader.now) if _is_in(machine, each)]
    facts = (
        SummaryRow(_("Machine"), _("This machine") if machine == here().machine.machine else str(machine)),
        SummaryRow(_("Loses its keys of"), ", ".join(held)),
        SummaryRow(
            _("Cannot be taken back"),
            _("What it has opened. If it was seized, also remove and renew what it could open."),
        ),
    )
    return pages.stop(
        request,
        reader,
        _("You are about to withdraw a machine everywhere"),
        _(
            "Its key holds no longer, here and in every other compartment, and nothing more is sealed to it. Nobody "
            "can undo this."
        ),
        facts,
        onward=reverse("withdraw-machine-now", args=[compartment, machine]),
        back=reverse("compartment", args=[compartment]),
    )


@require_http_methods(pages.PAGES)
@pages.signed_in
def withdraw_now(request: HttpRequest, reader: pages.Reader, compartment: UUID, machine: UUID) -> HttpResponse:
    """A machine's key holds no longer, anywhere."""
    compartments.ready(reader)
    one = _of_machine(compartment, machine, reader)
    form = Press.sent(request)
    if request.method == "POST" and form.is_valid():
        access.withdraw_machine(machine=machine, by=reader.session, now=reader.now)
        return HttpResponseRedirect(reverse("compartment", args=[compartment]))
    return compartments.asked(
        request, reader, form, one, title=_("Withdraw a machine that holds keys of {name}"),
        press=_("Withdraw the machine everywhere"), weight="grave",
    )  # fmt: skip


def _of_machine(compartment: UUID, machine: UUID, reader: pages.Reader) -> access.Circle:
    """The compartment whose keys the machine holds. Raises CompartmentUnknown, MachineUnknown."""
    one = access.circle(compartment, by=reader.session, now=reader.now)
    if not _is_in(machine, one):
        raise access.MachineUnknown(machine=machine)
    return one


def _is_in(machine: UUID, one: access.Circle) -> bool:
    return any(each.id == machine for each in one.machines)
