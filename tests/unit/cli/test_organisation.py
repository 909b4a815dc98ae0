"""Whether an organisation accepts codes from apps, as a custodian types it."""

from dokaz.access import api as access


def test_apps_are_ended_asked_for_approved_and_accepted_again(dokaz, world, passphrase_file):
    world.second_person()
    access.add_organisation(name="Empty", by=world.session, now=world.tick())
    said = dokaz("organisation", "list").out
    assert "Empty: codes from apps are accepted." in said
    assert f"Without a passkey: {access.name_of(world.session.actor.account)}" in said
    (own,) = [each["organisation"] for each in dokaz("organisation", "list", "--json").lines
              if str(access.name_of(world.session.actor.account)) in each["without_passkey"]]  # fmt: skip
    assert "Let each add a passkey first" in dokaz("organisation", "refuse-apps", own).err
    assert "no organisation Nobody" in dokaz("organisation", "refuse-apps", "Nobody").err
    assert "Empty: codes from apps are not accepted since" in dokaz("organisation", "refuse-apps", "Empty").out
    assert "not accepted since" in dokaz("organisation", "list").out
    (asked,) = dokaz("organisation", "ask-apps", "Empty", "--json").lines
    assert dokaz("organisation", "accept-apps", "Empty").code == 1
    passphrase_file.write_text(world.companion_words, encoding="utf-8")
    assert "count again for all people of Empty" in dokaz("approval", "give", asked["approval"]).out
    passphrase_file.write_text(world.passphrase, encoding="utf-8")
    assert dokaz("organisation", "accept-apps", "Empty", "--json").lines[0]["apps"] is True
