import logging
from typing import Any

import pytest
from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QObject,
    QUrl,
    qInstallMessageHandler,
    qWarning,
)
from PySide6.QtNetwork import QNetworkReply, QNetworkRequest
from PySide6.QtQml import QQmlApplicationEngine, QQmlComponent

from app.core.errors import HabitacleError
from app.main.paths import ASSETS, QML
from app.ui.engine import DenyingFactory, load_window, make_engine, route_qt_messages
from app.ui.icons import IconProvider


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/x", "https://example.org", "file:///etc/hostname", "data:,x"]
)
def test_every_request_is_refused(qtbot: Any, caplog: pytest.LogCaptureFixture, url: str) -> None:
    owner = QObject()
    manager = DenyingFactory().create(owner)
    with caplog.at_level(logging.WARNING):
        reply = manager.get(QNetworkRequest(QUrl(url)))
    qtbot.waitUntil(reply.isFinished, timeout=3000)
    assert reply.error() != QNetworkReply.NetworkError.NoError
    assert reply.bytesAvailable() == 0
    assert "refused" in caplog.text


@pytest.mark.usefixtures("qapp")
def test_an_image_from_the_network_is_refused_in_qml(caplog: pytest.LogCaptureFixture) -> None:
    engine = make_engine(QML, IconProvider(ASSETS / "icons"))
    component = QQmlComponent(engine)
    component.loadUrl(QUrl("http://127.0.0.1:9/Evil.qml"))
    while component.isLoading():
        QCoreApplication.processEvents()
    assert component.isError()
    assert "http://127.0.0.1:9/Evil.qml; refused" in caplog.text
    _take_down(engine)


@pytest.mark.qt_log_ignore("failed to load component")
@pytest.mark.usefixtures("qapp")
def test_a_screen_that_does_not_load_is_one_clear_error() -> None:
    engine = QQmlApplicationEngine()
    engine.setImportPathList([])
    engine.setOutputWarningsToStandardError(False)
    with pytest.raises(HabitacleError, match="could not be loaded"):
        load_window(engine)
    _take_down(engine)


def test_qt_messages_go_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    route_qt_messages()
    try:
        with caplog.at_level(logging.WARNING, logger="habitacle.qml"):
            qWarning("a fault in the screen")
    finally:
        qInstallMessageHandler(None)
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "a fault in the screen" in caplog.text


def _take_down(engine: QQmlApplicationEngine) -> None:
    engine.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
