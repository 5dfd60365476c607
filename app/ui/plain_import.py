"""Python's own import again, in place of the one PySide6 installs.

PySide6's looks through the source of every module that is imported for `from __feature__`, which
the product does not use: a tenth of the time to the first frame, and all sources in memory.
Import this module after PySide6 and before the product's own.
"""

import builtins


def restore() -> None:
    """Undo PySide6's change of `import`, if this release makes one."""
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


restore()
