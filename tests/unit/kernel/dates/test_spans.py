from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dokaz.kernel import errors
from dokaz.kernel.dates import OPEN, UNKNOWN, Doubt, Holds, Moment, Precision, Span

CERTAINLY, POSSIBLY, NO = Holds.CERTAINLY, Holds.POSSIBLY, Holds.NO
doubts = st.sampled_from(Doubt)


@st.composite
def moments(draw, *, doubt=doubts, plain=False):
    day = draw(st.dates(date(1985, 1, 1), date(2030, 12, 31)))
    year, month, number = f"{day.year:04}", f"{day.month:02}", f"{day.day:02}"
    hour, minute, second = (f"{draw(st.integers(0, top)):02}" for top in (23, 59, 59))
    exact = [(year, month, number)]
    finer = [
        (year, month, number, f"{hour}:{minute}:{second}"),
        (year, month, number, f"{hour}:{minute}"),
        (year, month, number, hour),
    ]
    vaguer = [
        (year[:2] + "XX",), (year[:3] + "X",), (year,), (year, "XX"), (year, "XX", "XX"), (year, month), (year, month, "XX"),
        (year, draw(st.sampled_from(["21", "22", "23", "24"]))),
    ]  # fmt: skip
    parts = draw(st.sampled_from(exact if plain else exact + finer + vaguer))
    return Moment(*(*parts, None, None, None)[:4], doubt=draw(doubt))


@st.composite
def spans(draw, *, doubt=doubts, plain=False):
    edges = moments(doubt=doubt, plain=plain)
    begin = draw(edges if plain else st.one_of(edges, st.sampled_from([OPEN, UNKNOWN])))
    end = draw(edges if plain else st.one_of(edges, st.sampled_from([OPEN, UNKNOWN]), st.just(begin)))
    try:
        return Span(begin, end)
    except errors.EndsBeforeItBegins:
        return Span(end, begin)


sure = spans(doubt=st.sampled_from([Doubt.NONE, Doubt.APPROXIMATE]))
whole_days = spans(doubt=st.just(Doubt.NONE), plain=True)


def span(text):
    return Span.parse(text)


@given(spans())
def test_a_span_is_read_back_as_it_was_written(one):
    assert Span.parse(str(one)) == one


@pytest.mark.parametrize(
    "text",
    [
        "2020-08-12", "2020-08", "2020", "1985-04-12T23:20:30", "2020-08-12T14:30", "2020-08-12T14",
        "2020-08-09/2020-08-12", "2004-02-01/2005-02-08", "2004-02-01/2005-02", "2005/2006-02",
        "2001-21", "2001-22", "2001-23", "2001-24",
        "1984?", "2004-06~", "2004-06-11%", "1984~/2004-06", "2004-01-01?/2004-06~",
        "201X", "20XX", "2004-XX", "1985-04-XX", "1985-XX-XX",
        "1985-04-12/..", "1985-04/..", "1985/..", "../1985-04-12", "1985-04-12/", "/1985", "../..", "/",
    ],
)  # fmt: skip
def test_every_form_of_edtf_level_1_within_reach_is_kept_to_the_letter(text):
    assert str(Span.parse(text)) == text


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", errors.DateMalformed),
        ("12.08.2020", errors.DateMalformed),
        ("2020-8-12", errors.DateMalformed),
        ("2020-08-12/2020-08-13/2020-08-14", errors.DateMalformed),
        ("2XXX", errors.DateMalformed),
        ("201X-08", errors.DateMalformed),
        ("2020-XX-12", errors.DateMalformed),
        ("2020-XX-XXT10", errors.DateMalformed),
        ("2020-21-01", errors.DateMalformed),
        ("2020?-08", errors.DateMalformed),
        ("2020-08-12 14:30", errors.DateMalformed),
        ("٢٠٢٠", errors.DateMalformed),
        ("2020-02-30", errors.DateNotInCalendar),
        ("2020-13", errors.DateNotInCalendar),
        ("2020-08-12T24:00", errors.DateNotInCalendar),
        ("2020-08-12T14:61", errors.DateNotInCalendar),
        ("-0044", errors.DateOutOfReach),
        ("-0044-03-15", errors.DateOutOfReach),
        ("Y170000002", errors.DateOutOfReach),
        ("0000", errors.DateOutOfReach),
        ("2020-08-12T14:30:00Z", errors.DateHasZone),
        ("2020-08-12T14:30:00+03:00", errors.DateHasZone),
        ("2020-08-12/2020-08-10", errors.EndsBeforeItBegins),
    ],
)
def test_what_is_wrong_with_a_date_is_said(text, error):
    with pytest.raises(error) as refused:
        Span.parse(text)
    assert text in str(refused.value)


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("20XX", Precision.CENTURY), ("202X", Precision.DECADE), ("2020", Precision.YEAR), ("2020-22", Precision.SEASON),
        ("2020-08", Precision.MONTH), ("2020-XX", Precision.MONTH), ("2020-08-12", Precision.DAY),
        ("2020-08-12T14", Precision.HOUR), ("2020-08-12T14:30", Precision.MINUTE), ("2020-08-12T14:30:05", Precision.SECOND),
    ],
)  # fmt: skip
def test_a_date_keeps_its_precision(text, precision):
    assert Moment.parse(text).precision is precision


