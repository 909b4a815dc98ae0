"""Approvals in the browser: exactly what would be done, and a yes or no to that."""

import ast
import importlib
import io
import re
from functools import reduce
from pathlib import Path

from tests import earlier, permitting
from tests.pages.test_accounts import fresh, second, text, verbs  # noqa: F401 - `second` is a fixture
from tests.permitting import TO_A_PARTNER

import dokaz
from dokaz.access import api as access
from dokaz.access.waiting import AdmissionAct
from dokaz.custody import api as custody
from dokaz.disclosure import api as disclosure
from dokaz.kernel.languages import Language
from dokaz.verify import age
from dokaz.web.office import asked_for, portion

NOBODY = "00000000-0000-0000-0000-000000000000"


def proposed(world):
    """Asked for by the second person, who belongs to the archive too; the first custodian decides."""
    asker = world.second_person()
    access.grant_membership(
        compartment=world.compartment, account=asker.actor.account, by=world.session, now=world.tick()
    )
    ref = custody.receive(io.BytesIO(b"page 7"), name="list.txt", source="P-1", by=world.session, now=world.tick()).ref
    asked = custody.propose_destruction(
        [ref], ground=custody.Ground.WITHDRAWN, reason="She asked <us>", authority="Rule 17", by=asker, now=world.tick()
    )
    return asker, ref, asked


def test_a_destruction_is_read_item_by_item_and_approved_for_exactly_that(custodian, world):
    asker, ref, asked = proposed(world)
    path = f"/approvals/{asked.approval}"
    page = text(custodian.get(path))
    assert "She asked &lt;us&gt;" in page
    fresh(custodian)
    before = text(custodian.get(f"{path}/before"))
    for said in (
        ref,
        "Consent was withdrawn",
        "Rule 17",
        "the keys of its file",
        "You are about to approve: Destroy items",
    ):
        assert said in before
    assert asked.receipt.sha256 in re.sub(r"</?span>|<wbr>", "", before)
    assert custodian.post(f"{path}/approve").status_code == 302
    custody.destroy(asked.receipt, by=asker, now=world.tick())
    assert custody.show(ref, by=asker, now=world.tick()).destroyed
    assert "Done" in text(custodian.get(path))
    assert {"custody:destruction:read", "access:approval:approve", "access:approval:consume"} <= set(verbs(world))


def test_what_cannot_be_shown_whole_is_not_approved_here_and_nothing_of_it_is_told(custodian, colleague, world):
    _asker, ref, asked = proposed(world)
    outside = fresh(colleague("steering"))
    path = f"/approvals/{asked.approval}"
    page = text(outside.get(path))
    assert "cannot be shown to you here" in page
    assert ref not in page
    assert "She asked" not in page
    assert outside.get(f"{path}/before").status_code == 404
    of_own_line = access.ask("custody:item:destroy", digest=b"\x01" * 32, by=world.session, now=world.tick())
    assert "You cannot be the second person here" in text(outside.get(f"/approvals/{of_own_line}"))
    assert outside.post(f"{path}/approve", page="/me").status_code == 404
    assert "access:approval:approve" not in verbs(world)[-8:]


def test_a_request_one_may_not_see_is_one_that_is_not_there(colleague, world, custodian):
    _asker, _ref, asked = proposed(world)
    analyst = colleague("analyst")
    assert str(asked.approval) not in text(analyst.get("/approvals"))
    answers = [analyst.get(f"/approvals/{which}") for which in (asked.approval, NOBODY)]
    assert [answer.status_code for answer in answers] == [404, 404]
    pages = [text(answer).replace(str(asked.approval), "").replace(NOBODY, "") for answer in answers]
    assert pages[0] == pages[1]
    fresh(analyst)
    for what in ("before", "approve"):
        assert analyst.get(f"/approvals/{asked.approval}/{what}").status_code == 403
    assert analyst.post(f"/approvals/{asked.approval}/decline", page="/me").status_code == 403
    assert analyst.post(f"/approvals/{asked.approval}/take-back", page="/me").status_code == 404


def test_a_yes_asks_for_the_second_factor_and_is_taken_back_before_it_is_used(custodian, world):
    asker, _ref, asked = proposed(world)
    path = f"/approvals/{asked.approval}"
    world.tick(700)
    assert custodian.get(f"{path}/before").headers["location"].startswith("/prove?next=")
    assert custodian.post(f"{path}/approve", page="/me").headers["location"].startswith("/prove")
    fresh(custodian)
    custodian.post(f"{path}/approve")
    assert "Approved, not used yet" in text(custodian.get("/approvals"))
    custodian.post(f"{path}/decline", page=path)
    assert "Refused by" in text(custodian.get("/approvals"))
    try:
        custody.destroy(asked.receipt, by=asker, now=world.tick())
    except access.ApprovalExpired:
        return
    raise AssertionError("destroyed without an approval")


def test_a_request_that_nobody_answered_expires_and_says_so(custodian, world):
    _asker, _ref, asked = proposed(world)
    world.tick(8 * 24 * 3600)
    custodian.sign_in()
    assert "Expired" in text(custodian.get("/approvals"))
    assert "Go on to approve" not in text(custodian.get(f"/approvals/{asked.approval}"))


def received(world, number):
    arrived = io.BytesIO(b"page %d" % number)
    return custody.receive(arrived, name="list <7>.txt", source="P-1", by=world.session, now=world.tick()).ref


