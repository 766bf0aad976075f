"""Work on plans beside the pages, and lists handed to the next plan, as tables."""

from __future__ import annotations

from django.db import models


class WorkRow(models.Model):
    """A plan that is being made or handed over to sending; `by` is an account."""

    kind = models.CharField(max_length=8)  # make, apply
    plan = models.CharField(max_length=40, default="", db_index=True)
    by = models.CharField(max_length=64)
    asked = models.DateTimeField()
    state = models.CharField(max_length=8, default="waiting")
    fault = models.CharField(max_length=12, default="")  # id of the problem
    ended = models.DateTimeField(null=True)


class AttachedRow(models.Model):
    """A list of staff that the next plan takes up: pseudonyms and slugs; the reason under seal."""

    name = models.CharField(max_length=20)
    reason = models.BinaryField()
    entries = models.JSONField()
    count = models.IntegerField()
    by = models.CharField(max_length=64)
    at = models.DateTimeField()
    plan = models.CharField(max_length=40, default="", db_index=True)
