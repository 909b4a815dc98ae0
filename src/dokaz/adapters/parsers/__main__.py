"""One question about one file, answered, and the end: nothing is carried from one file to the next."""

import os

from dokaz.adapters.parsers import asking, looking
from dokaz.adapters.parsers.outcomes import Unreadable


def main() -> None:
    told = os.dup(1)
    os.dup2(2, 1)  # what a library prints is no answer
    pipes = asking.Pipes(0, told)
    question = pipes.question()
    file = asking.evidence(pipes, question["size"])
    try:
        answer = looking.look(file, looking.Asked.of(question), pipes.give)
    except Unreadable as why:
        answer = {"trouble": why.code}
    except Exception:  # noqa: BLE001 - the edge: whatever a file does to a library is said in one code
        answer = {"trouble": "broken"}
    pipes.answer(answer)
    os._exit(0)  # no clearing up after a library that a file may have confused


main()
