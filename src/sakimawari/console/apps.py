"""The console as a Django application: templates, static files, its own tables."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """Tables of single rooms (saved lists, drafts of rules, programs) are applications of their own."""

    name = "sakimawari.console"
    label = "console"
