"""What a person answers at the terminal: a slip is asked again, and leaving is no fault of the program."""

import os
import pty
import sys

import pytest

LEAVING = b"\x04"  # Ctrl-D at the start of a line


@pytest.fixture
def answering(monkeypatch):
    """Puts a terminal in front of the command, at which these answers were typed already."""
    person, terminal = pty.openpty()
    with os.fdopen(terminal, encoding="utf-8") as typed:
        monkeypatch.setattr(sys, "stdin", typed)
        yield lambda answers: os.write(person, answers)
    os.close(person)


def test_a_wrong_answer_in_the_ceremony_is_asked_again(dokaz, fresh, answering, tmp_path):
    answering(b"\nArchive\nfive of three\n3/2\n" + LEAVING)
    said = dokaz("--home", tmp_path / "new", "init")
    assert said.err.count("What is this collection called?") == 2
    assert said.err.count("How many recovery shares open") == 3
    assert not (tmp_path / "new").exists()


def test_leaving_at_a_question_is_said_in_a_sentence(dokaz, fresh, answering, tmp_path):
    answering(LEAVING)
    said = dokaz("--home", tmp_path / "new", "init")
    assert said.code == 1
    assert said.err.splitlines()[-1].endswith(
        "No collection was made, and its keys are gone. Run the command again to begin anew."
    )
