"""QML singletons that the composition root builds and owns."""

from typing import Any, ClassVar

from PySide6.QtCore import QObject
from PySide6.QtQml import QJSEngine


class Provided(QObject):
    """Base of every `@QmlElement @QmlSingleton` class of the product.

    The engine asks for the instance; the composition root has made it with its ports and handed
    it over with `provide`. The last one provided wins, so a process may run one HMI after another.
    """

    _instances: ClassVar[dict[str, QObject]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)

        # PySide6 looks for a plain static method in the class itself; a classmethod is refused.
        def create(_engine: QJSEngine) -> QObject:
            return Provided._instances[cls.__name__]

        cls.create = staticmethod(create)  # type: ignore[attr-defined]

    def provide(self) -> None:
        """Make this instance the one QML sees, and keep it ours: the engine never deletes it."""
        QJSEngine.setObjectOwnership(self, QJSEngine.ObjectOwnership.CppOwnership)
        Provided._instances[type(self).__name__] = self
