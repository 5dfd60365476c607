"""Catalogues, plural rules, live language switch and locale formats."""

from app.i18n.translate import tr

__all__ = ["tr"]
