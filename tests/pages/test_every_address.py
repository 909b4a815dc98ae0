"""Every address of the office in a house where much is going on: to whom it opens (`test_strange_input`: what it takes)."""

import re

import pytest
from tests.pages import walking
from tests.pages.test_office import addresses, verbs
from tests.pages.test_refusals import Entries

from dokaz.access import api as access
from dokaz.kernel.codes import Code, Kind

Permission = access.Permission
EVERYBODY = {  # whoever is signed in, for what is their own or tells nothing of the house
    "home", "help", "health", "sign-in", "sign-out", "second-factor", "first-factor", "prove", "me", "switch-keys",
    "add-app", "add-passkey", "codes", "remove-factor", "end-browser", "passphrase", "travel", "know-device", "disown-device", "draft",
    "use-draft", "forget-draft", "roles", "manage", "care", "duress", "end-duress", "compartments", "approvals",
    "reviews", "word-lists", "word-list", "find",
}  # fmt: skip
OF = {  # the right that the verb behind each address asks for, where the role alone decides
    Permission.MANAGE_ACCOUNTS: {
        "people", "admit", "newcomer", "give-role", "end-role", "end-role-now", "new-keys", "withdraw", "withdraw-now", "person",
        "end-sessions", "leavings", "leaving", "leaving-step", "lift-lock", "finish", "app-rules",
        "refuse-apps", "ask-apps", "accept-apps", "set-limits",
    },
    Permission.MANAGE_COMPARTMENTS: {
        "add-compartment", "grant", "pair", "admit-machine", "withdraw-machine", "withdraw-machine-now", "remove-member", "remove-now",
        "travel-for",
        "keeping", "names", "begin-names", "grant-names", "withdraw-names",
    },
    Permission.GUARD: {
        "alarms", "see-alarm", "canaries", "lift-canary", "delays", "stop-act", "compromises", "compromise",
        "compromise-step",
    },
    Permission.VERIFY_JOURNAL: {"journal", "entry", "entry-proof", "log",
        "person-dossier",
    },
    Permission.SIGN_CHECKPOINT: {"log-sign", "log-publish"},
    Permission.RUN_JOBS: {"work", "job", "job-retry", "job-cancel"},
    Permission.CHECK_FIXITY: {"fixity", "check-all", "check-one", "check-mine"},
    Permission.MEND: {"mend"},
    Permission.MOVE_HEADERS: {"move-files"},
    Permission.BACK_UP: {"backups", "make-backup"},
    Permission.RENEW_RECOVERY: {"recovery"},
    Permission.RECEIVE_EVIDENCE: {
        "receive", "begin-upload", "upload", "close-upload", "drop-upload", "record-object",
    },
    Permission.SEE_ITEMS: {"items", "item", "objects", "object", "label", "revisions", "item-labels", "proof", "hand-back", "take-up", "view"},
    Permission.OPEN_ITEMS: {"ask", "picture", "content", "reopen"},
    Permission.EXTRACT_ITEMS: {"download", "take"},
    Permission.DESTROY_ITEMS: {"propose-destruction", "destroy-approved"},
    Permission.EXAMINE_ITEMS: {"examine"},
    Permission.DESCRIBE_ITEMS: {"describe"},
    Permission.DERIVE_ITEMS: {"keep", "redact", "unmark", "make-redacted"},
    Permission.MOVE_OBJECTS: {"move-object", "return-object"},
    Permission.SEE_CONSENT: {
        "consent-texts", "consent-text", "consent", "what-was-said", "copies", "person-bases", "item-bases",
    },
    Permission.RECORD_CONSENT: {"ask-again", "ask-consent", "withdraw-consent", "speakers", "weigh-harm", "end-basis"},
    Permission.WRITE_STATEMENTS: {"take-draft-text", "other-text", "write-text", "confirm-text", "voice-text"},
    Permission.APPROVE_STATEMENTS: {"approve-text"},
    Permission.MANAGE_WORDS: {"change-word-list", "word", "record-fields", "record-field"},
    Permission.IMPORT_RECORDS: {
        "imports", "import-plan", "import-report", "import-template", "import", "import-go-on", "import-undo",
    },
    Permission.PACKAGE_ITEMS: {"make-package", "take-package", "drop-package"},
    Permission.APPROVE: {"approval", "approve-before", "approve", "decline", "take-back"},
    Permission.SEE_PERSONS: {"persons", "one-person", "item-persons"},
    Permission.WRITE_PERSONS: {"add-person", "edit-person", "write-identity", "note-situation", "take-back-situation", "judge-same", "mistaken-roles", "mistaken-role", "take-back-judgement", "add-appearance", "examined"},
    Permission.LOOK_UP_NAMES: {"look-up"},
    Permission.UNMASK: {"unmaskings", "unmasking", "pass-half-before", "pass-half", "show-identity", "show-identity-now", "ask-unmasking"},
    Permission.SEE_CONTACTS: {"contact", "plan-witness", "note-told", "release-people", "tell-person"},
    Permission.SEE_REQUESTS: {"authorities", "one-authority", "requests", "one-request", "found", "releases", "one-release", "release-counts", "compelled", "one-compelled", "recalls", "what-goes"},
    Permission.WRITE_AUTHORITIES: {"add-authority", "add-to-authority"},
    Permission.WORK_ON_REQUESTS: {"add-request", "add-to-request", "judge-relevance", "add-to-release", "add-compelled"},
    Permission.WRITE_CONTACTS: {"edit-contact"},
}  # fmt: skip
OF_KINDS = {
    "review",
    "record-history",
    "record-labels",
    "records-of",
    "change-records",
    "change-written",
}  # each kind has its own rights
HIDDEN = {"compartment", *OF_KINDS}  # members see it, and so do those who manage; to others it is not there
NEEDS = {name: permission for permission, names in OF.items() for name in names}
NOT_COME_TO = {  # by links and forms of somebody who is signed in
    "health": "for whoever looks after the machine; test_office asks it",
    "sign-in": "for who is not signed in; test_every_page opens it",
    "second-factor": "after the pass-phrase alone; test_every_page opens it",
    "first-factor": "after the pass-phrase alone, without a factor; tests/browser/test_office opens it",
    "note-told": "once a witness agreed; test_witnesses opens it",
    "begin-upload": "for the script of the page where files are received; tests/browser/test_receive uses it",
    "reopen": "for what is to stay shut; test_consent opens it",
    "destroy-approved": "once a second person approved it, by who asked; test_destroying does it",
    "set-limits": "once a second person approved other limits, by who asked; test_approvals does it",
    "take-package": "once a package was made, by who made it; test_requests saves it", "drop-package": "as take-package",
    "upload": "as begin-upload", "close-upload": "as begin-upload", "drop-upload": "as begin-upload",
}  # fmt: skip
REFUSED = {403, 404, 405, 409, 422}  # by a page that says no; nothing was done


