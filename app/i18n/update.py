"""Merging the template into a language's catalogue: no text is ever lost, none is guessed."""

from collections.abc import Mapping
from dataclasses import replace

from app.i18n.extract import HEADERS
from app.i18n.languages import SOURCE
from app.i18n.plurals import rule_of
from app.i18n.po import Catalogue, Entry, Key


def headers_of(language: str) -> dict[str, str]:
    """The headers a catalogue of *language* must have."""
    return HEADERS | {"Language": language, "Plural-Forms": rule_of(language).header}


def merge(template: Catalogue, old: Catalogue | None, language: str) -> Catalogue:
    """*old* brought up to *template*, matched by key.

    A message that vanished is kept as obsolete, and comes back from there. English texts without
    a plural are filled from their source.
    """
    texts = () if old is None else old.entries
    kept = {entry.key: entry for entry in texts if not entry.obsolete}
    asleep = {entry.key: entry for entry in texts if entry.obsolete}
    entries = []
    for new in template.entries:
        known = kept.pop(new.key, None) or asleep.pop(new.key, None)
        entries.append(_updated(new, known, language))
    entries += [_retired(entry) for entry in kept.values() if any(entry.forms)]
    entries += asleep.values()
    return Catalogue(headers_of(language), tuple(entries))


def with_plurals(template: Catalogue, english: Catalogue | None) -> Catalogue:
    """*template* with `msgid_plural` as the English catalogue says it, for information."""
    texts: Mapping[Key, Entry] = {} if english is None else english.by_key()

    def informed(entry: Entry) -> Entry:
        known = texts.get(entry.key)
        if entry.plural is None or known is None or not known.forms[-1]:
            return entry
        return replace(entry, plural=known.forms[-1])

    return Catalogue(template.headers, tuple(map(informed, template.entries)))


def _updated(new: Entry, old: Entry | None, language: str) -> Entry:
    count = 1 if new.plural is None else len(rule_of(language).categories)
    forms = () if old is None else old.forms
    notes = () if old is None else old.notes
    if old is not None and (new.plural is None) != (old.plural is None):
        notes += tuple(f"was: {form}" for form in forms if form)
        forms = forms[-1:] if new.plural is None else (*forms, *[""] * (count - 1))
    if not any(forms):
        forms = ("",) * count
        if language == SOURCE and new.plural is None:
            forms = (new.key.msgid,)
    if old is None:
        return replace(new, forms=forms)
    flags = (*(("fuzzy",) if old.fuzzy else ()), *new.flags)
    return replace(new, forms=forms, notes=notes, previous=old.previous, flags=flags)


def _retired(entry: Entry) -> Entry:
    return replace(entry, obsolete=True, locations=(), flags=())
