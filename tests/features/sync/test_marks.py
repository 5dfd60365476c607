"""Settled numbers of an issuer: nothing is taken twice, nothing older is lost."""

from hypothesis import given
from hypothesis import strategies as st

from app.features.sync.domain.marks import ABOVE_MAX, Marks


def test_the_worked_example() -> None:
    marks = Marks(17, frozenset({19}))
    assert not marks.settled(18)
    marks = marks.add(18)
    assert (marks.mark, marks.above) == (19, frozenset())
    assert marks.settled(19)
    marks = marks.add(25)
    assert marks == Marks(19, frozenset({25}))
    marks = marks.raised(24)
    assert (marks.mark, marks.above) == (25, frozenset())


def test_a_floor_below_changes_nothing() -> None:
    assert Marks(9, frozenset({12})).raised(3) == Marks(9, frozenset({12}))


def test_many_gaps_fill_it() -> None:
    marks = Marks()
    for seq in range(2, 2 + ABOVE_MAX):
        assert not marks.full
        marks = marks.add(seq)
    assert marks.full
    assert not marks.add(1).full, "the gap is closed"


@given(st.permutations(range(1, 40)))
def test_every_order_ends_at_the_same_mark(order: list[int]) -> None:
    marks, seen = Marks(), set[int]()
    for seq in order:
        assert not marks.settled(seq)
        marks = marks.add(seq)
        seen.add(seq)
        assert all(marks.settled(each) == (each in seen) for each in range(1, 40))
    assert marks == Marks(39)
