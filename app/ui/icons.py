"""`image://icon/<name>/<colour>`: SVG icons, tinted on the CPU at the exact pixel size."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize
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
    # No fill() and no fillRect(): both load the namespace `Qt`, 12 ms before the first frame.
    pixel = QImage(1, 1, QImage.Format.Format_ARGB32)
    pixel.setPixel(0, 0, tint.rgba())
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    whole = QRectF(image.rect())
    renderer = QSvgRenderer(QByteArray(shape))
    painter = QPainter(image)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    painter.drawImage(whole, pixel)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    renderer.render(painter, _fitted(renderer.viewBoxF(), whole))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.drawImage(whole, pixel)
    painter.end()
    return image


def _fitted(box: QRectF, whole: QRectF) -> QRectF:
    """The largest rectangle of *box*'s proportions in the middle of *whole*."""
    if box.isEmpty():
        return whole
    scale = min(whole.width() / box.width(), whole.height() / box.height())
    fitted = QRectF(0, 0, scale * box.width(), scale * box.height())
    fitted.moveCenter(whole.center())
    return fitted
