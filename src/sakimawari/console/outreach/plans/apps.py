"""The tables of what plans are asked for in the console."""

from django.apps import AppConfig


class PlanDeskConfig(AppConfig):
    """See `models.py`, used by `store.py` alone."""

    name = "sakimawari.console.outreach.plans"
    label = "plandesk"
