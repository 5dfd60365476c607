"""`image://icon/<name>/<colour>`: SVG icons, tinted on the CPU at the exact pixel size."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtQuick import QQuickImageProvider
from PySide6.QtSvg import QSvgRenderer

_DEFAULT_PX = 24


class IconProvider(QQuickImageProvider):
    """Serves the files `<name>.svg` of one folder.

    The colour is `RRGGBB` or `AARRGGBB` in hexadecimal. The shape's own fill is replaced, so every
    icon is one colour. An unknown icon or colour gives a null image, which Qt reports.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._folder = folder
        self._shapes: dict[str, bytes | None] = {}

    def requestImage(self, image_id: str, size: QSize, requested: QSize) -> QImage:
        """The icon *image_id* (`name/colour`) at *requested* device pixels."""
        name, _, colour = image_id.partition("/")
        shape = self._shape(name)
        tint = QColor(f"#{colour}")
        if shape is None or not tint.isValid():
            return QImage()
        wanted = QSize(
            requested.width() if requested.width() > 0 else _DEFAULT_PX,
            requested.height() if requested.height() > 0 else _DEFAULT_PX,
        )
        size.setWidth(wanted.width())
        size.setHeight(wanted.height())
        return _draw(shape, wanted, tint)

    def _shape(self, name: str) -> bytes | None:
        if name not in self._shapes:
            path = self._folder / f"{name}.svg"
            known = path.name == f"{name}.svg" and path.is_file()
            self._shapes[name] = path.read_bytes() if known else None
        return self._shapes[name]


def _draw(shape: bytes, size: QSize, tint: QColor) -> QImage:
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(QByteArray(shape))
    renderer.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
    painter = QPainter(image)
    renderer.render(painter, QRectF(image.rect()))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(image.rect(), tint)
    painter.end()
    return image
