"""The tables of the interface for programs in the operational store."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """See `models.py`, used by `store.py` alone."""

    name = "sakimawari.console.api"
    label = "api"
