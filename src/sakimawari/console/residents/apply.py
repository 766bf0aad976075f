"""One screen to confirm: several services in one submission, every field with where it comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.http import Http404, HttpResponse
from django.utils.datastructures import MultiValueDict

from sakimawari.cases import run as cases
from sakimawari.cases.values import Answers, Application, Paper
from sakimawari.console.residents import applications, filling, worth
from sakimawari.console.residents.forms import Form, form_of
from sakimawari.console.residents.opening import Opened, Page, opened_one
from sakimawari.console.residents.pages import address, going_to, resident_page
from sakimawari.console.residents.people import Tie
from sakimawari.console.residents.questions import Question, question_of_form, told_as
from sakimawari.console.residents.rights import by_worth
from sakimawari.guard.authorise.asked import Action
from sakimawari.problems import Problems

BEGIN, PAPERS, DRAFT, SEND = "begin", "papers", "draft", "send"
_MOST_PAPERS = 20
_MORE = 5


@dataclass(slots=True, kw_only=True)
class Sent:
    """What came with the request: texts, ids of papers, and what is wrong by field or part.

    `kept` are the papers that wait to be sent; those of a form sent before wait no longer.
    """

    texts: dict[str, str]
    papers: tuple[str, ...]
    kept: tuple[Paper, ...]
    errors: dict[str, str]
    key: str


@resident_page("GET", "POST")
def apply(page: Page) -> HttpResponse:
    """Show the form filled in, keep what is added to it, send it."""
    page = replace(page, family=replace(page.family, choice=page.one.token))
    page, found = opened_one(page)
    slugs = tuple(dict.fromkeys(page.request.GET.getlist("service")))
    if not slugs:
        return going_to(page, "everything")
    for slug in slugs:
        applications.ask_to(page, Action.OPEN_CASE, found.someone, service=slug)
    try:
        form = form_of(page, found, slugs)
    except Problems:
        raise Http404 from None
    sent = _sent(page, form)
    step = page.request.POST.get("step", "")
    if step == SEND and not sent.errors:
        answered = _send(page, form, sent)
        if answered is not None:
            return answered
    if step == DRAFT and not sent.errors:
        return _keep(page, form, sent)
    return _shown(page, found, form, sent, slugs)


# ---------------------------------------------------------------- what came


def _sent(page: Page, form: Form) -> Sent:
    """The texts of a form, of a draft, or of the page of questions; uploads are kept at once."""
    posted, moment = page.request.POST, applications.moment_of(page.there)
    texts = {name: str(value) for name, value in posted.items()}
    key = filling.sound_key(texts.get("key", "") or page.request.GET.get("draft", ""))
    kept_before: Sequence[str] = posted.getlist(filling.KEPT)
    if page.request.method == "GET" and key is not None:
        draft = cases.draft(moment, key, applicant=form.applicant)
        if draft is None:
            raise Http404
        texts = filling.texts_of(draft.answers)
        kept_before = draft.answers.papers
    if texts.get("step") == BEGIN:
        texts |= _told(form.application, texts)
    errors: dict[str, str] = {}
    fresh = _uploaded(page, form, errors)
    ids = [*dict.fromkeys([*kept_before, *fresh])][:_MOST_PAPERS]
    kept = cases.papers_waiting(moment, form.applicant, ids)
    return Sent(
        texts=texts, papers=tuple(ids), kept=kept, errors=errors, key=key or filling.new_key()
    )


def _told(application: Application, texts: Mapping[str, str]) -> dict[str, str]:
    """Answers from the page of questions, where a question is asked once here too."""
    named = [told_as(ask.fact, ask.year) for ask in application.asks]
    return {
        f"{filling.ASK}{ask.key}": texts[name]
        for ask, name in zip(application.asks, named, strict=True)
        if name in texts and named.count(name) == 1
    }


def _uploaded(page: Page, form: Form, errors: dict[str, str]) -> list[str]:
    """Keep every paper that came, sealed; what is wrong with one stands beside its field."""
    files: MultiValueDict[str, object] = page.request.FILES  # type: ignore[assignment]
    moment, doing = applications.moment_of(page.there), applications.doing(page)
    labels = dict(paper_fields(form.application))
    found = []
    for name, label in labels.items():
        for file in page.request.FILES.getlist(name) if name in files else []:
            try:
                content = file.read()
                paper = cases.keep_paper(moment, form.applicant, content, label=label, doing=doing)
                found.append(paper.id)
            except Problems as problems:
                errors[name] = page.words(f"my.apply.paper_{problems.found[0].id.lower()}")
    return found


def paper_fields(application: Application) -> list[tuple[str, str]]:
    """The inputs for papers: one for each that is to be brought, and one for any other."""
    needed = [paper.name for paper in application.papers if not paper.held]
    named = [(f"{filling.PAPER}{at}", name) for at, name in enumerate(needed)]
    return [*named, (f"{filling.PAPER}other", "その他")]


# ---------------------------------------------------------------- what is done


def _send(page: Page, form: Form, sent: Sent) -> HttpResponse | None:
    """Send; None where something has to be put right first, with what it is in `sent.errors`."""
    if sent.texts.get(filling.DECLARED) != "yes":
        sent.errors[filling.DECLARED] = page.words("my.apply.declare_first")
        return None
    answers = _answers(form, sent)
    try:
        submitted = cases.submit(
            applications.moment_of(page.there),
            form.application,
            answers,
            client_key=sent.key,
            doing=applications.doing(page),
            proxy=form.proxy,
        )
    except Problems as problems:
        _note(page, problems, sent)
        return None
    return going_to(page, "receipt", submitted.receipt)


def _answers(form: Form, sent: Sent) -> Answers:
    return filling.answers_in(form.shown, sent.texts, sent.papers, by_delegate=form.by_delegate)


def _note(page: Page, problems: Problems, sent: Sent) -> None:
    """What is wrong, in words of the page, at the field it is about."""
    for problem in problems.found:
        column = (problem.where.column if problem.where is not None else None) or "form"
        key = f"account:{column}" if problem.id == "APPL003" else column
        sent.errors[key] = page.words(f"my.apply.error_{problem.id.lower()}")


def _keep(page: Page, form: Form, sent: Sent) -> HttpResponse:
    """Keep a draft to go on with later."""
    answers = _answers(form, sent)
    try:
        cases.save_draft(
            applications.moment_of(page.there),
            form.application,
            answers,
            client_key=sent.key,
            doing=applications.doing(page),
            proxy=form.proxy,
        )
    except Problems as problems:
        raise Http404 from problems
    return going_to(page, "cases", said="my.apply.kept_draft")


# ---------------------------------------------------------------- what is shown


def _shown(page: Page, found: Opened, form: Form, sent: Sent, slugs: Sequence[str]) -> HttpResponse:
    application = form.shown
    return page.shown(
        "apply",
        here="cases",
        status=422 if sent.errors else 200,
        form=form,
        wanted=_wanted(page, application),
        asks=_asks(page, application, sent),
        groups=filling.grouped(application, sent.texts, sent.errors, page.reader),
        papers=_papers(application, sent),
        held=[paper.name for paper in application.papers if paper.held],
        bring=[paper.name for paper in application.papers if not paper.held],
        paper_errors=any(name.startswith(filling.PAPER) for name in sent.errors),
        kept=sent.kept,
        account=filling.account_row(
            application, sent.texts, sent.errors, by_delegate=form.by_delegate
        ),
        kinds=filling.KINDS,
        errors=sent.errors,
        key=sent.key,
        remark=sent.texts.get("remark", ""),
        pending=application.pending,
        again=sent.texts.get("again", ""),
        declared=sent.texts.get(filling.DECLARED, ""),
        more=_more(page, found, slugs),
        for_child=found.someone.tie is Tie.CHILD,
    )


def _wanted(page: Page, application: Application) -> list[dict[str, str]]:
    services = page.there.catalogue.services
    return [
        {
            "slug": one.wish.service,
            "name": one.name,
            "amount": one.amount if page.language == "ja" else "",
            "deadline": ""
            if one.deadline is None or one.deadline < page.there.today
            else worth.day(one.deadline, page.language),
            "rung": services[one.wish.service].rung.value,
        }
        for one in application.wanted
    ]


def _asks(page: Page, application: Application, sent: Sent) -> tuple[Question, ...]:
    return tuple(
        question_of_form(
            ask,
            name := f"{filling.ASK}{ask.key}",
            page.language,
            given=sent.texts.get(name, ""),
            error=sent.errors.get(ask.key, ""),
        )
        for ask in application.asks
    )


def _papers(application: Application, sent: Sent) -> list[dict[str, object]]:
    kept = {paper.label for paper in sent.kept}
    return [
        {
            "name": name,
            "id": name.replace(":", "-"),
            "label": label,
            "other": name.endswith("other"),
            "error": sent.errors.get(name, ""),
            "kept": label in kept,
        }
        for name, label in paper_fields(application)
    ]


def _more(page: Page, found: Opened, slugs: Sequence[str]) -> list[dict[str, str]]:
    """What else could be sent with it, each a link that adds it to the form."""
    known = applications.known_of(page, [found])
    rights = applications.to_tell(page, [found], known)
    ready = [right for right in by_worth(rights) if right.can_apply and right.slug not in slugs]
    base = address(page, "apply", who=found.someone.token)
    listed = "".join(f"&service={slug}" for slug in slugs)
    return [
        {"name": right.service.name, "address": f"{base}{listed}&service={right.slug}"}
        for right in ready[:_MORE]
        if right.now is not None and right.now.status == "yes"
    ]


@resident_page("GET")
def receipt(page: Page, receipt: str) -> HttpResponse:
    """What was taken in, under which number, and what happens next."""
    page, found = opened_one(page)
    known = applications.known_of(page, [found])
    rows = [row for row in known.rows[found.someone.person] if row.receipt == receipt]
    if not rows:
        raise Http404
    services = page.there.catalogue.services
    return page.shown(
        "receipt",
        here="cases",
        receipt=receipt,
        cases=[
            {
                "number": row.number,
                "name": services[row.service].name if row.service in services else row.service,
                "due": "" if row.due_on is None else worth.day(row.due_on, page.language),
                "department": row.department,
                "needs_account": "account" in row.needs,
            }
            for row in reversed(rows)
        ],
        on=worth.day(rows[0].opened_on, page.language),
    )
