"""The table of who answered alerts of series."""

from django.apps import AppConfig


class ForesightConfig(AppConfig):
    """See `models.py`, used by `store.py` alone."""

    name = "sakimawari.console.foresight"
    label = "foresight"
