"""The table of verifications in the operational store."""

from django.apps import AppConfig


class ChecksConfig(AppConfig):
    """See `models.py`, used by `store.py` alone."""

    name = "sakimawari.console.staff.checks"
    label = "checks"
