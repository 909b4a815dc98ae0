import time
from dokaz.consent import api as consent
from dokaz.journal import api as journal

def test_measure(house):
    for n in range(300):
        house.says(house.kept.person(f"P{n}"))
    journal.sequence(now=house.now())
    for name, ask in (("list", consent.ask_again), ("count", consent.count_again)):
        for turn in range(4):
            journal.sequence(now=house.now())
            began = time.perf_counter()
            ask(by=house.by, now=house.now())
            print(name, turn, round((time.perf_counter() - began) * 1000, 1), "ms")
