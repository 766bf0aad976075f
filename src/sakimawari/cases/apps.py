"""The tables of `cases` in the operational store."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """See `models.py`, used by `store.py` alone."""

    name = "sakimawari.cases"
    label = "cases"
