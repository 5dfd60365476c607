"""One small project, set up once."""

from pathlib import Path

import pytest

from tests.packaging.scripts import call, small_project


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project after its first packaging/setup."""
    root = small_project(tmp_path_factory.mktemp("setup"), "run libc.so.6 libc6\n")
    result = call(root / "packaging/setup")
    assert result.returncode == 0, result.stderr
    return root
