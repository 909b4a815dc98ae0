import pytest

from dokaz.access import api as access
from dokaz.access import passphrases
from dokaz.access.passphrases import Argon2Cost

LIGHT = Argon2Cost(memory_kib=64, passes=1, lanes=1)


def test_what_we_propose_is_strong_and_never_twice_the_same():
    proposed = {access.propose_passphrase() for _ in range(50)}
    assert len(proposed) == 50
    for passphrase in proposed:
        assert len(passphrase.split()) == 8
        access.require_strong(passphrase)


@pytest.mark.parametrize(
    "weak",
    ["", "   ", "123456", "correct horse", "academic acid acne acquire acrobat activity actress", "a" * 40,
     "abcabcabcabcabcabcabcabc", "acid acid acid acid acid acid acid acid"],
)  # fmt: skip
def test_what_can_be_guessed_is_refused(weak):
    with pytest.raises(access.WeakPassphrase):
        access.require_strong(weak)


@pytest.mark.parametrize("strong", ["мой вельмі доўгі сказ пра возера", "Quite-a-long-sentence_of 2026!"])
def test_a_long_sentence_of_ones_own_is_taken(strong):
    access.require_strong(strong)


def test_every_part_of_the_derivation_counts():
    base = {"passphrase": "a phrase", "salt": bytes(16), "pepper": bytes(32), "cost": LIGHT}
    changed = [
        {},
        {"passphrase": "another phrase"},
        {"salt": bytes(15) + b"1"},
        {"pepper": bytes(31) + b"1"},
        {"cost": Argon2Cost(memory_kib=64, passes=2, lanes=1)},
    ]
    results = [_stretched(**(base | change)) for change in changed]
    keys = {key for each in results for key in (each.machine, each.verifier, each.account)}
    assert len(keys) == 3 * len(changed)


def test_the_default_cost_is_what_the_rules_ask():
    assert (access.DEFAULT_COST.memory_kib, access.DEFAULT_COST.passes) == (256 * 1024, 3)


def test_stretched_keys_show_nothing():
    stretched = _stretched("a phrase", salt=bytes(16), pepper=bytes(32), cost=LIGHT)
    assert stretched.account.hex() not in repr(stretched)
    assert repr(stretched) == "Stretched()"


def _stretched(passphrase, **facts):
    return passphrases.stretch(passphrase, **facts)
