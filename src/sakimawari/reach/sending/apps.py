"""The tables of `sending` in the operational store."""

from django.apps import AppConfig


class SendingConfig(AppConfig):
    """See `models.py`, used by the stores alone."""

    name = "sakimawari.reach.sending"
    label = "sending"
