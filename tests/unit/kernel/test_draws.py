import os
from concurrent.futures import ThreadPoolExecutor

from dokaz.kernel.draws import AT_ONCE, Draws


def test_no_draw_comes_twice_whoever_draws():
    draws = Draws(8)
    with ThreadPoolExecutor(4) as threads:
        taken = list(threads.map(lambda _: draws.take(), range(20 * AT_ONCE)))
    assert len(set(taken)) == len(taken)
    assert {len(each) for each in taken} == {8}


def test_a_forked_child_does_not_draw_what_its_parent_draws():
    draws = Draws(8)
    draws.take()
    reading, writing = os.pipe()
    if os.fork() == 0:
        os.write(writing, draws.take())
        os._exit(0)
    assert os.read(reading, 8) not in [draws.take() for _ in range(AT_ONCE)]
    os.wait()
    os.close(reading)
    os.close(writing)
