"""The table of screens is complete, and every entry shows what it says."""

import re
from pathlib import Path

import pytest
from PySide6.QtQml import qmlContext

from app.main.paths import QML
from tests.ui import scene
from tests.ui.driver import Driver, Role
from tests.ui.screens import SCREENS, STATES, Screen, bring, rest, shell

AREAS = QML / "Habitacle"
DRAWN = re.compile(r"\w+(Page|Panel|Sheet)\.qml")


def windows_of_their_own() -> set[Path]:
    """Folders of the tools that are no part of the driver's display."""
    return {path.parent for path in AREAS.glob("*/*Window.qml")}


def expected() -> set[Path]:
    """Every file that is a page, a panel or a sheet."""
    files = {p for p in AREAS.glob("*/*.qml") if DRAWN.fullmatch(p.name)}
    return {p for p in files if p.parent not in windows_of_their_own()}


def on_display(driver: Driver) -> set[Path]:
    """QML files of what is visible: where it stands, and what a loader brought."""
    urls = set()
    for item in scene.visible_items(driver.window):
        context = qmlContext(item)
        if context is not None:
            urls.add(context.baseUrl())
        if item.inherits("QQuickLoader"):
            urls.add(item.property("source"))
    return {Path(url.toLocalFile()).resolve() for url in urls if url.isLocalFile()}


def unreached(driver: Driver, screens: tuple[Screen, ...]) -> set[str]:
    """Names of the expected files that none of *screens* shows in any state."""
    left = {path.resolve() for path in expected()}
    for each in screens:
        rest(driver)
        each.show(driver)
        left -= on_display(driver)
        bring(driver, "moving")
        left -= on_display(driver)
    rest(driver)
    return {path.name for path in left}


def test_every_page_panel_and_sheet_is_in_the_table(screen: Driver) -> None:
    assert len(expected()) > 10
    assert unreached(screen, SCREENS) == set()


def test_a_page_that_is_not_in_the_table_is_found(screen: Driver) -> None:
    some = tuple(each for each in SCREENS if each.name == "home")
    assert {"VehiclePage.qml", "QuickSheet.qml"} <= unreached(screen, some)


def test_every_section_of_settings_is_in_the_table(screen: Driver) -> None:
    rest(screen)
    screen.open("settings")
    rows = [i for i in screen.items(Role.Button) if "RowButton" in scene.kinds(i)]
    sections = set()
    for row in rows:
        row.activated.emit()  # type: ignore[attr-defined]
        sections.add(str(shell(screen).property("section")))
        shell(screen).setProperty("section", "")
    rest(screen)
    assert len(sections) == len(rows) > 3
    assert sections <= {each.name.removeprefix("settings/") for each in SCREENS}


def test_names_differ() -> None:
    assert len({each.name for each in SCREENS}) == len(SCREENS)


@pytest.mark.parametrize("state", STATES)
def test_a_state_is_brought_and_left(screen: Driver, state: str) -> None:
    rest(screen)
    bring(screen, state)
    assert screen.hmi.restrictions.property("drivingState") == state
    rest(screen)
    assert screen.hmi.restrictions.state == "parked"
