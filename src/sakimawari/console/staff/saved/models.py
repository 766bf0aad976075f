"""Saved lists as a table."""

from __future__ import annotations

from django.db import models


class SavedList(models.Model):
    """What a list asks for under a name. `department` is empty where it is private.

    `deleted` is set when it is thrown away, and cleared when that is undone.
    """

    owner = models.CharField(max_length=32, db_index=True)
    department = models.CharField(max_length=120, default="", db_index=True)
    name = models.CharField(max_length=60)
    query = models.JSONField()
    made = models.DateTimeField()
    changed = models.DateTimeField()
    deleted = models.DateTimeField(null=True)
