"""The QML engine: our modules, our icons, no network."""

import logging
from pathlib import Path

from PySide6.QtCore import (
    QCoreApplication,
    QIODevice,
    QMessageLogContext,
    QObject,
    QtMsgType,
    QUrl,
    qInstallMessageHandler,
)
from PySide6.QtNetwork import QNetworkAccessManager, QNetworkReply, QNetworkRequest
from PySide6.QtQml import QQmlApplicationEngine, QQmlComponent, QQmlNetworkAccessManagerFactory
from PySide6.QtQuick import QQuickWindow

from app import __version__
from app.core.errors import HabitacleError
from app.ui.icons import IconProvider

_log = logging.getLogger("habitacle.qml")
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class DenyingManager(QNetworkAccessManager):
    """Refuses every request, whatever the scheme, without a socket."""

    def createRequest(
        self,
        op: QNetworkAccessManager.Operation,
        request: QNetworkRequest,
        /,
        outgoingData: QIODevice | None = None,  # noqa: N803  the name in Qt
    ) -> QNetworkReply:
        """A reply that fails at once."""
        _log.warning("QML asked for %s; refused.", request.url().toDisplayString())
        refused = QNetworkRequest(QUrl("denied:"))
        return super().createRequest(op, refused, outgoingData)


class DenyingFactory(QQmlNetworkAccessManagerFactory):
    """Gives the engine managers that refuse everything."""

    def __init__(self) -> None:
        super().__init__()
        self._managers: list[DenyingManager] = []

    def create(self, parent: QObject) -> QNetworkAccessManager:
        """A denying manager owned by *parent*."""
        manager = DenyingManager(parent)
        self._managers.append(manager)
        return manager


def make_engine(qml_path: Path, icons: IconProvider) -> QQmlApplicationEngine:
    """An engine that finds the modules under *qml_path* and icons at `image://icon/`.

    The singletons must have been provided before something is loaded.
    """
    QCoreApplication.setApplicationVersion(__version__)
    engine = QQmlApplicationEngine()
    engine.addImportPath(str(qml_path))
    engine.addImageProvider("icon", icons)
    factory = DenyingFactory()
    engine.setNetworkAccessManagerFactory(factory)
    # Qt keeps a bare pointer: the factory and the provider must live as long as the engine.
    engine.kept_alive = (factory, icons)  # type: ignore[attr-defined]
    return engine


def read_ahead(engine: QQmlApplicationEngine, *parts: tuple[str, str]) -> list[QQmlComponent]:
    """Have Qt's own thread read and compile *parts* (module, name) while this one does other work.

    Keep the result until they are loaded. Every type they name is registered by then.
    """
    components = []
    for module, name in parts:
        component = QQmlComponent(engine)
        component.loadFromModule(module, name, QQmlComponent.CompilationMode.Asynchronous)
        components.append(component)
    return components


def load_window(
    engine: QQmlApplicationEngine, module: str = "Habitacle.App", name: str = "Main"
) -> QQuickWindow:
    """Load a window, the application's by default; HabitacleError when its QML does not load."""
    engine.loadFromModule(module, name)
    windows = [root for root in engine.rootObjects() if isinstance(root, QQuickWindow)]
    if not windows:
        raise HabitacleError("The screen could not be loaded; the log names the QML fault.")
    return windows[0]


def route_qt_messages() -> None:
    """Send Qt's and QML's messages to `logging`, logger `habitacle.qml`."""

    def handle(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        where = f" ({context.file}:{context.line})" if context.file else ""
        _log.log(_LEVELS[kind], "%s%s", message, where)

    qInstallMessageHandler(handle)
