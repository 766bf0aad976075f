"""The tables of `reach.returned` in the operational store."""

from django.apps import AppConfig


class ReturnedConfig(AppConfig):
    """See `models.py`, used by the stores alone."""

    name = "sakimawari.reach.returned"
    label = "returned"
