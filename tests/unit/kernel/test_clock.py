from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokaz.kernel import clock
from dokaz.kernel.errors import TimestampMalformed

NOON = datetime(2020, 8, 12, 12, tzinfo=UTC)
instants = st.datetimes(
    datetime(1, 1, 3),  # noqa: DTZ001
    datetime(9999, 12, 29),  # noqa: DTZ001
    timezones=st.timezones(),
)


def test_now_is_aware_and_in_utc():
    assert clock.now().utcoffset() == timedelta(0)


def test_a_shown_clock_is_read_and_then_taken_away():
    with clock.showing(clock.Clock(NOON, step=timedelta(seconds=2))) as shown:
        assert [clock.now(), clock.now()] == [NOON, NOON + timedelta(seconds=2)]
        shown.advance(timedelta(days=1))
        assert clock.now() == NOON + timedelta(days=1, seconds=4)
    assert clock.now() > NOON + timedelta(days=365)


@given(instants)
def test_an_instant_is_read_back_as_it_was_written(instant):
    assert clock.parse_timestamp(clock.timestamp(instant)) == instant.astimezone(UTC)


@given(instants, instants)
def test_text_order_is_time_order(one, other):
    assert (clock.timestamp(one) < clock.timestamp(other)) == (one.astimezone(UTC) < other.astimezone(UTC))


def test_times_of_others_may_have_another_zone_or_no_fraction():
    assert clock.parse_timestamp("2020-08-12T15:00:00+03:00") == NOON
    assert clock.timestamp(NOON.astimezone(timezone(timedelta(hours=3)))) == "2020-08-12T12:00:00.000000Z"


@pytest.mark.parametrize(
    "text",
    [
        "2020-08-12",
        "2020-08-12T12:00:00",
        "2020-08-12T12:00Z",
        "2020-02-30T12:00:00Z",
        "2020-08-12T12:00:60Z",
        "2020-08-12T12:00:00.1234567Z",
        "2020-08-12 12:00:00Z",
        "0001-01-01T00:00:00+03:00",
    ],
)
def test_a_time_without_day_zone_or_place_in_the_calendar_is_refused(text):
    with pytest.raises(TimestampMalformed, match=text[:10]):
        clock.parse_timestamp(text)


def test_a_time_without_zone_is_never_written():
    with pytest.raises(TimestampMalformed):
        clock.timestamp(datetime(2020, 8, 12))  # noqa: DTZ001
