"""Tables of the paper that came back. What is on it is sealed; here stand references and states.

A page is known by its file's content and its number, a slip by its reference, an answer by its slip
and place: whatever is scanned again, or cut short between two steps, is done once. Used by the
stores alone.
"""

from __future__ import annotations

from django.db import models

_ID, _KEY, _SLUG, _REFERENCE = 32, 32, 64, 27


class PageRow(models.Model):
    """A page that came in. `owner` is whom its picture is sealed for: the person, or nobody yet.

    `name` is the sealed name of its file, so that the paper can be found again.
    """

    id = models.CharField(max_length=_ID, primary_key=True)
    file = models.CharField(max_length=64)  # SHA-256 of its content
    number = models.IntegerField()
    owner = models.CharField(max_length=_KEY)
    name = models.BinaryField()
    reference = models.CharField(max_length=_REFERENCE, default="", db_index=True)
    state = models.CharField(max_length=16)
    problem = models.CharField(max_length=16, default="")
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    cleared_at = models.DateTimeField(null=True)
    cleared_by = models.CharField(max_length=64, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["file", "number"], name="returned_page_once"),
        )
        indexes = (models.Index(fields=["state", "at"], name="returned_page_state"),)


class SlipRow(models.Model):
    """A slip that came back. `content` is sealed for the person: what was read and settled."""

    reference = models.CharField(max_length=_REFERENCE, unique=True)
    page = models.ForeignKey(PageRow, on_delete=models.PROTECT, related_name="slips")
    person = models.CharField(max_length=_KEY, db_index=True)
    household = models.CharField(max_length=_KEY)
    ward = models.CharField(max_length=40)
    services = models.TextField()  # the slugs it tells of, with blanks between
    open = models.TextField(default="")  # those with a field to be settled; "-" for the addressee's
    state = models.CharField(max_length=16)
    silent = models.BooleanField(default=False)
    content = models.BinaryField()
    paper = models.CharField(max_length=32, default="")  # the paper of the case it became
    version = models.IntegerField(default=0)
    arrived_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    by = models.CharField(max_length=64, default="")

    class Meta:
        indexes = (models.Index(fields=["state", "arrived_at"], name="returned_slip_state"),)


class AnswerRow(models.Model):
    """What followed from one service of a slip."""

    slip = models.ForeignKey(SlipRow, on_delete=models.CASCADE, related_name="answers")
    offer = models.IntegerField()
    service = models.CharField(max_length=_SLUG)
    answer = models.CharField(max_length=8)
    done = models.CharField(max_length=16)
    case = models.CharField(max_length=24, default="")
    at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)  # of a wish to be advised
    called_by = models.CharField(max_length=64, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["slip", "offer", "service"], name="returned_answer_once"
            ),
        )


class UploadRow(models.Model):
    """A file handed in at the console, waiting to be read or read; its bytes lie sealed beside.

    `name` is sealed as the names of pages are. The rest are counts.
    """

    id = models.CharField(max_length=_ID, primary_key=True)
    owner = models.CharField(max_length=_KEY)
    name = models.BinaryField()
    state = models.CharField(max_length=16)
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    pages = models.IntegerField(default=0)
    silent = models.IntegerField(default=0)
    waiting = models.IntegerField(default=0)
    aside = models.IntegerField(default=0)
    twice = models.IntegerField(default=0)
