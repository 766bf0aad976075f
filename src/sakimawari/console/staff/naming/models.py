"""Proposals to name somebody, as a table."""

from __future__ import annotations

from django.db import models


class NamingProposal(models.Model):
    """Somebody is to be named for protected people, with why; who decided it, and how."""

    account = models.CharField(max_length=32, db_index=True)
    reason = models.CharField(max_length=200)
    proposed_by = models.CharField(max_length=32)
    proposed = models.DateTimeField()
    decided_by = models.CharField(max_length=32, default="")
    decided = models.DateTimeField(null=True)
    approved = models.BooleanField(null=True)
