"""The rules catalogues and sources must keep: C.. for catalogues, S.. for sources."""
