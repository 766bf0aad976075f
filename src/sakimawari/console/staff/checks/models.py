"""Verifications of the audit, as a table."""

from __future__ import annotations

from django.db import models


class AuditCheck(models.Model):
    """One verification: who asked for it, how far it is, what it found. `findings` as plain lists."""

    asked_by = models.CharField(max_length=32)
    asked = models.DateTimeField()
    total = models.BigIntegerField(default=0)
    done = models.BigIntegerField(default=0)
    finished = models.DateTimeField(null=True)
    failed = models.BooleanField(default=False)
    whole = models.BooleanField(null=True)
    checkpoints = models.IntegerField(default=0)
    findings = models.JSONField(default=list)
