"""Tables of the audit. Written by `store.py` alone, and only ever added to."""

from __future__ import annotations

from django.db import models


class EntryRow(models.Model):
    """One entry of the chain. Lists of words are joined with commas; nobody is named."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    actor_kind = models.CharField(max_length=16)
    actor = models.CharField(max_length=64)
    roles = models.CharField(max_length=128)
    departments = models.TextField()
    action = models.CharField(max_length=32)
    purpose = models.CharField(max_length=32)
    basis = models.CharField(max_length=200)
    kind = models.CharField(max_length=16)
    target = models.CharField(max_length=200)
    person = models.CharField(max_length=32)
    service = models.CharField(max_length=100)
    fields = models.CharField(max_length=200)
    allowed = models.BooleanField()
    policies = models.TextField()
    reason = models.CharField(max_length=200)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = (
            models.Index(fields=["person", "seq"], name="audit_by_person"),
            models.Index(fields=["actor", "at"], name="audit_by_actor"),
        )


class NamedRow(models.Model):
    """A person whom an entry about several people names (a list, a household)."""

    entry = models.BigIntegerField(db_index=True)
    person = models.CharField(max_length=32)

    class Meta:
        indexes = (models.Index(fields=["person", "entry"], name="audit_named"),)


class CheckpointRow(models.Model):
    """A signed statement that the chain up to `seq` ends in `digest`."""

    seq = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    kind = models.CharField(
        max_length=8
    )  # mark, or cut: entries up to here were removed by schedule
    key = models.CharField(max_length=16)
    signature = models.CharField(max_length=128)

    class Meta:
        indexes = (models.Index(fields=["seq"], name="audit_checkpoint"),)


class AlarmRow(models.Model):
    """Something somebody should look at, until a person says they did."""

    at = models.DateTimeField(db_index=True)
    kind = models.CharField(max_length=24)
    actor_kind = models.CharField(max_length=16)
    actor = models.CharField(max_length=64)
    person = models.CharField(max_length=32)
    entry = models.BigIntegerField()
    count = models.IntegerField(default=1)
    last_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=64, default="")
    note = models.CharField(max_length=500, default="")

    class Meta:
        indexes = (models.Index(fields=["actor", "kind", "at"], name="audit_alarm_by_actor"),)


class StaffRow(models.Model):
    """That a resident works for the city, and under which account: their records are watched."""

    person = models.CharField(max_length=32, primary_key=True)
    account = models.CharField(max_length=64)
