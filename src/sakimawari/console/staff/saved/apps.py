"""The table of saved lists in the operational store."""

from django.apps import AppConfig


class SavedConfig(AppConfig):
    """See `models.py`, used by `store.py` alone."""

    name = "sakimawari.console.staff.saved"
    label = "saved"
