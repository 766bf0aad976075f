"""The tables of `guard.accounts` in the operational store."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """See `models.py`, used by `store.py` alone."""

    name = "sakimawari.guard.accounts"
    label = "accounts"
