"""The tables of `console.residents.requests` in the operational store."""

from django.apps import AppConfig


class RequestsConfig(AppConfig):
    """See `models.py`, used by `store.py` alone."""

    name = "sakimawari.console.residents.requests"
    label = "requests"
