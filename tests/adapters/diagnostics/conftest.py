import pytest

from app.adapters.diagnostics import exchange


@pytest.fixture(autouse=True)
def _no_margin(monkeypatch: pytest.MonkeyPatch) -> None:
    """Control units in memory need no time on the way."""
    monkeypatch.setattr(exchange, "MARGIN_S", 0.02)