def test_every_address_is_in_the_table():
    assert set(addresses()) == EVERYBODY | NEEDS.keys() | HIDDEN


def test_no_method_that_no_page_names_is_a_way_in(custodian):
    let_in = {}
    for name, path in addresses().items():
        for method in ("OPTIONS", "TRACE", "PROPFIND"):
            let_in[name, method] = custodian.client.generic(method, path).status_code
    assert {told: status for told, status in let_in.items() if status < 400} == {}


def test_every_address_is_come_to_as_a_page_or_a_form_in_a_busy_house(there):
    """What walks through it (here, in a browser, and with what nobody meant to send) walks through all of the office."""
    assert addresses().keys() - there.reached == NOT_COME_TO.keys()
    assert there.reached - addresses().keys() == set()


@pytest.fixture
def world(house):
    return house.world


@pytest.fixture
def custodian(house, served):
    return house.custodian(house.world)


@pytest.fixture
def there(house):
    """What a custodian comes to by following every link, and the address of each form."""
    return house.there


def path_of(there, name):
    return there.paths.get(name, addresses()[name])


def done(world):
    """The verbs of what was done, beside refusals and looks; what a protected compartment seals counts as well."""
    return [verb for verb in verbs(world) if not str(verb).endswith((":refuse", ":list", ":show", ":see", ":begin"))]


@pytest.mark.parametrize("role", ["analyst", "documenter", "steering"])
def test_a_role_without_the_right_does_nothing_at_any_address(there, colleague, world, role):
    who = colleague(role)
    access.grant_membership(compartment=world.compartment, account=who.account, by=world.session, now=world.tick())
    lacks = [name for name, right in NEEDS.items() if right not in access.ALLOWED[access.RoleName(role)]]
    before, entries = done(world), Entries(world)
    for name in lacks:
        path = path_of(there, name)
        for send in (who.get, lambda path: who.post(path, {"name": "x", "part": "1"}, page="/me")):
            answer = send(path)
            assert answer.status_code in REFUSED, (name, answer.status_code)
            told = entries.refusals()
            if answer.status_code in {403, 404} and "E-0000-00000" not in path:  # a mistyped one asks for nothing
                assert len(told) == 1, (name, told)
    assert done(world) == before


def test_whoever_is_outside_a_compartment_meets_what_is_there_as_what_is_not(there, custodian, colleague, world):
    """A custodian has every right, and no key of this compartment."""
    outsider, before = colleague("custodian"), done(world)
    named = {"<str:ref>": str(Code.new(Kind.ITEM))}
    ref = re.search(r"E-[0-9A-Z]{4}-[0-9A-Z]{5}", there.paths["item"])[0]
    before = done(world)
    for name in sorted(name for name, path in there.paths.items() if ref in path):
        real, absent = path_of(there, name), path_of(there, name).replace(ref, named["<str:ref>"])
        for method in ("get", "post"):
            one, other = (_sent(outsider, method, path) for path in (real, absent))
            assert one[0] == other[0] in {404, 405}, (name, method, one[0])
            assert one[1].replace(real, "").replace(ref, "") == other[1].replace(absent, "").replace(
                named["<str:ref>"], ""
            ), name
    assert done(world) == before


def _sent(visitor, method, path):
    answer = visitor.get(path) if method == "get" else visitor.post(path, {"part": "1"}, page="/me")
    return answer.status_code, re.sub(r'csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


def test_a_form_that_is_sent_after_the_session_ended_does_nothing(there, custodian, world):
    tokens = {
        name: re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', custodian.get(sheet.page).content.decode())
        for name, sheet in there.sheets.items()
    }
    world.tick(13 * 3600)
    custodian.get("/")
    before = done(world)
    for name, sheet in there.sheets.items():
        if name == "sign-out":
            continue  # it ends what has ended
        fields = dict(sheet.fields) | {walking.TOKEN: tokens[name][1] if tokens[name] else ""}
        answer = custodian.client.post(sheet.action, fields, headers={"origin": "http://localhost:8080"})
        assert answer.status_code in {302, 403}, name
        assert answer.status_code == 403 or answer.headers["location"].startswith("/sign-in"), name
    assert [verb for verb in done(world) if verb not in before] == []