def test_a_package_is_read_item_by_item_a_part_at_a_time_and_approved_for_exactly_that(
    custodian, world, colleague, monkeypatch
):
    monkeypatch.setattr(portion, "SIZE", 2)
    asker, _ref, _asked = proposed(world)
    reader = str(age.X25519Identity.generate().recipient)
    refs = sorted(received(world, number) for number in range(3))
    permitting.let_go(refs, by=world.session, second=asker, now=world.tick)
    note = disclosure.CoverNote("Lists <7>", "The court", "U 1", (f"See [{refs[0]}, p. 2].",))
    asked = disclosure.propose_package(
        refs,
        going=TO_A_PARTNER,
        recipient=reader,
        series="Q-1",
        language=Language.RUSSIAN,
        cover=note,
        by=asker,
        now=world.tick(),
    )
    path = f"/approvals/{asked.approval}"
    page = text(custodian.get(path))
    first = (
        "Make a package",
        "Lists &lt;7&gt;",
        "The court",
        f"See [{refs[0]}, p. 2].",
        "Русский",
        "Q-1",
        "archive: 3 items",
        reader,
        "Organisations we work with",
        "With the name",
        "list &lt;7&gt;.txt",
        *refs[:2],
    )
    for said in first:
        assert said in page
    assert refs[2] not in page
    after = re.search(r'href="([^"]*after=[^"]*)"', page)[1]
    assert refs[2] in text(custodian.get(after))
    assert "These are all." in text(custodian.get(f"{path}?after={refs[2]}"))
    assert refs[0] in text(custodian.get(f"{path}?after=%D1%8F%00"))
    fresh(custodian)
    before = text(custodian.get(f"{path}/before"))
    assert "You are about to approve: Make a package" in before
    assert asked.proposed.sha256 in re.sub(r"</?span>|<wbr>", "", before)
    assert custodian.post(f"{path}/approve").status_code == 302
    assert "Approved, not used yet" in text(custodian.get(path))
    outside = fresh(colleague("steering"))
    page = text(outside.get(path))
    assert "cannot be shown to you here" in page
    assert not any(told in page for told in (reader, "archive", *refs))
    mine = disclosure.propose_package(refs, going=TO_A_PARTNER, by=world.session, now=world.tick())
    access.approve(mine.approval, by=asker, now=world.tick())
    page = text(custodian.get(f"/approvals/{mine.approval}"))
    assert f"dokaz package --approval {mine.approval} --to" in page
    assert "it would lie in clear where it is made" in page
    assert {"disclosure:package:propose", "disclosure:proposal:read"} <= set(verbs(world))
    old = f"/approvals/{earlier.package_asked(world, refs, by=asker, now=world.tick()).id}"  # nobody was asked where it goes
    page = text(custodian.get(old))
    assert "an older version kept it" in page
    assert refs[0] not in page
    assert "Go on to approve" not in page
    assert custodian.get(f"{old}/before").status_code == 404


def test_other_limits_are_asked_for_read_approved_and_put_in_force_in_the_office(custodian, second):  # noqa: F811
    fresh(custodian)
    assert custodian.post("/delays", {"items": "0", "accounts": "10", "hours": "97"}).status_code == 422
    wanted = {"items": "5", "accounts": "10", "hours": "24"}
    path = custodian.post("/delays", wanted).headers["location"]
    page = text(fresh(second).get(path))
    for said in ("Set other limits for bulk acts", "5 (now 50)", "24 (now 24)"):
        assert said in page
    assert second.post(f"{path}/approve").status_code == 302
    assert access.limits() == access.Limits()
    assert 'href="/delays"' in text(custodian.get(path))
    press = f"/delays/limits/{path.rsplit('/', 1)[1]}"
    assert press not in text(second.get("/delays"))
    assert custodian.post(press, page="/delays").status_code == 302
    assert access.limits() == access.Limits(items=5)
    assert press not in text(custodian.get("/delays"))


def verbs_asked_for():
    """Every verb that the source ever gives to `access.ask`, by reading the calls and looking the constants up."""
    found = set()
    for path in sorted(Path(dokaz.__file__).parent.rglob("*.py")):
        for call in (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)):
            who = getattr(call.func, "value", None)
            if getattr(call.func, "attr", getattr(call.func, "id", "")) != "ask" or not call.args:
                continue
            if getattr(who, "id", "approvals") not in ("access", "approvals"):
                continue
            if "digest" not in {each.arg for each in call.keywords}:
                continue
            inside = ".".join(("dokaz", *path.relative_to(Path(dokaz.__file__).parent).with_suffix("").parts))
            found |= verbs_of(call.args[0], importlib.import_module(inside))
    return found


def verbs_of(given, module):
    if isinstance(given, ast.Call):
        assert ast.unparse(given.func) == "asked.verb_of"
        return {f"access:account:{act}" for act in AdmissionAct.values}
    first, *rest = ast.unparse(given).split(".")
    return {reduce(getattr, rest, getattr(module, first))}


def test_every_verb_that_is_ever_asked_for_has_a_title_and_a_telling():
    found = verbs_asked_for()
    assert {custody.DESTROY, disclosure.MAKE, "access:limits:set", "access:account:renew"} <= found
    assert found == set(asked_for.TITLES) == set(asked_for._TELLING)
