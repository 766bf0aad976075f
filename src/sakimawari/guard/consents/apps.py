"""The tables of `guard.consents` in the operational store."""

from django.apps import AppConfig


class ConsentsConfig(AppConfig):
    """See `models.py`, used by `store.py` alone."""

    name = "sakimawari.guard.consents"
    label = "consents"