@pytest.mark.parametrize(
    ("one", "relation", "other", "holds"),
    [
        ("2020-08-10/2020-08-12", "contains", "2020-08-12", CERTAINLY),
        ("2020-08-10/2020-08-12", "meets", "2020-08-13", CERTAINLY),
        ("2020-08-10/2020-08-12", "before", "2020-08-13", CERTAINLY),
        ("2020-08-10/2020-08-12", "overlaps", "2020-08-13", NO),
        ("2020-08-10/2020-08-12", "overlaps", "2020-08-12", CERTAINLY),
        ("2020-08", "before", "2020-08-15", POSSIBLY),
        ("2020-08", "before", "2020-09", CERTAINLY),
        ("2020-08", "overlaps", "2020-08-15", POSSIBLY),
        ("2020-08", "meets", "2020-09", POSSIBLY),
        ("2020-01/2020-12", "contains", "2020-08", CERTAINLY),
        ("2020-01/2020-12", "contains", "2020-12-15", POSSIBLY),
        ("2020-01/..", "contains", "2024-05-01", CERTAINLY),
        ("2020-01/", "contains", "2024-05-01", POSSIBLY),
        ("../2020", "contains", "1999", CERTAINLY),
        ("2020-08-12", "before", "2020-08-12T14:30", POSSIBLY),
        ("2020-08-12", "overlaps", "2020-08-12T14:30", POSSIBLY),
        ("2020-08-12T14:30", "before", "2020-08-12T14:31", CERTAINLY),
        ("2020-08-12T14", "before", "2020-08-12T14:31", POSSIBLY),
        ("2020-08-12~", "before", "2020-08-15", POSSIBLY),
        ("2020-08-12~", "before", "2020-08-16", CERTAINLY),
        ("2020-08-12?", "before", "2024", POSSIBLY),
        ("2020-08-12?", "before", "2019", NO),
        ("2020-08-XX", "within", "2020-08", CERTAINLY),
        ("2020-08-09", "within", "2020-08", CERTAINLY),
        ("2020", "within", "2020-08", POSSIBLY),
        ("2020-09", "within", "2020-08", NO),
        ("2020-24", "within", "2019", POSSIBLY),
    ],
)
def test_what_two_dates_say_of_each_other(one, relation, other, holds):
    assert getattr(span(one), relation)(span(other)) is holds


def test_a_relation_is_never_used_as_true_or_false():
    with pytest.raises(TypeError):
        bool(span("2020").before(span("2021")))


@given(whole_days, whole_days)
def test_spans_of_whole_days_leave_no_doubt_and_agree_with_day_arithmetic(one, other):
    def ends(of):
        return date.fromisoformat(str(of.begin)), date.fromisoformat(str(of.end)) + timedelta(days=1)

    (a, b), (c, d) = ends(one), ends(other)
    expected = {"before": b <= c, "meets": b == c, "overlaps": a < d and c < b, "contains": a <= c and d <= b}
    found = {relation: getattr(one, relation)(other) for relation in expected}
    assert found == {relation: CERTAINLY if holds else NO for relation, holds in expected.items()}


def days_of(one):
    """All whole-day readings of a span over days, as (first day, day after the last)."""
    (b0, b1), (e0, e1) = one.begin.window, one.end.window
    day = 86_400
    return [(s, e) for s in range(b0, b1, day) for e in range(e0 + day, e1 + day, day) if s < e]


