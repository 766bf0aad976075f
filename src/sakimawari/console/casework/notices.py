"""The notice of a decision, to be printed and sent; and papers, to be looked at."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from sakimawari.cases import run as cases
from sakimawari.cases.notice import last_day_to_appeal, notice_of
from sakimawari.cases.papers import JPEG, PDF, PNG
from sakimawari.console.access import actor_of, open_record
from sakimawari.console.casework import facing
from sakimawari.console.casework.door import EVERYTHING, open_case, page, purpose
from sakimawari.guard.authorise.asked import FieldGroup
from sakimawari.problems import Problems

_ENDINGS = {PDF: "pdf", JPEG: "jpg", PNG: "png"}


@require_GET
def notice(request: HttpRequest, number: str) -> HttpResponse:
    """決定通知書: what was decided, why, and what one can do against it."""
    opened = open_case(request, number, fields=(FieldGroup.IDENTITY, FieldGroup.RIGHTS))
    file = cases.case_file(opened.moment, number, actor=actor_of(request))
    decision = file.decision
    if decision is None or decision.decided_on is None or opened.service is None:
        raise Http404
    record = open_record(
        request,
        file.row.applicant,
        purpose=purpose(request),
        fields=(FieldGroup.IDENTITY,),
        service=file.row.service,
        case=number,
    )
    standard = cases.standard_of(opened.there.catalogue, opened.service)
    return page(
        request,
        "notice.html",
        {
            "row": file.row,
            "decision": decision,
            "notice": notice_of(
                file.row, decision, opened.service, standard, city=opened.there.office.city
            ),
            "identity": record.identity(),
            "subject": facing.applicant_named(file, opened),
            "appeal_by": last_day_to_appeal(opened.moment.today),
            "department": file.row.department,
        },
    )


@require_GET
def paper(request: HttpRequest, number: str, paper: str) -> HttpResponse:
    """A paper handed in with a case, as it was kept: shown, never run."""
    opened = open_case(request, number, fields=EVERYTHING)
    try:
        _, numbers = cases.paper_target(paper)
        if number not in numbers or not facing.reads_papers(opened):
            raise Http404
        kept, content = cases.paper_content(opened.moment, paper)
    except Problems:
        raise Http404 from None
    response = HttpResponse(content, content_type=kept.media)
    response["Content-Disposition"] = f'inline; filename="{paper[:8]}.{_ENDINGS[kept.media]}"'
    response["Content-Security-Policy"] = (
        "sandbox; default-src 'none'; img-src 'self'; object-src 'none'"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response
