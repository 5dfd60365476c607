"""The privacy screens' models: what they show is what is recorded."""

from concurrent.futures import Future
from dataclasses import fields
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QMetaObject, QUrl
from PySide6.QtQml import QQmlComponent, QQmlEngine
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy

from app.features.consent.domain.ledger import LedgerEntry, read_entry
from app.features.consent.domain.notice import text_sha256
from app.features.consent.rows import LedgerRow, PermissionRow
from app.features.consent.view import Consent, ConsentViewPorts
from tests.fakes.car import ManualClock
from tests.fakes.consents import FakeConsentStore
from tests.fakes.privacy import P3, ConsentBench

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


class Screen:
    """The view with a language that can be changed and a ledger set by hand."""

    def __init__(self, bench: ConsentBench) -> None:
        self.bench = bench
        self.language = "en"
        self.entries: list[LedgerEntry] = []
        self.view = Consent(
            bench.service,
            ConsentViewPorts(
                *(bench.data.registry, bench.data.notices, self, bench.clock),
                language=lambda: self.language,
                format_date=date.isoformat,
                post=bench.post,
            ),
        )
        self.testers = [
            QAbstractItemModelTester(model, FATAL)
            for model in (self.view._purposes, self.view._ledger)
        ]

    def page(self, offset: int = 0, limit: int = 200) -> "Future[list[LedgerEntry]]":
        done: Future[list[LedgerEntry]] = Future()
        done.set_result(self.entries[offset : offset + limit])
        return done

    @property
    def row(self) -> PermissionRow:
        """The question about the workshop, one of many."""
        (row,) = [each for each in self.view.permission_rows if each.id == "/".join(P3)]
        return row


@pytest.fixture
def screen(bench: ConsentBench, qapp: object) -> Screen:
    assert qapp is not None
    return Screen(bench)


def settle(screen: Screen) -> None:
    screen.bench.post.run()
    assert isinstance(screen.bench.clock, ManualClock)
    screen.bench.clock.advance(1)


def test_roles_are_the_fields(screen: Screen) -> None:
    for model, row in ((screen.view._purposes, PermissionRow), (screen.view._ledger, LedgerRow)):
        names = {bytes(name.data()).decode() for name in model.roleNames().values()}
        assert names == {field.name for field in fields(row)}


def test_a_question_shows_what_to_whom_and_until_when(screen: Screen) -> None:
    row = screen.row
    assert (row.id, row.purposeId, row.recipientId) == ("P3/garage-demo", *P3)
    assert (row.consentState, row.askable, row.busy) == ("unknown", True, False)
    assert (row.refuseLabel, row.acceptLabel) == ("Refuse", "Accept")
    assert "Garage Demo" in row.summary
    assert "2028-11-23" in row.summary
    assert len(row.dataItems) == 3
    assert row.validUntilMs == 0
    assert screen.view.property("sharingCount") == 0


def test_accepting_records_the_shown_text_and_counts(
    screen: Screen, records: FakeConsentStore
) -> None:
    spy = QSignalSpy(screen.view.sharingChanged)
    clock = screen.bench.clock
    assert isinstance(clock, ManualClock)
    screen.view.opened(*P3)
    clock.advance(8.4)
    screen.view.accept(*P3)
    assert screen.row.busy
    settle(screen)
    assert (screen.row.consentState, screen.row.busy) == ("given", False)
    assert screen.row.validUntilMs == 1_858_636_800_000
    assert screen.view.property("sharingCount") == 1
    assert spy.count() == 1
    (text,) = records.texts
    notice = records.records[-1].body["notice"]
    assert notice["text_sha256"] == text_sha256(text)
    assert notice["shown_ms"] == 8400
    row = screen.row
    assert text == (
        *(("title", row.title), ("summary", row.summary)),
        *(("data", item) for item in row.dataItems),
        *(("without", row.without), ("refuse", row.refuseLabel), ("accept", row.acceptLabel)),
    )


def test_an_unmeasured_reading_time_is_unknown(screen: Screen, records: FakeConsentStore) -> None:
    screen.view.refuse(*P3)
    settle(screen)
    assert screen.row.consentState == "refused"
    assert records.records[-1].body["notice"]["shown_ms"] is None


def test_the_language_of_the_screen_is_the_one_recorded(
    screen: Screen, records: FakeConsentStore
) -> None:
    screen.language = "fr-CH"
    screen.view.refresh()
    assert screen.row.acceptLabel == "Accepter"
    screen.view.accept(*P3)
    settle(screen)
    assert records.records[-1].body["notice"]["lang"] == "fr"


