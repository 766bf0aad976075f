"""The tables of plans in the operational store: who proposed, approved, applied which."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """See `models.py`, used by `store.py` alone."""

    name = "sakimawari.reach.plans"
    label = "plans"
