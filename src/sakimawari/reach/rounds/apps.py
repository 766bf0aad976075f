"""The tables of `reach.rounds` in the operational store."""

from django.apps import AppConfig


class RoundsConfig(AppConfig):
    """See `models.py`, used by `store.py` alone."""

    name = "sakimawari.reach.rounds"
    label = "rounds"