near = st.dates(date(2020, 2, 25), date(2020, 3, 6))
small = st.builds(
    lambda a, b, c, d: Span.parse(f"{min(a, b)}{c.value}/{max(a, b)}{d.value}"),
    near, near, st.sampled_from([Doubt.NONE, Doubt.APPROXIMATE]), st.sampled_from([Doubt.NONE, Doubt.APPROXIMATE]),
)  # fmt: skip
RELATIONS = {
    "before": lambda _, b, c, __: b <= c,
    "meets": lambda _, b, c, __: b == c,
    "overlaps": lambda a, b, c, d: a < d and c < b,
    "contains": lambda a, b, c, d: a <= c and d <= b,
}


@settings(deadline=None)
@given(small, small, st.sampled_from(sorted(RELATIONS)))
def test_certainly_means_in_every_reading_and_no_means_in_none(one, other, relation):
    readings = [RELATIONS[relation](*mine, *its) for mine in days_of(one) for its in days_of(other)]
    assert getattr(one, relation)(other) is Holds.of(certain=all(readings), possible=any(readings))


@given(spans(), spans())
def test_overlap_goes_both_ways_and_before_excludes_it(one, other):
    assert one.overlaps(other) is other.overlaps(one)
    if one.before(other) is CERTAINLY:
        assert one.overlaps(other) is NO
        assert other.before(one) is NO


@given(sure, sure, sure)
def test_certainly_before_and_certainly_contains_are_transitive_on_one_grid(one, two, three):
    assume(one._grid() == two._grid() == three._grid())
    for relation in (Span.before, Span.contains):
        if relation(one, two).certain and relation(two, three).certain:
            assert relation(one, three).certain


@given(spans(), spans(), spans())
def test_hull_is_an_algebra(one, two, three):
    assert one.hull(one) == one
    assert one.hull(two) == two.hull(one)
    assert one.hull(two).hull(three) == one.hull(two.hull(three))
    assert Span.parse(str(one.hull(two))) == one.hull(two)


@given(spans(), spans())
def test_intersection_is_an_algebra_that_agrees_with_hull(one, two):
    assert one.intersection(one) == one
    assert one.intersection(two) == two.intersection(one)
    assert one.intersection(one.hull(two)) is not None
    assert (one.intersection(two) is None) or (one.overlaps(two).possible)


@given(sure, sure)
def test_both_lie_within_their_hull(one, two):
    hull = one.hull(two)
    assume(not hull.uncertain)
    assert one.within(hull).certain
    assert two.within(hull).certain


@given(spans())
def test_a_doubted_source_is_never_certain(one):
    doubted = span("2020-08-12?")
    for relation in (Span.before, Span.meets, Span.overlaps, Span.contains, Span.within):
        assert relation(one, doubted) is not CERTAINLY
        assert relation(doubted, one) is not CERTAINLY


def test_whole_days_are_half_open():
    held = Span.days(date(2020, 8, 9), date(2020, 8, 12))
    assert str(held) == "2020-08-09/2020-08-11"
    assert held.meets(span("2020-08-12")) is CERTAINLY
    assert str(Span.days(date(2020, 8, 9), date(2020, 8, 10))) == "2020-08-09"
    assert str(Span.days(date(2020, 8, 9), None)) == "2020-08-09/.."
    with pytest.raises(errors.EndsBeforeItBegins):
        Span.days(date(2020, 8, 9), date(2020, 8, 9))


def test_an_instant_becomes_the_civil_time_of_a_place():
    instant = datetime(2020, 8, 12, 22, 30, 5, tzinfo=UTC)
    assert str(Span.at(instant, zone=timezone(timedelta(hours=3)))) == "2020-08-13T01:30:05"
    with pytest.raises(errors.TimestampMalformed):
        Span.at(datetime(2020, 8, 12), zone=UTC)  # noqa: DTZ001


def test_the_ends_of_the_calendar_can_be_written():
    for text in ("0001-01-01", "9999-12-31", "0001-24", "9999-24", "00XX", "99XX~"):
        assert str(Span.parse(text)) == text


@pytest.mark.parametrize(
    ("edtf", "first", "last"),
    [
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("2026-02-27~", date(2026, 2, 24), date(2026, 3, 2)),
        ("0001~", date.min, date(3, 1, 1)),
        ("9999~", date(9997, 12, 31), date.max),
        ("99XX?", date(9799, 12, 31), date.max),
    ],
)
def test_first_and_last_day_stay_within_what_a_calendar_can_say(edtf, first, last):
    moment = Moment.parse(edtf)
    assert (moment.first_day, moment.last_day) == (first, last)