def test_without_words_nothing_is_asked(screen: Screen, records: FakeConsentStore) -> None:
    screen.language = "fi"
    screen.view.refresh()
    assert (screen.row.askable, screen.row.title) == (False, "")
    spy = QSignalSpy(screen.view.attemptRefused)
    screen.view.accept(*P3)
    settle(screen)
    assert (spy.count(), spy.at(0)) == (1, ["not_askable"])
    assert records.records == []


def test_a_refused_attempt_says_why(screen: Screen) -> None:
    spy = QSignalSpy(screen.view.attemptRefused)
    screen.bench.vehicle.state = "moving"
    screen.view.accept(*P3)
    assert spy.at(0) == ["not_parked"]


def test_withdrawing_and_stopping_everything(screen: Screen) -> None:
    for everything in (False, True):
        screen.view.accept(*P3)
        settle(screen)
        assert screen.view.property("sharingCount") == 1
        if everything:
            screen.view.stopAllSharing()
        else:
            screen.view.withdraw(*P3)
        assert screen.row.consentState == "withdrawn"
        assert screen.view.property("sharingCount") == 0
        settle(screen)


def test_closing_the_question_defers_it(screen: Screen) -> None:
    screen.view.dismiss(*P3)
    settle(screen)
    assert screen.row.consentState == "deferred"


QML = b"""
import QtQml
import QtQml.Models
import Habitacle.Model
QtObject {
    id: root
    property int sharing: Consent.sharingCount
    property string question: ""
    property string left: ""
    property string code: ""
    property list<QtObject> parts: [
        Instantiator {
            model: Consent.purposes
            QtObject {
                required property string purposeId
                required property string title
                required property list<string> dataItems
                required property bool askable
                required property real validUntilMs
                onValidUntilMsChanged: root.question = purposeId + title + dataItems.length
            }
        },
        Instantiator {
            model: Consent.ledger
            QtObject {
                required property real timeMs
                required property int bytes
                required property string kind
                required property string category
                Component.onCompleted: root.left = kind + bytes + category
            }
        },
        Connections {
            target: Consent
            function onAttemptRefused(code: string) { root.code = code; }
        }
    ]
    function accept() { Consent.accept("P3", "garage-demo"); }
}
"""


def test_qml_reads_the_models_and_answers(screen: Screen) -> None:
    screen.view.provide()
    engine = QQmlEngine()
    component = QQmlComponent(engine)
    component.setData(QML, QUrl.fromLocalFile("/consent.qml"))
    root = component.create()
    assert not component.isError(), component.errorString()
    QMetaObject.invokeMethod(root, "accept")
    settle(screen)
    screen.entries = [entry("v1/hu-1/up/maintenance/gone", "gone", ["alert"])]
    screen.view.refreshLedger()
    settle(screen)
    assert root.property("sharing") == 1
    assert root.property("question") == "P3Maintenance data to my workshop3"
    assert root.property("left") == "maintenance321alert"
    screen.bench.vehicle.state = "moving"
    QMetaObject.invokeMethod(root, "accept")
    assert root.property("code") == "not_parked"


def test_a_broken_log_is_told(records: FakeConsentStore, clock: ManualClock, qapp: object) -> None:
    assert qapp is not None
    bench = ConsentBench(FakeConsentStore(records.records, intact=False), clock)
    screen = Screen(bench)
    spy = QSignalSpy(screen.view.intactChanged)
    bench.start()
    assert spy.count() == 1
    assert screen.view.property("intact") is False


def entry(topic: str, recipient: str, categories: list[str]) -> LedgerEntry:
    body: dict[str, Any] = {
        "ts": "2026-11-24T12:00:00.000Z",
        "purpose": "P3",
        "recipient": recipient,
        "topic": topic,
        "categories": categories,
        "bytes": 321,
        "hash": topic,
    }
    return read_entry(body)


def test_the_ledger_shows_what_left(screen: Screen) -> None:
    screen.entries = [
        entry("v1/hu-1/up/withdraw/P3/garage-demo", "garage-demo", []),
        entry("v1/hu-1/up/maintenance/gone", "gone", ["alert", "odometer"]),
    ]
    screen.view.refreshLedger()
    settle(screen)
    first, second = screen.view._ledger.rows
    assert (first.kind, first.recipientName, first.category) == ("withdraw", "Garage Demo", "")
    assert (second.kind, second.recipientName, second.category) == ("maintenance", "gone", "alert")
    assert (first.bytes, first.timeMs) == (321, 1_795_521_600_000)
