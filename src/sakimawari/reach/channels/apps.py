"""The tables of channels in the operational store."""

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    """See `models.py`, used by the stores alone."""

    name = "sakimawari.reach.channels"
    label = "channels"
