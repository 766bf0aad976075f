"""Answers of staff to alerts of series, as a table."""

from __future__ import annotations

from django.db import models


class AnswerRow(models.Model):
    """See `values.Answer`; nothing is ever changed but whether an answer was taken back."""

    alert = models.CharField(max_length=200, db_index=True)
    step = models.CharField(max_length=8)  # seen, taken
    by = models.CharField(max_length=64)
    at = models.DateTimeField()
    undone_by = models.CharField(max_length=64, default="")
    undone_at = models.DateTimeField(null=True)
