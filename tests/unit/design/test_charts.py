"""Charts: round grid lines, true lengths, gaps where nothing is known, and the same numbers as a table."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dokaz.design.charts import Bar, Bars, Lines, Series, scale, step
from dokaz.design.errors import AmountNegative, SeriesUneven, TooManySeries


def bars(*amounts):
    return Bars(
        "b", "Title", "Kind", "Items", tuple(Bar(f"bar {n}", amount) for n, amount in enumerate(amounts)), "not counted"
    )


def lines(*series):
    named = tuple(Series(f"line {n}", amounts) for n, amounts in enumerate(series))
    return Lines("l", "Title", "Year", tuple(str(2019 + n) for n in range(len(series[0]))), named, "not known")


@settings(deadline=None)
@given(st.integers(0, 10**12))
def test_grid_lines_are_round_few_and_reach_the_top(top):
    found = scale(top)
    assert found[0] == 0
    assert found[-1] >= top
    assert len(found) < 3 or found[-2] < max(top, 1)
    assert 2 <= len(found) <= 6
    assert str(step(top)).strip("0") in {"1", "2", "5"}


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(0, 10**9)), min_size=1, max_size=12))
def test_bars_are_as_long_as_their_amounts(amounts):
    top = max((amount or 0 for amount in amounts), default=0)
    for bar, length in bars(*amounts).lengths():
        assert float(length) == pytest.approx(100 * (bar.amount or 0) / max(top, 1), rel=1e-4)


def test_what_was_not_counted_is_said_and_has_no_bar():
    drawn = bars(5, None).html()
    assert "not counted" in drawn
    assert drawn.count("<rect") == 1


def test_lengths_are_written_alike_in_every_language(reading):
    with reading("ru"):
        assert 'width="33.3333"' in bars(1, 3).html()
        assert not re.search(r'd="[^"]*,', lines((1, 7, 3)).html())


def paths(chart):
    return [line.paths for line in chart.drawn()]


def test_a_gap_breaks_the_line_and_a_lone_value_is_only_a_mark():
    chart = lines((1, 2, None, 4, None, 5, 6))
    assert [path.count("L") for path in paths(chart)[0]] == [1, 1]
    assert len(next(iter(chart.drawn())).marks) == 5


def test_nothing_known_draws_no_line():
    assert paths(lines((None, None))) == [()]


def test_the_highest_value_is_under_the_top_and_nought_is_on_the_ground():
    chart = lines((0, 90, 1_370))
    assert chart.y(0) == chart.BOTTOM
    assert chart.TOP <= chart.y(1_370) < chart.y(90)


def test_the_table_beside_has_every_number():
    drawn = lines((1, None, 3), (40, 50, 60)).html()
    for shown in ("2019", "2021", ">40<", ">60<", "not known"):
        assert shown in drawn


@pytest.mark.parametrize("length", [1, 2, 5, 6, 17, 60])
def test_there_is_room_for_the_labels_under_the_line(length):
    assert 1 <= len(list(lines((1,) * length).marked_labels())) <= 6


def test_an_empty_chart_is_drawn_without_a_fault():
    assert "<table" in Bars("b", "T", "K", "I", (), "-").html()
    assert "<table" in Lines("l", "T", "Y", (), (), "-").html()


def test_what_could_mislead_is_refused():
    with pytest.raises(TooManySeries, match="5 lines"):
        lines(*[(1, 2)] * 5)
    with pytest.raises(SeriesUneven, match="line 1"):
        lines((1, 2), (1,))
    with pytest.raises(AmountNegative):
        bars(3, -1)
    with pytest.raises(AmountNegative):
        lines((3, -1))
