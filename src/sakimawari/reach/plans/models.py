"""Tables of plans: where each stands and who did what. What a plan says lies in its folder."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

_NAME, _ID, _WORD = 80, 64, 16


class PlanRow(models.Model):
    """A plan somebody proposed. The store itself refuses that one person proposes and approves.

    `manifest` is the hash of the plan's manifest as it was proposed, which holds those of its tables;
    "" for plans of before it was kept.
    """

    name = models.CharField(max_length=_NAME, primary_key=True)
    on = models.DateField()
    manifest = models.CharField(max_length=_ID, default="")
    state = models.CharField(max_length=_WORD)
    proposed_by = models.CharField(max_length=_ID)
    proposed_at = models.DateTimeField()
    approved_by = models.CharField(max_length=_ID, default="")
    approved_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=_ID, default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["state", "ended_at"], name="plans_by_state"),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(approved_by=F("proposed_by")), name="plans_approved_by_another"
            ),
        )


class PlanEventRow(models.Model):
    """One step of a plan's history. Rows are added, never changed; notes are sealed."""

    plan = models.ForeignKey(PlanRow, on_delete=models.CASCADE, related_name="events")
    step = models.CharField(max_length=_WORD)
    at = models.DateTimeField()
    by = models.CharField(max_length=_ID)
    note = models.BinaryField(null=True)
