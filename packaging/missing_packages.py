"""Print the Debian packages of system-packages.txt whose library or program is not there.

Called by packaging/setup with the scopes that matter (`run`, `dev`), with any Python.
"""

import ctypes
import os
import shutil
import sys
from pathlib import Path

LIST = Path(__file__).with_name("system-packages.txt")
# Debian keeps servers where a user's PATH does not look.
PROGRAMS = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"))


def present(name: str) -> bool:
    """Whether the loader finds the library, or the path the program, called *name*."""
    if ".so" not in name:
        return shutil.which(name, path=PROGRAMS) is not None
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def main(scopes: list[str]) -> None:
    """Print one package a line, in the order of the list."""
    for line in LIST.read_text("utf-8").splitlines():
        scope, name, package = (line.partition("#")[0].split() + [""] * 3)[:3]
        if scope in scopes and not present(name):
            print(package)


if __name__ == "__main__":
    main(sys.argv[1:])
