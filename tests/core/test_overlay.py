"""The overlay for VSS tools and the catalogue say the same."""

from pathlib import Path
from typing import Any

import pytest

from app.core.catalogue import parse_catalogue

VSS = Path(__file__).resolve().parents[2] / "assets" / "vss"
CATALOGUE = parse_catalogue((VSS / "catalogue.toml").read_text("utf-8"))
OUR_OWN = {
    path
    for path in CATALOGUE
    if path.startswith("Vehicle.Habitacle.") or path == "Vehicle.Orientation.Pitch"
}


@pytest.fixture(scope="module")
def overlay() -> dict[str, dict[str, Any]]:
    yaml = pytest.importorskip("yaml")
    nodes: dict[str, dict[str, Any]] = yaml.safe_load(
        (VSS / "habitacle-overlay.vspec").read_text("utf-8")
    )
    return nodes


def test_the_leaves_are_ours(overlay: dict[str, dict[str, Any]]) -> None:
    leaves = {path for path, node in overlay.items() if node["type"] != "branch"}
    assert leaves == OUR_OWN


def test_leaves_are_as_in_the_catalogue(overlay: dict[str, dict[str, Any]]) -> None:
    for path in OUR_OWN:
        node, entry = overlay[path], CATALOGUE[path]
        assert node["type"] in {"sensor", "actuator", "attribute"}
        assert node["description"].endswith(".")
        assert (node["datatype"], node.get("unit")) == (entry.type, entry.unit), path
        assert (node.get("min"), node.get("max")) == (entry.minimum, entry.maximum), path
        assert tuple(node.get("allowed", ())) == entry.allowed, path


def test_every_leaf_has_its_branches(overlay: dict[str, dict[str, Any]]) -> None:
    for path in overlay:
        parent = path.rpartition(".")[0]
        assert parent == "Vehicle" or overlay[parent]["type"] == "branch", path
