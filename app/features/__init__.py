"""One package a feature, each with domain, service and view."""
