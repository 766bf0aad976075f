"""Tables of requests. Used by `store.py` alone; what was written is sealed for the person."""

from __future__ import annotations

from django.db import models


class RequestRow(models.Model):
    """A request of one person with its answer."""

    person = models.CharField(max_length=32)
    kind = models.CharField(max_length=16)
    content = models.BinaryField()
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    answer = models.BinaryField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=64, default="")

    class Meta:
        indexes = (
            models.Index(fields=["person", "at"], name="requests_by_person"),
            models.Index(fields=["answered_at", "at"], name="requests_waiting"),
        )
