"""A small project with the real scripts, in a path with a blank, that needs no network."""

import os
import shutil
import subprocess
from pathlib import Path

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"

PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
"""
BACKEND = """
from pathlib import Path
from zipfile import ZipFile

FILES = {
    "tiny.py": "def main():\\n    import sys\\n    print(*sys.argv[1:], sep='|')\\n",
    "tiny-1.dist-info/METADATA":
        "Metadata-Version: 2.1\\nName: tiny\\nVersion: 1\\nProvides-Extra: dev\\n",
    "tiny-1.dist-info/WHEEL":
        "Wheel-Version: 1.0\\nGenerator: tiny\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    "tiny-1.dist-info/entry_points.txt": "[console_scripts]\\nhabitacle = tiny:main\\n",
    "tiny-1.dist-info/RECORD": "",
}

def build_editable(folder, config_settings=None, metadata_directory=None):
    with ZipFile(Path(folder) / "tiny-1-py3-none-any.whl", "w") as wheel:
        for name, text in FILES.items():
            wheel.writestr(name, text)
    return "tiny-1-py3-none-any.whl"
"""


def small_project(parent: Path, packages: str) -> Path:
    """The scripts with *packages* as system-packages.txt and a project that pip builds offline."""
    root = parent / "a folder" / "habitacle"
    shutil.copytree(PACKAGING, root / "packaging", ignore=shutil.ignore_patterns("__pycache__"))
    (root / "packaging/system-packages.txt").write_text(packages, "utf-8")
    (root / "pyproject.toml").write_text(PYPROJECT, "utf-8")
    (root / "backend.py").write_text(BACKEND, "utf-8")
    return root


def call(script: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run *script* from the root folder, without any package index."""
    return subprocess.run(
        [script, *words],
        cwd="/",
        env={**os.environ, "PIP_NO_INDEX": "1", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def program(path: Path, text: str) -> None:
    """Write an executable shell script."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", "utf-8")
    path.chmod(0o755)
