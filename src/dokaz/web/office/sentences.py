"""The journal in plain words: a sentence for every verb of the house. A test finds a verb that has none.

`{who}` is the account or machine that acted, `{items}` the references an entry names, `{account}` the account it is
about; any other place is filled from the facts of the entry. In Belarusian and Russian they are said in the present
tense, which does not tell whether a man or a woman acted.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from dokaz.access import api as access
from dokaz.consent import api as consent
from dokaz.custody import api as custody
from dokaz.disclosure import api as disclosure
from dokaz.jobs import api as jobs
from dokaz.journal import api as journal
from dokaz.kernel.errors import NotThere
from dokaz.kernel.languages import said
from dokaz.records import api as records
from dokaz.releases import api as releases
from dokaz.web.office import roles

REFUSALS = frozenset({"access:permission:refuse", "access:sign-in:turn-away", "access:stranger:turn-away"})
NAMED = 3  # references a sentence names; the page of the entry has all
GAP = "…"
_PERMISSIONS = {permission.value: permission.sentence for permission in access.Permission}

GROUPS: Mapping[str, Promise] = {
    "access": later("People, keys and signing in"),
    "custody": later("Items and objects"),
    "consent": later("Consent"),
    "disclosure": later("Authorities, requests and packages"),
    "backups": later("Back-ups"),
    "journal": later("The journal itself"),
    "people": later("Persons of the cases"),
    "releases": later("Releases"),
    "safeguards": later("Safeguards"),
    "records": later("Records and lists of words"),
}

SENTENCES: dict[str, Promise] = {
    "access:account:admit": later("{who} let {account} in."),
    "access:account:propose": later("{who} asked a second person to decide about {account}."),
    "access:account:show": later("{who} looked at what is recorded about {account}."),
    "access:account:renew": later("{who} gave {account} new keys."),
    "access:account:travel": later("{who} left keys behind before a journey."),
    "access:account:withdraw": later("{who} took all keys and roles from {account}."),
    "access:accounts:list": later("{who} looked at the list of people."),
    "access:approval:approve": later("{who} approved what a colleague asked for."),
    "access:approval:ask": later("{who} asked for a second person's approval."),
    "access:approval:consume": later("{who} used an approval."),
    "access:approvals:list": later("{who} looked at what waits for approval."),
    "access:approvals:void": later("{who} made open approvals void."),
    "access:backup:admit": later("{who} named a key to which back-ups are sealed."),
    "access:backup:withdraw": later("{who} withdrew a key to which back-ups were sealed."),
    "access:checkpoint:ask": later(
        "{who} asked that the journal be shown to log witnesses and time-stamp authorities."
    ),
    "access:compartment:begin": later("{who} made a compartment."),
    "access:factor:add": later("{who} added a second factor."),
    "access:factor:withdraw": later("{who} removed a second factor."),
    "access:halves:pair": later("{who} joined two compartments as the halves that together open an identity."),
    "access:home:begin": later("{who} began this collection."),
    "access:home:move": later("{who} moved this collection to another machine."),
    "access:home:recover": later("{who} used recovery shares to open this collection."),
    "access:job:cancel": later("{who} cancelled background work."),
    "access:job:retry": later("{who} let background work be tried again."),
    "access:journal:list": later("{who} looked at a page of the journal ({shown})."),
    "access:journal:prove": later("{who} took the proof of an entry of the journal."),
    "access:journal:show": later("{who} looked at an entry of the journal."),
    "access:log:succeed": later("{who} gave the journal another key."),
    "access:machine:admit": later("{who} admitted a machine."),
    "access:machine:grant": later("{who} gave a machine the key of a compartment."),
    "access:machine:withdraw": later("{who} withdrew a machine."),
    "access:member:grant": later("{who} gave {account} the key of a compartment."),
    "access:member:remove": later("{who} took the key of a compartment from {account}."),
    "access:names:begin": later("{who} made a compartment's key of names."),
    "access:names:grant": later("{who} let {account} look names up."),
    "access:names:withdraw": later("{who} took the key of names from {account}."),
    "access:organisation:add": later("{who} added an organisation."),
    "access:passphrase:change": later("{who} changed their pass-phrase."),
    "access:permission:refuse": later("{who} was refused: {refusal}."),
    "access:recovery-codes:make": later("{who} made new codes on paper."),
    "access:recovery:begin": later("{who} made the recovery shares."),
    "access:recovery:renew": later("{who} replaced the recovery shares."),
    "access:recovery:rewrap": later("{who} moved a compartment to the new recovery shares."),
    "access:recovery:try": later("{who} noted a recovery drill with {shares} shares."),
    "access:role:end": later("{who} took a role from {account}."),
    "access:role:grant": later("{who} gave {account} a role."),
    "access:session:begin": later("{who} signed in."),
    "access:session:end": later("{who} ended a session."),
    "access:session:prove": later("{who} proved again who they are."),
    "access:share:confirm": later("{who} noted that recovery share {number} was written down."),
    "access:sign-in:turn-away": later("At the sign-in somebody was turned away ({count})."),
    "access:stranger:turn-away": later("Somebody who was not signed in was turned away ({count}): {refusal}."),
    "access:work:start": later("{who} started background work of this machine."),
    "access:site:start": later("{who} started a site."),
    "access:start-key:make": later("{who} let a machine start without a person, with a start key."),
    "access:start-key:end": later("{who} ended the start key of a machine."),
    "backups:backup:ask": later("{who} asked for a back-up."),
    "backups:backup:begin": later("{who} began a back-up."),
    "backups:backup:drill": later(
        "{who} restored a back-up on trial and compared it; things that did not hold: {faults}."
    ),
    "backups:backup:make": later("{who} finished a back-up of {payloads} stored files."),
    "backups:backup:restore": later("{who} brought this collection back from a back-up."),
    "backups:home:put-back": later("{who} noted that an earlier state was put back."),
    "consent:again:count": later("{who} was told how many to ask again for consent ({shown})."),
    "consent:again:list": later("{who} looked at whom to ask again for consent: {items}."),
    "consent:basis:end": later("{who} recorded that a basis in law holds no longer: {items}."),
    "consent:basis:record": later("{who} recorded a basis in law: {items}."),
    "consent:basis:show": later("{who} looked at the bases in law of {items}."),
    "consent:basis:weigh": later("{who} weighed the harm of a basis as the second person: {items}."),
    "consent:copies:list": later("{who} looked at the copies of what comes from {items}."),
    "consent:copy:decide": later("{who} decided what is done with a copy after consent was taken back: {items}."),
    "consent:copy:open": later("{who} decided anew to open what was to stay shut: {items}."),
    "consent:copy:show": later("{who} looked at what was decided for {items} after consent was taken back."),
    "consent:decisions:record": later("{who} recorded what a person agreed to: {items}."),
    "consent:decisions:withdraw": later("{who} recorded that consent was taken back: {items}."),
    "consent:gate:ask": later("{who} asked whether {asked} may go: {allowed} may."),
    "consent:gate:require": later("{who} asked for permits: {allowed} of {asked} may go."),
    "consent:item:survey": later("{who} looked at where {items} may go."),
    "consent:person:show": later("{who} looked at what a person agreed to: {items}."),
    "consent:person:survey": later("{who} looked at where it may go what is about {items}."),
    "consent:speakers:say": later("{who} recorded who speaks for {items}."),
    "consent:speakers:show": later("{who} looked at who speaks for {items}."),
    "consent:statement:approve": later("{who} approved a text people are asked by."),
    "consent:statement:confirm": later("{who} recorded that a native speaker read a text of consent."),
    "consent:statement:voice": later("{who} recorded where a text of consent is read aloud."),
    "consent:statement:write": later("{who} wrote a text people are asked by."),
    "custody:destruction:finish": later("{who} finished destroying {items}."),
    "custody:destruction:propose": later("{who} proposed to destroy {items}."),
    "custody:fixity:ask": later("{who} asked that files be checked in the background."),
    "custody:fixity:begin": later("{who} began a check of files against their hashes."),
    "custody:fixity:end": later("{who} ended a check of files against their hashes."),
    "custody:fixity:show": later("{who} looked at which files need attention ({shown})."),
    "custody:header:replace": later("{who} replaced the second copy of the key of {items}."),
    "custody:headers:ask": later("{who} asked that lost copies of keys be written again."),
    "custody:headers:mend": later("{who} wrote lost copies of keys again ({headers})."),
    "custody:headers:move": later("{who} sealed keys of files to the newest key of their compartment ({headers})."),
    "custody:headers:reseal": later("{who} sealed keys of files to the new recovery shares ({headers})."),
    "custody:item:check": later("{who} checked {items} against its hash: {outcome}."),
    "custody:item:derive": later("{who} added {items}, made from another item."),
    "custody:item:describe": later("{who} changed the description of {items}."),
    "custody:item:destroy": later("{who} destroyed {items}."),
    "custody:item:destroy-again": later("{who} destroyed {items} again after a restore."),
    "custody:item:examine": later("{who} examined {items}: format and embedded metadata."),
    "custody:item:extract": later("{who} took a copy of {items} out of the collection."),
    "custody:item:give-out": later("{who} gave {items} out in a package."),
    "custody:item:open": later("{who} opened {items}."),
    "custody:item:receive": later("{who} received {items}."),
    "custody:item:show": later("{who} looked at what is recorded about {items}."),
    "custody:items:await": later("{who} looked at which items wait to be examined ({shown})."),
    "custody:items:examine-later": later("{who} asked that {items} be examined in the background."),
    "custody:items:list": later("{who} looked at a list of items ({shown})."),
    "custody:object:move": later("{who} recorded that {items} changed hands or place."),
    "custody:object:record": later("{who} recorded the physical object {items}."),
    "custody:object:return": later("{who} recorded that {items} was given back."),
    "custody:vault:sweep": later("{who} removed unfinished files that nobody acknowledged."),
    "disclosure:exhibit:number": later("{who} gave exhibits of a package their numbers ({given})."),
    "disclosure:package:begin": later("{who} used an approval and began to make a package."),
    "disclosure:package:make": later("{who} made a package with {items}."),
    "disclosure:package:take": later("{who} took along a package that was made before."),
    "disclosure:package:propose": later("{who} asked a second person to let items leave in a package."),
    "disclosure:redaction:ask": later("{who} asked for a redacted copy: {items}."),
    "disclosure:redaction:assign": later("{who} gave the marks for a redacted copy into somebody's hands: {items}."),
    "disclosure:redaction:begin": later("{who} marked an item for a redacted copy: {items}."),
    "disclosure:redaction:history": later("{who} looked at every revision of the marks for a redacted copy: {items}."),
    "disclosure:redaction:list": later("{who} looked at a list of marks for redacted copies ({shown})."),
    "disclosure:redaction:move": later("{who} moved the marks for a redacted copy to another state: {items}."),
    "disclosure:redaction:revise": later("{who} changed the marks for a redacted copy: {items}."),
    "disclosure:redaction:show": later("{who} looked at the marks for a redacted copy: {items}."),
    "disclosure:proposal:read": later("{who} read exactly what would leave in a package."),
    "journal:authority:admit": later("{who} admitted the time-stamp authority {authority}."),
    "journal:authority:withdraw": later("{who} withdrew the time-stamp authority {authority}."),
    "journal:entry:erase": later("{who} erased what entry {index} said, with a second person."),
    "journal:entry:lost": later("What stood here was lost in a restore; its place in the journal remains."),
    "journal:log:begin-anew": later("{who} began the journal anew under another name."),
    "journal:log:restored": later("{who} went on with the journal after a restore."),
    "journal:mirror:add": later("{who} added a mirror of the journal."),
    "journal:mirror:remove": later("{who} removed a mirror of the journal."),
    "journal:quorum:set": later("{who} set how many operators must cosign a checkpoint: {needed}."),
    "journal:register:adopt": later("{who} took over what the register says is gone."),
    "journal:stamp:keep": later("{who} kept a time stamp by {authority} on the first {size} entries."),
    "journal:witness:admit": later("{who} admitted a log witness."),
    "journal:witness:withdraw": later("{who} withdrew a log witness."),
    "access:account:lock": later("{who} locked {account}: its duress word was typed."),
    "access:account:unlock": later("{who} let {account} in again after it was locked."),
    "access:apps:accept": later("{who} let codes from apps count again for an organisation, with a second person."),
    "access:apps:ask": later("{who} asked a second person to let codes from apps count again."),
    "access:apps:list": later("{who} looked at which organisations accept codes from apps."),
    "access:apps:refuse": later("{who} ended codes from apps for an organisation."),
    "access:approval:decline": later("{who} said no to what a colleague asked for."),
    "access:approval:take-back": later("{who} took back a request for approval."),
    "access:compartment:rekey": later("{who} gave a compartment new keys."),
    "access:compartments:see": later("{who} looked at who belongs to compartments."),
    "access:delay:begin": later("A bulk act that {who} asked for began to wait."),
    "access:delay:stop": later("{who} stopped a bulk act that waited."),
    "access:delays:list": later("{who} looked at bulk acts that wait."),
    "access:device:disown": later("{who} said that a device was not theirs."),
    "access:device:know": later("{who} said that a device was theirs."),
    "access:duress-word:end": later("{who} ended their duress word."),
    "access:duress-word:set": later("{who} set a duress word."),
    "access:limits:propose": later("{who} asked for other limits of bulk acts."),
    "access:limits:set": later("{who} set other limits of bulk acts."),
    "access:worker:begin": later("{who} started a worker that can be given keys of single files."),
    "access:worker:end": later("{who} ended a worker."),
    "custody:destruction:read": later("{who} read exactly what a destruction would take."),
    "custody:item:alike": later("{who} asked what resembles {items}."),
    "custody:item:attempt": later("{who} noted what a program made of {items}."),
    "custody:item:grant": later("{who} gave a worker the key of {items} for one job."),
    "custody:item:prove": later("{who} took the proof of {items} in the log."),
    "custody:item:revisions": later("{who} read the revisions of what is written about {items}."),
    "custody:items:derive-later": later("{who} asked that derivatives of {items} be made in the background."),
    "people:appears:judge": later("{who} judged whether a person appears in an item."),
    "people:appears:judgements": later("{who} looked at who appears in an item."),
    "people:appears:reverse": later("{who} took back a judgement on who appears in an item."),
    "people:examined-for-persons:judge": later("{who} said that an item was looked through for the persons in it."),
    "people:examined-for-persons:judgements": later("{who} looked whether an item was examined for persons."),
    "people:examined-for-persons:reverse": later("{who} took back that an item was looked through for persons."),
    "people:keeping:set": later("{who} said where identities and contacts are kept."),
    "people:names:look-up": later("{who} looked a name up ({found} found)."),
    "people:person:assign": later("{who} gave {items} into somebody's hands."),
    "people:person:begin": later("{who} added the person {items}."),
    "people:person:history": later("{who} looked at every revision of {items}."),
    "people:person:list": later("{who} looked at a list of persons ({shown})."),
    "people:person:revise": later("{who} changed something about {items}."),
    "people:person:show": later("{who} looked at {items}."),
    "people:person:move": later("{who} moved {items} to another state."),
    "people:role-mistaken:judge": later("{who} wrote that a role of a person was recorded by mistake."),
    "people:role-mistaken:judgements": later("{who} looked whether roles of a person were taken back as mistakes."),
    "people:role-mistaken:reverse": later("{who} let a role of a person bind again."),
    "people:same-person:judge": later("{who} judged whether two persons are the same."),
    "people:same-person:judgements": later("{who} looked at judgements on who is the same."),
    "people:same-person:reverse": later("{who} took back a judgement on who is the same."),
    "people:unmasking:ask": later("{who} asked to see who a person is."),
    "people:unmasking:empty": later("{who} emptied a half that was passed on and not used."),
    "people:unmasking:pass": later("{who} let a colleague see who a person is, once."),
    "people:unmasking:read": later("{who} looked at requests to see an identity."),
    "people:unmasking:show": later("{who} saw who a person is, with a second person's approval."),
    "disclosure:relevant:judge": later("{who} judged whether an item is relevant to a request."),
    "disclosure:relevant:judgements": later("{who} looked at what is relevant to a request."),
    "disclosure:relevant:reverse": later("{who} took back a judgement on what is relevant to a request."),
    "records:field:write": later("{who} changed a field that the platform gave records."),
    "records:import:begin": later("{who} began to bring in a table of {rows} rows."),
    "records:import:list": later("{who} looked at what was brought in from tables."),
    "records:import:undo": later("{who} took back everything that a table had brought in."),
    "records:label:list": later("{who} looked at the labels on {items}."),
    "records:label:put": later("{who} put a label on {items}."),
    "records:label:take-off": later("{who} took a label off {items}."),
    "records:term:order": later("{who} changed the order of a list of words."),
    "records:term:write": later("{who} changed a word of a list."),
    "records:thesaurus:write": later("{who} changed a list of words."),
    "releases:part:keep": later("{who} entered in the register which items went: {items}."),
    "releases:part:show": later("{who} looked at which items went: {items}."),
    "safeguards:alarm:see": later("{who} looked into an alarm about {account}."),
    "safeguards:alarm:sound": later("The house noticed something about {account}."),
    "safeguards:alarms:list": later("{who} looked at the alarms."),
    "safeguards:canaries:list": later("{who} looked at the canary records."),
    "safeguards:canary:lift": later("{who} ended a canary record."),
    "safeguards:canary:mark": later("{who} marked a canary record."),
    "safeguards:compromise:end": later("{who} ended the work on a compromise."),
    "safeguards:compromise:mark": later("{who} marked something as compromised."),
    "safeguards:compromise:show": later("{who} read the report of a compromise."),
    "safeguards:compromises:list": later("{who} looked at what is compromised."),
    "safeguards:freeze:lift": later("{who} lets copies leave a compartment again."),
    "safeguards:leaving:begin": later("{who} began the list of one who leaves."),
    "safeguards:leaving:end": later("{who} ended the list of one who left."),
    "safeguards:leavings:list": later("{who} looked at the lists of those who leave."),
    "safeguards:step:tick": later("{who} said that a step was done."),
}

_ACTS: Mapping[str, Promise] = {  # of what is written down about authorities, requests, releases, whatever its kind
    "begin": later("{who} wrote something down ({kind}): {items}."),
    "revise": later("{who} changed something ({kind}): {items}."),
    "show": later("{who} looked at something ({kind}): {items}."),
    "list": later("{who} looked at a list ({kind}): {shown}."),
    "history": later("{who} looked at what happened ({kind}): {items}."),
    "assign": later("{who} gave something into somebody's hands ({kind}): {items}."),
    "move": later("{who} took something to another state ({kind}): {items}."),
}
_OF_KINDS = disclosure.KINDS | releases.KINDS
SENTENCES |= {records.kind_of(kind).verb(act): words for kind in _OF_KINDS for act, words in _ACTS.items()}

# what was refused where no permission says it; an entry names the kind alone, and never which one it was
REFUSED: Mapping[str, Promise] = {
    access.AccountUnknown.code: later("a person who is not at work here"),
    access.ApprovalUnknown.code: later("a request for approval that is not there for them"),
    access.BrowserUnknown.code: later("a session that is not theirs or has ended"),
    access.CompartmentUnknown.code: later("a compartment that is not there for them"),
    access.DelayUnknown.code: later("a bulk act that does not wait"),
    access.DeviceUnknown.code: later("a device that is not there for them"),
    access.DraftUnknown.code: later("words kept from a form that are not there for them"),
    access.FactorUnknown.code: later("a second factor that is not there for them"),
    access.FormForged.code: later("a form that did not come from a page of this office, or was open for too long"),
    access.MachineUnknown.code: later("a machine that is not there for them"),
    access.Stranger.NO_SESSION: later("a page for those who are signed in"),
    access.Stranger.OTHER_HOST: later("the office was asked for under a name that is not its own"),
    access.Stranger.TOO_MANY: later("more people than could sign in at once"),
    access.Stranger.TOO_OFTEN: later("a name with which one tried to sign in too often"),
    consent.AskingUnknown.code: later("what a person said, that is not there for them"),
    consent.BasisUnknown.code: later("a basis in law that is not there for them"),
    consent.StatementUnknown.code: later("a text of consent that is not there for them"),
    custody.ItemNotFound.code: later("an item that is not there for them"),
    custody.UploadNotFound.code: later("an upload that is not there for them"),
    jobs.JobUnknown.code: later("background work that is not there for them"),
    records.RecordNotFound.code: later("a record that is not there for them"),
    journal.NoSuchEntry.code: later("an entry of the journal that is not there for them"),
    NotThere.code: later("something that is not there for them"),
}


class _Places(dict[str, Any]):
    """What fills the places of a sentence; what an entry does not say stays a gap."""

    def __missing__(self, key: str) -> str:
        return GAP


def sentence(entry: journal.ReadEntry) -> str:
    """What happened, in the language of the page. A verb of a later version is named as it stands."""
    if entry.erased:
        return _("What this entry said was erased by two people. Its place in the journal remains.")
    if (event := entry.event) is None:
        return _("Sealed to a compartment under a key that you do not hold.")
    words = SENTENCES.get(event["verb"])
    told = _facts(event["facts"]) | _kind(event["verb"])
    places = _Places(told, who=who(event["by"]), items=_items(event["verb"], event["about"]))
    if about := _account(event["about"]):
        places["account"] = about
    return _("{who}: {verb}").format(who=places["who"], verb=event["verb"]) if words is None else _said(words, places)


def title(verb: str) -> str:
    """The kind of act, for a list to choose from: its sentence with gaps."""
    return _said(SENTENCES[verb], _Places(_kind(verb)))


def who(by: Mapping[str, str]) -> str:
    """Who acted: the name one signs in with, or what acted where it was no person."""
    if by["kind"] == "person":
        return str(access.name_of(UUID(by["account"])))
    return {
        "machine": roles.title("machine"),
        "ceremony": _("The key ceremony"),
        "recovery": _("The holders of recovery shares"),
    }.get(by["kind"], GAP)


def _said(words: Promise, places: _Places) -> str:
    return str(words).format_map(places)


def _items(verb: str, about: Sequence[str]) -> str:
    """What an entry names; of records that have no references, how many."""
    code = verb.split(":")[1]
    named = code not in _OF_KINDS or records.kind_of(code).letter is not None
    return _several(about) if named else str(len(about))


def _kind(verb: str) -> dict[str, str]:
    """What kind of record a verb is about, where its sentence says so."""
    code = verb.split(":")[1]
    return {"kind": records.kind_of(code).says.lower()} if code in _OF_KINDS else {}


def _several(about: Sequence[str]) -> str:
    """The first of them; what has a reference is named by it, and rows beside it that have none are not named."""
    if not about:
        return GAP
    named = [each for each in about if not _is_id(each)] or about
    first, more = ", ".join(named[:NAMED]), len(named) - NAMED
    if more <= 0:
        return first
    return ngettext("{first} and {count} more", "{first} and {count} more", more).format(first=first, count=more)


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _account(about: Sequence[str]) -> str:
    try:
        return str(access.name_of(UUID(about[-1])))
    except (IndexError, ValueError):
        return ""


def _facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts with their codes in words."""
    told = dict(facts)
    if (refusal := str(facts.get("refusal"))) in REFUSED:
        told["refusal"] = str(REFUSED[refusal])
    if (permission := facts.get("permission")) in _PERMISSIONS:
        told["refusal"] = said(_PERMISSIONS[permission]).rstrip(".")
    if (outcome := facts.get("outcome")) in set(custody.Finding):
        told["outcome"] = said(custody.Finding(outcome).words).lower()
    return told
