"""Changes of rules, what was reckoned of them, and their record, as tables."""

from __future__ import annotations

from django.db import models


class ChangeRow(models.Model):
    """See `values.Change`; people are kept by account and name."""

    id = models.CharField(max_length=16, primary_key=True)
    pack = models.CharField(max_length=60, db_index=True)
    title = models.CharField(max_length=120)
    state = models.CharField(max_length=12, db_index=True)
    drafter = models.CharField(max_length=64)
    drafter_name = models.CharField(max_length=80)
    made = models.DateTimeField()
    changed = models.DateTimeField()
    base = models.CharField(max_length=64)
    base_version = models.CharField(max_length=40)
    version = models.CharField(max_length=40)
    edits = models.JSONField(default=list)
    told = models.JSONField(default=list)
    hash = models.CharField(max_length=64, default="")
    faults = models.JSONField(default=list)
    note = models.TextField(default="")
    activate_on = models.DateField(null=True)
    approver = models.CharField(max_length=64, default="")
    approver_name = models.CharField(max_length=80, default="")
    asker = models.CharField(max_length=64, default="")
    asker_name = models.CharField(max_length=80, default="")
    earlier = models.CharField(max_length=200, default="")
    failure = models.JSONField(null=True)

    class Meta:
        db_table = "changes_change"


class WorkRow(models.Model):
    """See `values.Work`; one of each kind for a change, the last one asked for."""

    change = models.ForeignKey(ChangeRow, on_delete=models.CASCADE, related_name="works")
    kind = models.CharField(max_length=10)
    hash = models.CharField(max_length=64)
    packs = models.CharField(max_length=64, default="")
    state = models.CharField(max_length=8)
    stage = models.CharField(max_length=40, default="")
    share = models.FloatField(default=0.0)
    asked = models.DateTimeField()
    finished = models.DateTimeField(null=True)
    result = models.JSONField(null=True)
    faults = models.JSONField(default=list)

    class Meta:
        db_table = "changes_work"
        constraints = (
            models.UniqueConstraint(fields=("change", "kind"), name="changes_work_one_a_kind"),
        )


class EventRow(models.Model):
    """See `values.Event`."""

    change = models.ForeignKey(ChangeRow, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    person = models.CharField(max_length=64)
    name = models.CharField(max_length=80)
    what = models.CharField(max_length=12)
    note = models.TextField(default="")

    class Meta:
        db_table = "changes_event"
