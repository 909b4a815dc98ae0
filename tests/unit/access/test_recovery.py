import io
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dokaz.access import api as access
from dokaz.access import models, recovery
from dokaz.kernel.sealing import open_with
from dokaz.verify import age

ROOT = bytes(range(32))


def test_any_k_shares_in_any_order_open_the_same_keys(world):
    public = bytes(models.RecoveryGeneration.objects.get().box_public)
    for slips in itertools.permutations(world.slips, 2):
        assert access.combine(slips).box.public == public
    assert access.combine(world.slips).box.public == public


def test_fewer_than_k_open_nothing(world):
    with pytest.raises(access.TooFewShares) as refused:
        access.combine(world.slips[:1])
    assert (refused.value.facts["needed"], refused.value.facts["given"]) == (2, 1)
    with pytest.raises(access.TooFewShares):
        access.combine([])
    with pytest.raises(access.TooFewShares):
        access.combine([world.slips[0], world.slips[0]])


def test_a_wrong_word_is_named_by_its_slip(world):
    words = world.slips[1].split()
    words[10] = "academic" if words[10] != "academic" else "acid"
    with pytest.raises(access.ShareWrong) as refused:
        access.combine([world.slips[0], " ".join(words)])
    assert refused.value.facts["number"] == 2
    with pytest.raises(access.ShareWrong):
        access.combine([world.slips[0], "these words are not of the list"])
    with pytest.raises(access.ShareWrong):
        access.combine([world.slips[0], " ".join(words[:5])])


def test_two_words_in_the_wrong_order_are_noticed(world):
    words = world.slips[1].split()
    place = next(n for n in range(8, len(words)) if words[n] != words[n - 1])
    words[place - 1], words[place] = words[place], words[place - 1]
    with pytest.raises(access.ShareWrong):
        access.combine([world.slips[0], " ".join(words)])


def test_slips_of_another_ceremony_are_refused(world):
    strange = recovery.split(ROOT, access.Shares(k=2, n=3))
    with pytest.raises(access.SharesDisagree):
        access.combine([world.slips[0], strange[1]])


def test_capitals_and_line_breaks_do_not_matter(world):
    assert access.combine([slip.upper().replace(" ", "\n") for slip in world.slips[:2]])


@settings(max_examples=8, deadline=None)
@given(data=st.data(), n=st.integers(2, 5))
def test_any_split_comes_together_again(data, n):
    k = data.draw(st.integers(2, n))
    slips = recovery.split(ROOT, access.Shares(k=k, n=n))
    chosen = data.draw(st.permutations(slips))[:k]
    assert access.combine(chosen) == recovery.keys_of(ROOT)


@pytest.mark.parametrize(("k", "n"), [(1, 1), (1, 3), (0, 2), (3, 2), (2, 17)])
def test_one_holder_alone_is_never_enough(k, n):
    with pytest.raises(access.SharesRefused):
        access.Shares(k=k, n=n)


def test_recovery_opens_what_was_sealed_to_a_compartment(world):
    sealed, plain = io.BytesIO(), io.BytesIO()
    age.encrypt(io.BytesIO(b"evidence"), sealed, access.sealing(world.compartment).recipients)
    age.decrypt(io.BytesIO(sealed.getvalue()), plain, [access.combine(world.slips[:2]).identity])
    assert plain.getvalue() == b"evidence"


def test_recovery_holds_a_wrap_of_every_generation(world):
    access.add_compartment(name="case 7", by=world.session, now=world.tick())
    recovered = access.combine(world.slips[:2])
    for generation in models.KeyGeneration.objects.all():
        wrap = models.Wrap.objects.get(generation=generation, recovery__isnull=False)
        assert open_with(recovered.box.secret, bytes(wrap.sealed), aad=b"wrap\x00" + generation.id.bytes)


def test_recovery_opens_no_account(world):
    from dokaz.kernel.errors import SealBroken
    from dokaz.kernel.sealing import open_field

    recovered = access.combine(world.slips[:2])
    keys = models.AccountKeys.objects.get()
    aad = b"account\x00" + keys.account_id.bytes + (1).to_bytes(4, "big")
    for secret in (recovered.box.secret, recovered.sign.secret):
        with pytest.raises(SealBroken):
            open_field(secret, bytes(keys.sealed), aad=aad)
