"""Frames over the pipes of a program: heard whole, never longer than allowed, never waited for without end."""

import pytest

from dokaz.adapters import frames
from dokaz.adapters.frames import Frames


@pytest.fixture
def echo():
    """A program that says what it hears, and the frames over its pipes."""
    with frames.started(["cat"]) as process:
        yield process, Frames(process, seconds=30)
        process.kill()


def test_what_was_said_is_heard_whole(echo):
    _process, spoken = echo
    for words in (b"", b"words", bytes(60_000)):
        spoken.say(words)
        assert spoken.hear(most=60_000) == words


def test_a_frame_longer_than_allowed_and_a_program_that_is_gone_are_the_end(echo):
    process, spoken = echo
    spoken.say(b"words")
    with pytest.raises(frames.Ended):
        spoken.hear(most=4)
    process.kill()
    process.wait()
    with pytest.raises(frames.Ended):
        spoken.read(1_000)
    with pytest.raises(frames.Ended):
        spoken.say(b"words")


def test_whoever_says_nothing_or_hears_nothing_is_late(echo):
    _process, spoken = echo
    spoken.within(0)
    with pytest.raises(frames.Late):
        spoken.read(1)
    with pytest.raises(frames.Late):
        spoken.say(bytes(4 * 1024 * 1024))  # nobody takes what comes back, so the pipes are full before its end
