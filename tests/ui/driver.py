"""Uses the screen as a person does: finds by role and name, presses, reads."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QUrl
from PySide6.QtGui import QAccessible
from PySide6.QtQml import QQmlApplicationEngine, QQmlComponent
from PySide6.QtQuick import QQuickItem, QQuickWindow
from PySide6.QtTest import QTest

from app.main.paths import QML
from tests.fakes.hmi import Hmi
from tests.ui import scene

Role = QAccessible.Role
_PATIENCE_MS = 5000
_STEP_MS = 10


class Driver:
    """A window and the world behind it."""

    def __init__(self, window: QQuickWindow, hmi: Hmi) -> None:
        self.window = window
        self.hmi = hmi

    def resize(self, width: int, height: int, inches: float) -> None:
        """Become another display."""
        self.hmi.display.set_diagonal(inches)
        self.window.resize(width, height)
        self.hmi.display.resize(width, height)
        self.settle()

    def open(self, page: str) -> None:
        """Show *page* by the shell's own function."""
        self.window.open(page)  # type: ignore[attr-defined]
        host = self.child("pageHost")
        self.until(lambda: host.property("shown") == self.window.property("page"))
        self.until(lambda: self._arrived(host))
        self.settle()

    def items(self, role: Role | None = None) -> list[QQuickItem]:
        """What can be pressed now, in order of the scene."""
        return [i for i in scene.interactive_items(self.window) if role in (None, role_of(i))]

    def names(self) -> set[str]:
        """Accessible names of what can be pressed now."""
        return {scene.name_of(item) for item in self.items()}

    def find(self, name: str, role: Role | None = None) -> QQuickItem:
        """The one pressable item of that accessible name; AssertionError names what there is."""
        found = [item for item in self.items(role) if scene.name_of(item) == name]
        known = sorted({scene.name_of(item) for item in self.items()})
        assert len(found) == 1, f"{len(found)} items named {name!r}; there are {known}"
        return found[0]

    def child(self, object_name: str) -> QQuickItem:
        """The item of that object name."""
        found: QQuickItem | None = self.window.findChild(QQuickItem, object_name)
        assert found is not None, object_name
        return found

    def press(self, name: str, role: Role | None = None) -> None:
        """Press and release in the middle of the item of that name, scrolled into view."""
        item = self.find(name, role)
        self.reveal(item)
        self.tap(item)

    def reveal(self, item: QQuickItem) -> None:
        """Scroll as a finger would, until *item* is inside what scrolls it."""
        pane: QQuickItem | None = item.parentItem()
        while pane is not None and not pane.inherits("QQuickFlickable"):
            pane = pane.parentItem()
        if pane is None:
            return
        below = scene.area(item).bottom() - scene.area(pane).bottom()
        above = scene.area(pane).top() - scene.area(item).top()
        if below > 0 or above > 0:
            pane.setProperty(
                "contentY", pane.property("contentY") + (below if below > 0 else -above)
            )
            self.settle()

    def tap(self, item: QQuickItem) -> None:
        """Press and release in the middle of *item*."""
        centre = scene.area(item).center().toPoint()
        QTest.mouseClick(
            self.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, centre
        )
        self.settle()

    def key(self, key: Qt.Key) -> None:
        """Press and release a key."""
        QTest.keyClick(self.window, key)
        self.settle()

    def focused(self) -> str:
        """Accessible name of the item that has the focus."""
        item: QQuickItem | None = self.window.activeFocusItem()
        return "" if item is None else scene.name_of(item)

    def text(self) -> list[str]:
        """Everything that can be read."""
        return [str(item.property("text")) for item in scene.texts(self.window)]

    def faults(self) -> list[str]:
        """What the scene walk finds."""
        geometry, ratio = self.hmi.display.geometry, self.window.devicePixelRatio()
        return scene.faults(self.window, geometry.scale / ratio)

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait for *condition*; AssertionError when it does not come."""
        for _ in range(_PATIENCE_MS // _STEP_MS):
            if condition():
                return
            QTest.qWait(_STEP_MS)
        raise AssertionError("the screen did not get there in time")

    def settle(self) -> None:
        """Wait until nothing moves or loads any more."""
        before: object = None
        for _ in range(_PATIENCE_MS // _STEP_MS):
            QTest.qWait(_STEP_MS)
            now = [(scene.area(item), item.isVisible()) for item in self._everything()]
            if now == before and self._loaded():
                return
            before = now
        raise AssertionError("the screen never came to rest")

    @staticmethod
    def _arrived(host: QQuickItem) -> bool:
        """Whether the page has slid to its place."""
        top = scene.area(host).top()
        return all(scene.area(p).top() == top for p in host.childItems() if p.isVisible())

    def _loaded(self) -> bool:
        """Whether the screen that was asked for is there."""
        host: QQuickItem | None = self.window.findChild(QQuickItem, "pageHost")
        return host is None or host.property("shown") == self.window.property("page")

    def _everything(self) -> list[QQuickItem]:
        return list(scene.visible_items(self.window))


class Bench:
    """Pieces of QML, each in a window of its own, over the same engine."""

    hmi: Hmi

    def __init__(self, engine: QQmlApplicationEngine) -> None:
        self.engine = engine
        self._shown: list[QObject] = []

    def show(self, body: str, width: int = 1200, height: int = 800) -> Driver:
        """Show *body*, the declarations inside a window, with the usual imports."""
        source = (
            "pragma ComponentBehavior: Bound\nimport QtQuick\nimport QtQuick.Layouts\n"
            "import Habitacle.Controls\nimport Habitacle.Model\nimport Habitacle.Theme\n"
            f"Window {{ id: root; width: {width}; height: {height}; visible: true\n"
            f"property list<string> log: []\ncolor: Theme.background\n{body}\n}}"
        )
        component = QQmlComponent(self.engine)
        component.setData(source.encode(), QUrl.fromLocalFile(str(QML / "bench.qml")))
        window = component.create()
        assert isinstance(window, QQuickWindow), component.errorString()
        self._shown += [window, component]
        driver = Driver(window, self.hmi)
        driver.settle()
        return driver

    def clear(self) -> None:
        """Close what was shown."""
        for shown in self._shown:
            shown.deleteLater()
        self._shown.clear()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def role_of(item: QQuickItem) -> Role:
    """Accessible role of *item*."""
    return QAccessible.queryAccessibleInterface(item).role()


def log(driver: Driver) -> list[str]:
    """What a piece on the bench noted in `root.log`."""
    return list(driver.window.property("log"))
