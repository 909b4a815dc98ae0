"""What the house noticed by itself: alarms, canary records, and bulk acts that wait. For custodians."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import asdict
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.design import fields
from dokaz.design.amounts import grouped
from dokaz.design.dates import instant
from dokaz.kernel import codes
from dokaz.kernel.errors import DokazError
from dokaz.people import api as people
from dokaz.records import api as records
from dokaz.safeguards import api as safeguards
from dokaz.web.office import asked_for, form_pieces, pages
from dokaz.web.office.site import here

Kind = safeguards.AlarmKind
TITLES = {
    Kind.READING: later("Reads far more than they used to"),
    Kind.CANARY: later("Opened a canary record"),
    Kind.DURESS: later("Signed in with their duress word"),
}
TO_DO = {
    Kind.READING: later("Ask them what they are working on. If they do not know of it, end their sessions at once."),
    Kind.CANARY: later("Speak with another custodian first, not with this person. Look at what else they opened."),
    Kind.DURESS: later(
        "They are being forced, or were. Write nothing to them that others could read. Their account is locked and "
        "opens nothing; let it in again only once you have spoken with them where nobody listens."
    ),
}


@require_safe
@pages.signed_in
def alarms(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    found = safeguards.alarms(by=reader.session, now=reader.now)
    locked, canaries = access.locked_since(), _canaries(found, reader)
    forced = _forced(found, locked)
    shown = [
        {
            "alarm": each,
            "title": TITLES[each.kind],
            "name": str(access.name_of(each.account)),
            "when": instant(each.sounded_at),
            "much": _("Opened on that day: {count}").format(count=grouped(each.count)),
            "to_do": TO_DO[each.kind],
            "canary": canaries.get(each.canary, "") if each.canary else "",
            "opened": f"{reverse('journal')}?{urlencode({'account': str(access.name_of(each.account))})}",
            "locked": forced.get(each.account) == each,
            "seen": "" if each.seen_by is None else str(access.name_of(each.seen_by)),
        }
        for each in found
    ]
    return pages.page(request, "alarms", reader, alarms=shown, shut=_shut(locked.keys() - forced.keys(), reader))


def _canaries(found: tuple[safeguards.Alarm, ...], reader: pages.Reader) -> dict[UUID, str]:
    """The references of the canaries of the reader's own compartments, where one of them may have been opened."""
    if not any(each.canary for each in found):
        return {}
    return {each.id: each.ref for each in safeguards.canaries(by=reader.session, now=reader.now)}


def _forced(found: tuple[safeguards.Alarm, ...], locked: Mapping[UUID, datetime]) -> dict[UUID, safeguards.Alarm]:
    """The newest alarm of each account that was signed in to with its duress word when it was locked, or since."""
    words = [each for each in reversed(found) if each.kind == Kind.DURESS and each.account in locked]
    return {each.account: each for each in words if each.sounded_at >= locked[each.account]}


def _shut(without_word: AbstractSet[UUID], reader: pages.Reader) -> list[tuple[UUID, str]]:
    """Accounts that are locked without a duress word: they were marked as compromised, and may come back."""
    standing = access.colleagues(by=reader.session, now=reader.now) if without_word else ()
    return [
        (each.account, str(access.name_of(each.account)))
        for each in standing
        if each.account in without_word and not each.withdrawn
    ]


@require_POST
@pages.signed_in
def see_alarm(request: HttpRequest, reader: pages.Reader, alarm: UUID) -> HttpResponse:  # noqa: ARG001
    safeguards.see(alarm, by=reader.session, now=reader.now)
    return HttpResponseRedirect(reverse("alarms"))


@require_POST
@pages.signed_in
def lift_lock(request: HttpRequest, reader: pages.Reader, account: UUID) -> HttpResponse:  # noqa: ARG001
    access.require_fresh(reader.resumed, now=reader.now)
    access.lift_lock(account, by=reader.session, now=reader.now)
    return HttpResponseRedirect(reverse("alarms"))


class NewCanary(fields.Form):
    ref = form_pieces.reference(
        later("Item or person"), later("A reference such as E-EACS-XJSW0, or P-7K3F-9QXM0 for a person.")
    )


