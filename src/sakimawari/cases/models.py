"""Tables of the cases. Whatever is about a person and no pseudonym, state, date or amount is sealed.

The constraints hold what must never happen twice, whatever fails between: a client key is taken in
once, a decision's instalment is paid by one line that was not returned. Used by the stores alone.
"""

from __future__ import annotations

from django.db import models

_KEY, _ID, _SLUG = 32, 64, 64


class SubmissionRow(models.Model):
    """What somebody sent at once, or keeps as a draft (`submitted_at` is null).

    `content` is sealed for the applicant: the form as it was filled in, with the answers.
    """

    client_key = models.CharField(max_length=200, unique=True)
    receipt = models.CharField(max_length=20, unique=True, null=True)
    applicant = models.CharField(max_length=_KEY, db_index=True)
    channel = models.CharField(max_length=16)
    origin = models.CharField(max_length=16)
    by = models.CharField(max_length=_ID)
    by_kind = models.CharField(max_length=16)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    run = models.CharField(max_length=64)
    packs = models.CharField(max_length=64)
    wishes = models.TextField()  # slug and subject, JSON
    content = models.BinaryField()


class CaseRecord(models.Model):
    """One wish of a submission, and where it stands."""

    number = models.CharField(max_length=24, unique=True)
    submission = models.ForeignKey(SubmissionRow, on_delete=models.PROTECT, related_name="cases")
    service = models.CharField(max_length=_SLUG)
    subject = models.CharField(max_length=_KEY, db_index=True)
    applicant = models.CharField(max_length=_KEY, db_index=True)
    household = models.CharField(max_length=_KEY)
    ward = models.CharField(max_length=40)
    department = models.CharField(max_length=200)
    origin = models.CharField(max_length=16)
    channel = models.CharField(max_length=16)
    state = models.CharField(max_length=16)
    is_open = models.BooleanField(default=True)  # not decided, withdrawn or declined yet
    opened_on = models.DateField()
    period_from = models.DateField()  # the day the standard period runs from; anew when reopened
    due_on = models.DateField(null=True)
    period_days = models.IntegerField()
    period_count = models.CharField(max_length=16)
    two_persons = models.BooleanField()
    assignee = models.CharField(max_length=_ID, default="")
    finding = models.CharField(max_length=16, default="")
    amount_yen = models.BigIntegerField(null=True)
    proposed_by = models.CharField(max_length=_ID, default="")
    decided_on = models.DateField(null=True)
    needs = models.CharField(max_length=40, default="")  # words, with blanks between
    account = models.BinaryField(null=True)
    updated_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    class Meta:
        indexes = (
            models.Index(fields=["is_open", "due_on"], name="cases_open_by_due"),
            models.Index(fields=["is_open", "department", "ward"], name="cases_open_of"),
            models.Index(fields=["is_open", "assignee"], name="cases_open_assigned"),
            models.Index(fields=["department", "state", "ward"], name="cases_of_department"),
            models.Index(fields=["needs"], name="cases_in_need", condition=~models.Q(needs="")),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["submission", "service", "subject"], name="cases_one_a_wish"
            ),
        )


class EventRow(models.Model):
    """One step of a case. Rows are added, never changed."""

    case = models.ForeignKey(CaseRecord, on_delete=models.PROTECT, related_name="events")
    seq = models.IntegerField()
    step = models.CharField(max_length=16)
    at = models.DateTimeField()
    on = models.DateField()
    by = models.CharField(max_length=_ID)
    by_kind = models.CharField(max_length=16)
    before = models.CharField(max_length=16, default="")
    after = models.CharField(max_length=16)
    note = models.BinaryField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "seq"], name="cases_event_once"),)


class PauseRow(models.Model):
    """Days on which a case waited for its applicant; `until` is null while it does."""

    case = models.ForeignKey(CaseRecord, on_delete=models.PROTECT, related_name="pauses")
    since = models.DateField()
    until = models.DateField(null=True)


class MessageRow(models.Model):
    """A message; text and papers are sealed."""

    case = models.ForeignKey(CaseRecord, on_delete=models.PROTECT, related_name="messages")
    side = models.CharField(max_length=16)
    at = models.DateTimeField()
    by = models.CharField(max_length=_ID)
    asks = models.BooleanField(default=False)
    content = models.BinaryField()
    seen_at = models.DateTimeField(null=True)


class DecisionRow(models.Model):
    """A decision proposed or made. `live` is False for a proposal that was taken or sent back.

    `content` is sealed: reasons, note, and the proof as it stood (facts, figures, explanation).
    """

    case = models.ForeignKey(CaseRecord, on_delete=models.PROTECT, related_name="decisions")
    seq = models.IntegerField()
    finding = models.CharField(max_length=16)
    amount_yen = models.BigIntegerField(null=True)
    proposed_by = models.CharField(max_length=_ID)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=_ID, default="")
    decided_at = models.DateTimeField(null=True)
    decided_on = models.DateField(null=True)
    live = models.BooleanField(default=True)
    pay_from = models.DateField(null=True)
    notice_on = models.DateField(null=True)
    content = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case", "seq"], name="cases_decision_once"),
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(live=True), name="cases_one_live_decision"
            ),
        )


class PaperRow(models.Model):
    """A paper handed in. Its content lies sealed under papers/, named by the id."""

    id = models.CharField(max_length=32, primary_key=True)
    person = models.CharField(max_length=_KEY, db_index=True)
    submission = models.ForeignKey(
        SubmissionRow, on_delete=models.PROTECT, related_name="papers", null=True
    )
    label = models.BinaryField()
    media = models.CharField(max_length=32)
    size = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.CharField(max_length=_ID)


class DeclineRow(models.Model):
    """A service somebody does not want to be told about."""

    person = models.CharField(max_length=_KEY)
    service = models.CharField(max_length=_SLUG)
    at = models.DateTimeField()
    by = models.CharField(max_length=_ID)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person", "service"], name="cases_declined_once"),
        )


class BatchRow(models.Model):
    """Payments of a department on one day: made by one person, released by another.

    `content` is the file, sealed.
    """

    number = models.CharField(max_length=24, unique=True)
    department = models.CharField(max_length=200)
    ward = models.CharField(max_length=40, default="")  # "": all wards
    pay_on = models.DateField()
    made_by = models.CharField(max_length=_ID)
    made_at = models.DateTimeField()
    released_by = models.CharField(max_length=_ID, default="")
    released_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)
    count = models.IntegerField()
    total_yen = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()


class LineRow(models.Model):
    """One payment of a batch. `live`: neither returned by the bank nor dropped with its batch."""

    batch = models.ForeignKey(BatchRow, on_delete=models.PROTECT, related_name="lines")
    seq = models.IntegerField()
    case = models.ForeignKey(CaseRecord, on_delete=models.PROTECT, related_name="lines")
    decision = models.ForeignKey(DecisionRow, on_delete=models.PROTECT, related_name="lines")
    yen = models.BigIntegerField()
    live = models.BooleanField(default=True)
    returned_on = models.DateField(null=True)
    returned_by = models.CharField(max_length=_ID, default="")
    reason = models.CharField(max_length=40, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["batch", "seq"], name="cases_line_once"),
            models.UniqueConstraint(
                fields=["decision"], condition=models.Q(live=True), name="cases_paid_once"
            ),
        )
