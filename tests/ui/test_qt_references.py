"""The pinned PySide6 loses no reference to None, True or False; a lost one ends in an abort."""

import sys
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal

CALLS = 200
SLACK = 20


class Probe(QObject):
    told = Signal()
    moved = Signal(bool)

    def customEvent(self, _event: QEvent) -> None:  # noqa: N802 - Qt's name
        return None


def emit(probe: Probe) -> None:
    probe.told.emit()
    probe.moved.emit(True)
    probe.moved.emit(False)


def name(probe: Probe) -> None:
    probe.setObjectName("probe")


def process(_probe: Probe) -> None:
    QCoreApplication.processEvents()


def override(probe: Probe) -> None:
    QCoreApplication.sendEvent(probe, QEvent(QEvent.Type.User))


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("call", [emit, name, process, override], ids=lambda call: call.__name__)
def test_references_stay(call: Callable[[Probe], None]) -> None:
    probe = Probe()
    call(probe)
    before = counts()
    for _ in range(CALLS):
        call(probe)
    lost = [a - b for a, b in zip(before, counts(), strict=True)]
    assert all(abs(n) < SLACK for n in lost), lost


def counts() -> list[int]:
    singletons: tuple[Any, ...] = (None, True, False)
    return [sys.getrefcount(value) for value in singletons]