@require_http_methods(pages.PAGES)
@pages.signed_in
def canaries(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    access.require_fresh(reader.resumed, now=reader.now)
    found = safeguards.canaries(by=reader.session, now=reader.now)
    form = NewCanary.sent(request)
    if request.method == "POST" and form.is_valid():
        try:
            people.mark_canary(form.cleaned_data["ref"], by=reader.session, now=reader.now)
        except (custody.CustodyError, records.RecordNotFound, safeguards.CanaryError, access.NotPermitted) as why:
            access.note_absent(why, by=reader.session, now=reader.now)
            form.add_error("ref", str(why))
        else:
            return HttpResponseRedirect(reverse("canaries"))
    shown = [
        (each, _page_of(each.ref), instant(each.marked_at), str(access.name_of(each.marked_by))) for each in found
    ]  # fmt: skip
    return pages.page(request, "canaries", reader, canaries=shown, form=form)


def _page_of(ref: str) -> str:
    return reverse("one-person" if codes.parse(ref).kind is codes.Kind.PERSON else "item", args=[ref])


@require_POST
@pages.signed_in
def lift_canary(request: HttpRequest, reader: pages.Reader, canary: UUID) -> HttpResponse:  # noqa: ARG001
    access.require_fresh(reader.resumed, now=reader.now)
    safeguards.lift_canary(canary, by=reader.session, now=reader.now)
    return HttpResponseRedirect(reverse("canaries"))


class OtherLimits(fields.Form):
    """Held against reason once more by the house; `hours` 0 is that nothing waits."""

    items = forms.IntegerField(label=later("More items than this within a day wait"), min_value=1, max_value=100_000)
    accounts = forms.IntegerField(
        label=later("More decisions about accounts than this within a day wait"), min_value=1, max_value=100_000
    )
    hours = forms.IntegerField(
        label=later("Hours they wait"),
        help_text=later("From 0 to 96. With 0 nothing waits."),
        min_value=0,
        max_value=96,
    )


@require_http_methods(pages.PAGES)
@pages.signed_in
def delays(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    standing = access.limits()
    form = OtherLimits.sent(request, initial=asdict(standing))
    if request.method == "POST" and form.is_valid():
        access.require_fresh(reader.resumed, now=reader.now)
        asked = access.propose_limits(access.Limits(**form.cleaned_data), by=reader.session, now=reader.now)
        return HttpResponseRedirect(reverse("approval", args=[asked]))
    found = access.waiting_acts(by=reader.session, now=reader.now)
    shown = [
        {
            "act": each,
            "title": asked_for.title(each.verb),
            "by": str(access.name_of(each.asked_by)),
            "asked": instant(each.asked_at),
            "until": "" if each.until is None else instant(each.until),
            "stopped": "" if each.stopped_by is None else str(access.name_of(each.stopped_by)),
            "over": each.until is not None and each.until <= reader.now,
        }
        for each in found
    ]
    return pages.page(
        request, "delays", reader, acts=shown, limits=standing, form=form,
        approved=[each.id for each in access.own_requests(by=reader.session, now=reader.now)
                  if each.verb == access.SET_LIMITS and each.approved_by],
    )  # fmt: skip


@require_POST
@pages.signed_in
def set_limits(request: HttpRequest, reader: pages.Reader, approval: UUID) -> HttpResponse:  # noqa: ARG001
    """Put in force what a second person approved. Raises ApprovalMissing, and what `set_limits` refuses."""
    access.require_fresh(reader.resumed, now=reader.now)
    access.require(reader.session, access.Permission.MANAGE_ACCOUNTS, now=reader.now)
    wanted = access.limits_asked(approval)
    if wanted is None:
        raise access.ApprovalMissing
    access.set_limits(wanted, by=reader.session, now=reader.now)
    return HttpResponseRedirect(reverse("delays"))


@require_POST
@pages.signed_in
def stop_act(request: HttpRequest, reader: pages.Reader, act: UUID) -> HttpResponse:  # noqa: ARG001
    access.stop_act(act, by=reader.session, now=reader.now)
    return HttpResponseRedirect(reverse("delays"))


class DuressWords(fields.Form):
    word = forms.CharField(
        label=later("Duress word"),
        help_text=later("As long as a pass-phrase, and another one: at least twenty characters, or eight words."),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=later("The same again"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("word", again):
            raise forms.ValidationError(_("These are two different words. Type the same one twice."))
        return again


@require_http_methods(pages.PAGES)
@pages.signed_in
def duress(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    """One's own duress word. In a session under duress the page is as for somebody who has none."""
    access.require_fresh(reader.resumed, now=reader.now)
    form = DuressWords.sent(request)
    if request.method == "POST" and form.is_valid():
        try:
            access.set_duress_word(here().home, word=form.cleaned_data["word"], by=reader.session, now=reader.now)
        except DokazError as why:
            form.add_error("word", str(why))
        else:
            return HttpResponseRedirect(reverse("duress"))
    has = access.has_duress_word(by=reader.session)
    return pages.page(request, "duress", reader, form=form, has=has)


@require_POST
@pages.signed_in
def end_duress(request: HttpRequest, reader: pages.Reader) -> HttpResponse:  # noqa: ARG001
    access.require_fresh(reader.resumed, now=reader.now)
    access.end_duress_word(by=reader.session, now=reader.now)
    return HttpResponseRedirect(reverse("duress"))
