"""The table of proposals to name staff in the operational store."""

from django.apps import AppConfig


class NamingConfig(AppConfig):
    """See `models.py`, used by `store.py` alone."""

    name = "sakimawari.console.staff.naming"
    label = "naming"
