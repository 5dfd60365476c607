from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtTest import QAbstractItemModelTester

from app.ui.keyed_model import KeyedListModel


@dataclass(frozen=True, slots=True)
class Part:
    id: int
    word: str


def watched() -> tuple[KeyedListModel[Part], QAbstractItemModelTester]:
    model = KeyedListModel(Part)
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    return model, QAbstractItemModelTester(model, mode)


def shown(model: KeyedListModel[Part]) -> list[tuple[int, str]]:
    roles = {bytes(name.data()).decode(): role for role, name in model.roleNames().items()}
    return [
        (model.data(model.index(i), roles["id"]), model.data(model.index(i), roles["word"]))
        for i in range(model.rowCount())
    ]


rows = st.lists(
    st.builds(Part, st.integers(0, 8), st.sampled_from("abc")), unique_by=lambda p: p.id
)


@given(st.lists(rows, min_size=1, max_size=6))
def test_any_sequence_of_lists_is_shown(steps: list[list[Part]]) -> None:
    model, _tester = watched()
    for step in steps:
        model.update(step)
        assert shown(model) == [(part.id, part.word) for part in step]
        assert model.rows == tuple(step)


def test_roles_are_the_field_names() -> None:
    model, _tester = watched()
    assert [bytes(n.data()) for n in model.roleNames().values()] == [b"id", b"word"]


def test_a_changed_cell_is_one_signal_with_its_role() -> None:
    model, _tester = watched()
    model.update([Part(1, "a"), Part(2, "b")])
    heard: list[tuple[int, list[int]]] = []
    model.dataChanged.connect(lambda first, _last, roles: heard.append((first.row(), list(roles))))
    resets: list[None] = []
    model.modelReset.connect(lambda: resets.append(None))
    model.update([Part(1, "a"), Part(2, "c")])
    word = next(role for role, name in model.roleNames().items() if name.data() == b"word")
    assert heard == [(1, [word])]
    assert resets == []


def test_nothing_is_told_when_nothing_changed() -> None:
    model, _tester = watched()
    model.update([Part(1, "a")])
    heard: list[object] = []
    model.dataChanged.connect(lambda *_: heard.append("cell"))
    model.rowsInserted.connect(lambda *_: heard.append("row"))
    model.update([Part(1, "a")])
    assert heard == []


def test_two_rows_with_one_key_are_refused() -> None:
    model, _tester = watched()
    with pytest.raises(ValueError, match="same id"):
        model.update([Part(1, "a"), Part(1, "b")])
    with pytest.raises(ValueError, match="no field"):
        KeyedListModel(Part, key="name")
