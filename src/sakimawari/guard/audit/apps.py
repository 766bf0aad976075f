"""The tables of `guard.audit` in the operational store."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """See `models.py`, used by `store.py` alone."""

    name = "sakimawari.guard.audit"
    label = "audit"
