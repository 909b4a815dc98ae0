"""The first page: what waits for this reader; and the two that lead on: about the house itself, and help."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from dokaz.access import api as access
from dokaz.consent import api as consent
from dokaz.design.component import Tag, Tone
from dokaz.design.dates import instant
from dokaz.design.lists import Task, Tasks
from dokaz.records import api as records
from dokaz.safeguards import api as safeguards
from dokaz.web.office import (
    again,
    asked_for,
    compromises,
    consent_texts,
    drafts,
    made_packages,
    manage,
    pages,
    recalls,
    record_pieces,
    release_list,
    request_list,
    work,
)

FEW = 3


@require_safe
@pages.signed_in
def home(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    with access.scope(reader.session):  # around all that is asked here, or each question opens its own
        return pages.page(request, "home", reader, tasks=Tasks(tuple(_waiting(reader))))


@require_safe
@pages.signed_in
def rooms(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    return pages.page(request, "manage", reader, rooms=manage.open_to(reader.allowed))


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """For everyone, also before signing in."""
    return pages.page(request, "help")


def _waiting(reader: pages.Reader) -> list[Task]:
    tasks = _unfinished(reader)
    left = access.codes_left(by=reader.session)
    if left < FEW:
        words = ngettext("{left} left", "{left} left", left).format(left=left)
        tasks.append(Task(_("Print new codes for a lost second factor"), Tag(words, Tone.CAREFUL), reverse("codes")))
    if len([each for each in access.factors(by=reader.session) if each.accepted]) == 1:
        another = "add-app" if access.apps_accepted(by=reader.session) else "add-passkey"
        hint = _("If the only one is lost, the codes on paper are all that is left.")
        tasks.append(Task(_("Add another second factor"), Tag(_("You have one"), Tone.NOTE), reverse(another), hint))
    tasks += [*_noticed(reader), *_lists(reader), *_jobs(reader)]
    tasks += _texts(reader)
    tasks += request_list.tasks(reader)
    tasks += release_list.tasks(reader)
    tasks += recalls.tasks(reader)
    tasks += again.tasks(reader)
    tasks += _of_records(reader)
    if reader.may(access.Permission.APPROVE):
        open_ones = [each for each in access.approvals(by=reader.session, now=reader.now) if not each.approved_by]
        others = [each for each in open_ones if each.asked_by != reader.session.actor.account]
        if others:
            words = ngettext("{count} waits", "{count} wait", len(others)).format(count=len(others))
            hint = _("Read exactly what would be done, then say yes or no.")
            tasks.append(
                Task(_("Decide what a colleague asks for"), Tag(words, Tone.CAREFUL), reverse("approvals"), hint)
            )
    return tasks


def _unfinished(reader: pages.Reader) -> list[Task]:
    """Devices nobody answered for, words typed too late, what was approved and can be done, what was made and waits."""
    tasks = [
        Task(_("Say whether this device was yours"), Tag(_("New device"), Tone.CAREFUL), f"{reverse('me')}#devices",
             _("It signed in on {when}.").format(when=instant(each.first_at)))
        for each in reader.resumed.strangers
    ]  # fmt: skip
    tasks += [
        Task(drafts.title(), Tag(instant(each.kept_at), Tone.NOTE), reverse("draft", args=[each.id]))
        for each in access.drafts(by=reader.session, now=reader.now)
    ]
    for each in access.own_requests(by=reader.session, now=reader.now):
        if each.approved_by:
            there, hint = reverse("approval", args=[each.id]), asked_for.title(each.verb)
            tasks.append(Task(_("Do what a second person approved"), Tag(_("Approved"), Tone.GOOD), there, hint))
    if reader.may(access.Permission.PACKAGE_ITEMS):
        for made in made_packages.of(reader.session.actor.account, now=reader.now):
            there = reverse("approval", args=[made.approval])
            tasks.append(Task(_("Save the package you made"), _gone(made.until), there, made.name))
    return tasks


def _gone(until: datetime) -> Tag:
    return Tag(_("Goes {when}").format(when=instant(until)), Tone.CAREFUL)


def _noticed(reader: pages.Reader) -> list[Task]:
    """What the house noticed about others, for custodians."""
    tasks = []
    if alarms := safeguards.waiting_alarms(by=reader.session, now=reader.now):
        words = ngettext("{count} alarm", "{count} alarms", alarms).format(count=alarms)
        tasks.append(Task(_("Look into what the house noticed"), Tag(words, Tone.BAD), reverse("alarms")))
    return tasks


def _lists(reader: pages.Reader) -> list[Task]:
    """What is compromised, until when the authority is told, and who leaves: for those who work on these lists."""
    tasks = [
        Task(
            _("See to what may be in other hands: {what}").format(what=compromises.KINDS[each.kind]),
            _due(each, reader), reverse("compromise", args=[each.id]),
        )
        for each in safeguards.open_compromises(by=reader.session, now=reader.now)
    ]  # fmt: skip
    tasks += [
        Task(
            _("Go on with the list of {name}, who leaves").format(name=access.name_of(each.account)),
            Tag(_("To be done"), Tone.CAREFUL), reverse("leaving", args=[each.id]),
        )
        for each in safeguards.open_leavings(by=reader.session, now=reader.now)
    ]  # fmt: skip
    return tasks


def _due(each: safeguards.OpenCompromise, reader: pages.Reader) -> Tag:
    if each.deadline < reader.now:
        return Tag(_("72 hours are over"), Tone.BAD)
    return Tag(_("72 hours end {when}").format(when=instant(each.deadline)), Tone.CAREFUL)


def _jobs(reader: pages.Reader) -> list[Task]:
    """Background work that stands still for want of a key which this reader holds."""
    found = work.waiting_for(reader)
    if not found:
        return []
    words = ngettext("{count} waits", "{count} wait", len(found)).format(count=len(found))
    there = reverse("job", args=[found[0].id]) if len(found) == 1 else work.address_of_waiting()
    return [Task(_("Let background work go on that waits for a member"), Tag(words, Tone.NOTE), there)]


def _texts(reader: pages.Reader) -> list[Task]:
    """The newest text of each language that waits for this reader's approval."""
    if not reader.may(access.Permission.APPROVE_STATEMENTS):
        return []
    newest = {
        (each.code, each.language): each
        for each in reversed(consent.statements(by=reader.session, now=reader.now))  # they come with the newest first
    }
    waiting = [each for each in newest.values() if consent_texts.may_be_approved(each, reader)]
    title, hint = (
        _("Approve a text people are asked by"),
        _("Read all of it first. With your approval people are asked by it."),
    )
    return [
        Task(title, Tag(consent_texts.name(each), Tone.CAREFUL), reverse("consent-text", args=[each.id]), hint)
        for each in waiting
    ]


def _of_records(reader: pages.Reader) -> list[Task]:
    """Records whose turn is this reader's, each by itself, and how many wait for anybody's review."""
    found = records.waiting(by=reader.session, now=reader.now)
    mine, others = [each for each in found if each.mine], [each for each in found if not each.mine]
    tasks = [
        Task(
            _("Go on with {ref}").format(ref=record_pieces.named(each)),
            record_pieces.state_tag(each.state, records.kind_of(each.kind)),
            reverse("review", args=[each.record]),
        )
        for each in mine[:FEW]
    ]
    if (left := len(mine) - FEW) > 0:
        words = ngettext("{count} more", "{count} more", left).format(count=left)
        tasks.append(Task(_("Look at what else is your turn"), Tag(words, Tone.CAREFUL), reverse("reviews")))
    if others:
        words = ngettext("{count} waits", "{count} wait", len(others)).format(count=len(others))
        tasks.append(Task(_("Review records that others wrote"), Tag(words, Tone.NOTE), reverse("reviews")))
    return tasks
