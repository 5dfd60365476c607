"""Catalogues, plural rules, live language switch and locale formats."""
