"""Render the controls and the shell to PNG files, to look at them.

.venv/bin/python tests/visual/gallery.py FOLDER
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickWindow
from PySide6.QtTest import QTest

from app.core.signals import BusState
from app.features.maintenance.domain.tyres import Wheel
from tests.fakes.hmi import Hmi
from tests.ui.driver import Driver
from tests.ui.scene import name_of

SIZES = {"wide": (1920, 720, 12.3), "small": (1024, 600, 7.0), "tall": (768, 1024, 9.0)}
PAGES = ("home", "vehicle", "driving", "services", "offers", "settings", "privacy")
_SETTLE_MS = 250


def fill(hmi: Hmi) -> None:
    """A parked car with ordinary values and one old one."""
    battery = "Vehicle.Powertrain.TractionBattery"
    hmi.car.set(
        {
            "Vehicle.Powertrain.Range": 312_000.0,
            f"{battery}.StateOfCharge.Displayed": 74.0,
            f"{battery}.StateOfCharge.CurrentEnergy": 44.1,
            f"{battery}.Temperature.Average": 21.0,
            "Vehicle.LowVoltageBattery.CurrentVoltage": 12.5,
            "Vehicle.Exterior.AirTemperature": 14.0,
            "Vehicle.TraveledDistance": 9_400_000.0,
        }
    )
    hmi.car.tyres(250.0)
    hmi.clock.advance(200)
    hmi.car.stale(f"{battery}.Temperature.Average")
    hmi.park()
    hmi.online(pending=3)


def main(folder: Path) -> None:
    """Write all pictures to *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    application = QGuiApplication(sys.argv[:1])
    hmi = Hmi()
    fill(hmi)
    engine = hmi.engine()
    engine.load(str(Path(__file__).with_suffix(".qml")))
    engine.loadFromModule("Habitacle.App", "Main")
    engine.warnings.connect(print)
    gallery, shell = (root for root in engine.rootObjects() if isinstance(root, QQuickWindow))
    shoot(hmi, gallery, folder / "controls")
    for name, (width, height, diagonal) in SIZES.items():
        hmi.display.set_diagonal(diagonal)
        shell.resize(width, height)
        hmi.display.resize(width, height)
        for page in PAGES:
            _navigate(shell, page)
            shoot(hmi, shell, folder / f"{name}-{page}")
    states(hmi, shell, folder)
    hmi.close(engine)
    application.quit()


def states(hmi: Hmi, shell: QQuickWindow, folder: Path) -> None:
    """Panels over the page, a silent car, the road, and right to left."""
    for name, (width, height, diagonal) in SIZES.items():
        hmi.display.set_diagonal(diagonal)
        shell.resize(width, height)
        hmi.display.resize(width, height)
        driver = Driver(shell, hmi)
        driver.open("home")
        driver.press(next(n for n in map(name_of, driver.items()) if n.startswith("Privacy")))
        shoot(hmi, shell, folder / f"{name}-sheet")
        driver.key(Qt.Key.Key_Escape)
        hmi.drive(50.0)
        driver.settle()
        driver.press("Offers and rewards")
        shoot(hmi, shell, folder / f"{name}-lock")
        driver.press("OK")
        hmi.car.buses(body=BusState.SILENT, powertrain=BusState.SILENT)
        hmi.vehicle.refresh()
        shoot(hmi, shell, folder / f"{name}-silent")
        hmi.park()
        hmi.i18n.setLanguage("ar-XB")
        shoot(hmi, shell, folder / f"{name}-rtl")
        hmi.i18n.setLanguage("en")
        _leak(hmi)
        shoot(hmi, shell, folder / f"{name}-alert")
        driver.press("Understood")


def _leak(hmi: Hmi) -> None:
    kpa = dict.fromkeys(Wheel, 250.0)
    for phase in range(4):
        for second in range(80):
            hmi.clock.advance(1)
            kpa[Wheel.REAR_LEFT] = 250.0 - 1.5 * second if phase == 3 else 250.0
            hmi.car.tyres(kpa)
            hmi.maintenance_service.observe()
    hmi.maintenance.refresh()


def shoot(hmi: Hmi, window: QQuickWindow, stem: Path) -> None:
    """Both themes of *window*."""
    for theme in ("night", "day"):
        hmi.preferences.set_theme(theme)
        QTest.qWait(_SETTLE_MS)
        window.grabWindow().save(f"{stem}-{theme}.png")


def _navigate(window: QObject, page: str) -> None:
    window.open(page)  # type: ignore[attr-defined]
    QTest.qWait(_SETTLE_MS)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
