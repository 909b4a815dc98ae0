"""Boxes, and boxes that move: what is covered is covered whatever the size of the picture."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dokaz.kernel.regions import SCALE, Box, KeyFrame, RegionUnfit, Stretch, Track

SIDES = st.tuples(*[st.integers(0, SCALE)] * 4).filter(lambda side: side[0] < side[2] and side[1] < side[3])
BOXES = SIDES.map(lambda side: Box(*side))
TRACKS = st.lists(st.tuples(st.integers(0, 60_000), BOXES), min_size=2, max_size=5, unique_by=lambda each: each[0]).map(
    lambda frames: Track.of(KeyFrame(*each) for each in frames)
)


def within(inner, outer):
    return Box.around([inner, outer]) == outer


@settings(max_examples=50)
@given(TRACKS, st.integers(0, 60_000), st.integers(0, 2_000))
def test_a_box_that_moves_stays_within_the_hull_of_its_key_frames(track, begins, lasting):
    found = track.during(begins, begins + lasting)
    first, last = track.frames[0].at, track.frames[-1].at
    assert (found is None) == (begins + lasting < first or begins > last)
    assert found is None or within(found, Box.around(frame.box for frame in track.frames))


@settings(max_examples=50)
@given(TRACKS, st.integers(0, 60_000), st.integers(0, 2_000), st.integers(0, 2_000))
def test_a_longer_look_never_uncovers_what_a_shorter_one_covers(track, begins, lasting, longer):
    shorter, wider = (
        track.during(begins, begins + lasting),
        track.during(max(0, begins - 10), begins + lasting + longer),
    )
    assert shorter is None or within(shorter, wider)


@settings(max_examples=50)
@given(TRACKS)
def test_at_a_key_frame_the_box_is_the_one_that_was_drawn(track):
    for frame in track.frames:
        assert track.during(frame.at, frame.at) == frame.box


@settings(max_examples=50)
@given(BOXES, st.integers(1, 5_000), st.integers(1, 5_000), st.integers(0, 20))
def test_every_pixel_that_a_box_touches_is_within_the_picture_and_painted(box, width, height, grown):
    left, top, right, bottom = box.pixels(width, height, grown=grown)
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height
    assert left * SCALE <= box.left * width
    assert right * SCALE >= box.right * width


@pytest.mark.parametrize("sides", [(0, 0, 0, 5), (5, 5, 4, 6), (-1, 0, 5, 5), (0, 0, SCALE + 1, 5)])
def test_a_box_outside_the_picture_is_none(sides):
    with pytest.raises(RegionUnfit):
        Box(*sides)


def test_one_key_frame_stands_through_the_whole_film_or_not_at_all():
    frame = KeyFrame(1_000, Box(0, 0, 5, 5))
    assert Track.of([frame], whole=True).during(90_000, 90_000) == frame.box
    for frames, whole in [([frame], False), ([frame, KeyFrame(2_000, frame.box)], True), ([frame, frame], False)]:
        with pytest.raises(RegionUnfit):
            Track.of(frames, whole=whole)
    with pytest.raises(RegionUnfit):
        Stretch(5, 5)
