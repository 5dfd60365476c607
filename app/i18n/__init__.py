"""Catalogues, plural rules, live language switch and locale formats."""

from app.i18n.translate import tr, tr_data

__all__ = ["tr", "tr_data"]
