"""The register as a custodian and a script read it."""

from tests import released

from dokaz.releases import api as releases


def test_what_left_is_listed_shown_with_what_came_after_and_counted(dokaz, world, folder):
    refs = [line["ref"] for line in dokaz("receive", folder, "--json").lines]
    made = released.entered(world, refs)
    for kind, fields in ((releases.RECEIPT, released.RECEIPT), (releases.COMPELLED, released.ORDER)):
        releases.write_under(made, kind=kind, fields=fields, by=world.session, now=world.tick())
    said = dokaz("releases")
    assert (said.code, made.ref in said.out) == (0, True)
    assert "Police investigators, prosecutors and courts: Lithuania" in said.out
    assert "1 release." in said.out
    (line,) = dokaz("releases", "--json", "--year", str(made.made_on.year)).lines
    assert (line["ref"], line["recipient"], line["items"], line["until"]) == (made.ref, "authority:lt", 2, None)
    assert dokaz("releases", "--json", "--year", "2001").lines == []
    assert dokaz("releases", "--year", "x").code == 2
    (shown,) = dokaz("release", "show", made.ref.lower(), "--json").lines
    assert shown["exhibits"] == dict(zip(refs, ("X-0001", "X-0002"), strict=True))
    (receipt, order) = shown["written"]
    assert (receipt["kind"], receipt["fields"]["way"]) == ("release-receipt", "phone")
    assert (order["state"], order["fields"]["state"], order["fields"]["order"]) == ("open", "LT", "1-22/2026")
    told = dokaz("release", "show", made.ref)
    for words in (
        "X-0002", refs[1], made.package, "They read it aloud, and it is ours", "For what: Investigation and trial",
        "In which form: With the name", "Language of what they read: English",
    ):  # fmt: skip
        assert words in told.out, words
    (count,) = dokaz("releases", "--counts", "--json").lines
    assert (count["quarter"], count["releases"], count["items"], count["confirmed"]) == (
        f"{made.made_on.year}-Q{(made.made_on.month + 2) // 3}", 1, 2, 1,
    )  # fmt: skip
    assert "releases: 1, items: 2, confirmed: 1" in dokaz("releases", "--counts").out
    wrong = dokaz("release", "show", "R-0000-00000")
    assert wrong.code == 1
