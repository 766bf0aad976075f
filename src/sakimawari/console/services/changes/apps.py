"""The tables of changes in the operational store."""

from django.apps import AppConfig


class ChangesConfig(AppConfig):
    """See `models.py`, used by `store.py` alone."""

    name = "sakimawari.console.services.changes"
    label = "changes"
