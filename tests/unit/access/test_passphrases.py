import threading

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


class Door(threading.Condition):
    """It tells of each who comes to it, before they wait."""

    def __init__(self):
        super().__init__()
        self.come = threading.Semaphore(0)

    def wait_for(self, predicate, timeout=None):
        self.come.release()
        return super().wait_for(predicate, timeout)


def _wait(turns, *, known, had):
    with turns.turn(known=known):
        had.append(known)


def test_no_more_than_a_few_wait_and_those_who_are_known_come_first():
    turns, had = passphrases.Turns(), []
    turns._changed = Door()
    kinds = [False, False, True, True]
    threads = [threading.Thread(target=_wait, args=[turns], kwargs={"known": known, "had": had}) for known in kinds]
    with turns.turn(known=False):
        assert turns._changed.come.acquire(timeout=60)
        for thread in threads:
            thread.start()
            assert turns._changed.come.acquire(timeout=60)
        for known in (False, True):
            with pytest.raises(access.TooManySignIns), turns.turn(known=known):
                pass
    for thread in threads:
        thread.join()
    assert had == [True, True, False, False]
    with turns.turn(known=False):
        pass


def test_a_turn_that_ends_in_a_fault_is_over():
    turns = passphrases.Turns()
    with pytest.raises(ZeroDivisionError), turns.turn(known=True):
        raise ZeroDivisionError
    with turns.turn(known=False):
        pass
