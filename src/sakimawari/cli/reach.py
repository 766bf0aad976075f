"""`sakimawari reach`: plan a push, look at it, have a second person approve it, apply it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from sakimawari.cli import (
    reach_channels,
    reach_returned,
    reach_rounds,
    reach_sending,
    reach_terms,
    reach_trial,
    reach_words,
)
from sakimawari.cli.store import opened
from sakimawari.cli.terminal import (
    DirOption,
    Exit,
    JsonOption,
    OnOption,
    day_of,
    err,
    out,
    print_json,
    problems_in_words,
    reporting,
)
from sakimawari.night.run import current_run
from sakimawari.office import Office, office
from sakimawari.problems import Problem, Problems, fault
from sakimawari.reach.terms.reading import read_terms
from sakimawari.reach.wording.staff_words import staff_topics_of

if TYPE_CHECKING:  # Django's models exist only once the store is opened
    from sakimawari.reach.plans.approval import Doing
    from sakimawari.reach.plans.order import Ground, Sources
    from sakimawari.reach.plans.values import Plan, Standing

reach = typer.Typer(
    help="The push: plan it, show it, have it approved by a second person, apply it; words of messages.",
    no_args_is_help=True,
)
PlanArgument = Annotated[str, typer.Argument(metavar="PLAN", help="Name of a plan.")]
ByOption = Annotated[
    str,
    typer.Option("--by", metavar="ACCOUNT", help="Account of whoever does it (`accounts list`)."),
]
NoteOption = Annotated[str, typer.Option("--note", help="A word on it, kept under seal.")]
_MOST_SHOWN = 12
_OTHERS = (
    reach_terms,
    reach_channels,
    reach_words,
    reach_trial,
    reach_sending,
    reach_returned,
    reach_rounds,
)


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    for group in _OTHERS:
        group.add_to(reach)
    app.add_typer(reach, name="reach")


@reach.command("plan")
def plan(
    on: OnOption = None,
    seed: Annotated[int, typer.Option("--seed", help="Draws who is held out.")] = 0,
    lists: Annotated[
        list[Path] | None,
        typer.Option("--list", help="CSV of people staff want to be told; may be repeated."),
    ] = None,
    alerts: Annotated[
        list[Path] | None,
        typer.Option("--alerts", help="The same, of people an alert is about."),
    ] = None,
    topics: Annotated[
        list[Path] | None,
        typer.Option("--topics", help="YAML with the words of topics that lists name."),
    ] = None,
    variants: Annotated[
        str, typer.Option("--variants", help="Variants of words on trial, as a,b.")
    ] = "a",
    by: Annotated[
        str,
        typer.Option("--by", metavar="ACCOUNT", help="Propose it; without it, it is only made."),
    ] = "",
    note: NoteOption = "",
    folder: DirOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a plan: who hears what, why, how and when. Nothing is sent."""
    with problems_in_words(as_json=as_json):
        place = _ready(folder)
        from sakimawari.reach.plans import store
        from sakimawari.reach.plans.occasions.listed import Reader
        from sakimawari.reach.plans.order import Order
        from sakimawari.reach.plans.run import make_plan
        from sakimawari.reach.plans.values import Why

        if by:
            _may(place, by, "propose_plan")
        catalogue, keys = place.catalogue(), place.keys()
        said = {slug: one for path in topics or () for slug, one in staff_topics_of(path).items()}
        reader = Reader(services=catalogue.services, opaque=keys.opaque, topics=said)
        listed = tuple(
            reader.read(path, why)
            for paths, why in ((lists, Why.LIST), (alerts, Why.ALERT))
            for path in paths or ()
        )
        day = day_of(on or current_run(place.home).manifest["on"])
        order = Order(on=day, seed=seed, lists=listed, variants=_variants(variants))
        with reporting(quiet=as_json) as progress:
            made = make_plan(place.home, order, _sources(place, day), progress=progress)
        standing = store.standing(made.plan.name)
        if by:
            now = datetime.now(UTC)
            standing = store.propose(made.plan, by=by, at=now, note=note, keys=keys)
        set_aside = [problem for each in listed for problem in each.set_aside]
    if as_json:
        told = {"already": made.already, "seconds": round(made.seconds, 1)}
        aside = [_as_json(problem) for problem in set_aside]
        print_json({**told, **_counts(made.plan, standing), "set_aside": aside})
    else:
        if made.already:
            out.print("nothing has changed: this plan was made before", markup=False)
        tell(made.plan, standing)
        for problem in set_aside:
            err.print(str(problem), markup=False)
    if set_aside:
        raise typer.Exit(Exit.WITH_REMARKS)


@reach.command("show")
def show(
    name: PlanArgument,
    each: Annotated[
        int, typer.Option("--samples", min=0, max=20, help="Samples of each medium and reason.")
    ] = 2,
    folder: DirOption = None,
    as_json: JsonOption = False,
) -> None:
    """A plan in counts and samples without names: what is sent, to what kind of people, who waits."""
    with problems_in_words(as_json=as_json):
        place = _ready(folder)
        from sakimawari.reach.plans import store
        from sakimawari.reach.plans.folder import open_plan
        from sakimawari.reach.plans.showing import samples, samples_later

        found = open_plan(place.home, name)
        store.check_unchanged(found)
        standing = store.standing(name)
        done, waiting = samples(found, each=each), samples_later(found, each=each)
        happened = store.history(name, place.keys())
    if as_json:
        told = {"samples": [asdict(one) for one in (*done, *waiting)]}
        print_json({**_counts(found, standing), "manifest": found.manifest, **told})
        return
    tell(found, standing, whole=True)
    table = Table("who", "hears of", "why", "how", "on", "by", "yen", box=None)
    for one in (*done, *waiting):
        table.add_row(
            " ".join((one.ward, one.age_band or "?", one.language)),
            ", ".join(dict.fromkeys(one.services)),
            ", ".join(sorted(set(one.why))),
            "held out" if one.held_out else one.because or " → ".join((one.medium, *one.further)),
            str(one.send_on or ""),
            str(one.deadline or ""),
            f"{one.yen:,}",
        )
    out.print(table)
    for event in happened:
        out.print(
            f"{event.at:%Y-%m-%d %H:%M} {event.step} by {event.by}  {event.note}", markup=False
        )


@reach.command("approve")
def approve(
    name: PlanArgument,
    by: ByOption,
    note: NoteOption = "",
    folder: DirOption = None,
    as_json: JsonOption = False,
) -> None:
    """Approve a plan somebody else proposed. Refused where anything it rests on has changed."""
    _step("APPROVE", name, by=by, note=note, folder=folder, as_json=as_json)


@reach.command("reject")
def reject(
    name: PlanArgument,
    by: ByOption,
    note: NoteOption = "",
    folder: DirOption = None,
    as_json: JsonOption = False,
) -> None:
    """Reject a plan somebody else proposed."""
    _step("REJECT", name, by=by, note=note, folder=folder, as_json=as_json)


@reach.command("cancel")
def cancel(
    name: PlanArgument,
    by: ByOption,
    note: NoteOption = "",
    folder: DirOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give up a plan that was not applied."""
    _step("CANCEL", name, by=by, note=note, folder=folder, as_json=as_json)


@reach.command("apply")
def apply(
    name: PlanArgument,
    by: ByOption,
    note: NoteOption = "",
    folder: DirOption = None,
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Hand an approved plan over to sending; again, it hands over what is missing and no more."""
    with problems_in_words(as_json=as_json):
        place = _ready(folder)
        from sakimawari.reach.plans.folder import open_plan
        from sakimawari.reach.plans.store import standing
        from sakimawari.reach.sending.applying import apply_plan

        found = open_plan(place.home, name)
        stands = standing(name)
        # Carrying out decides nothing more: the proposer may do it once another has approved.
        whose = stands.proposed_by if stands is not None and not stands.approved_by else ""
        _may(place, by, "approve_plan", name, whose)
        applied = apply_plan(
            found,
            by=by,
            on=max(found.on, day_of(on)) if on else found.on,
            at=reach_sending.clock_of(place)(),
            now=_ground(place, found.on),
            keys=place.keys(),
            note=note,
        )
    told = {"new": applied.recorded.new, "known": applied.recorded.known}
    if as_json:
        print_json({**_counts(found, applied.standing), "recorded": told})
    else:
        out.print(
            f"{name} is applied: {told['new']:,} messages taken over, {told['known']:,} were before",
            markup=False,
        )


@reach.command("status")
def status(folder: DirOption = None, as_json: JsonOption = False) -> None:
    """Every plan, the newest first: where it stands, and what it comes to."""
    with problems_in_words(as_json=as_json):
        place = _ready(folder)
        from sakimawari.reach.plans import store
        from sakimawari.reach.plans.folder import open_plan, plan_names

        standings = {each.plan: each for each in store.standings()}
        rows = [
            _counts(open_plan(place.home, name), standings.get(name))
            for name in plan_names(place.home)
        ]
    if as_json:
        print_json({"plans": rows})
        return
    table = Table("plan", "state", "messages", "held out", "later", "yen", "hours", box=None)
    for row in rows:
        counts = (f"{row[name]:,}" for name in ("sent", "held_out", "later", "cost_yen"))
        table.add_row(row["plan"], row["state"], *counts, f"{row['staff_minutes'] / 60:,.0f}")
    out.print(table)


# ---------------------------------------------------------------- what they share


def _ready(folder: str | None) -> Office:
    place = office(folder)
    opened(place)
    return place


def _sources(place: Office, on: date) -> Sources:
    from sakimawari.reach.channels.link_store import linked_people
    from sakimawari.reach.plans.gathering import gather
    from sakimawari.reach.sending.optout_store import opted_out_by_medium

    return gather(
        place.home,
        run=current_run(place.home),
        catalogue=place.catalogue(),
        keys=place.keys(),
        terms=read_terms(place.home),
        on=on,
        stopped=opted_out_by_medium(),
        linked=linked_people(),
    )


def _ground(place: Office, on: date) -> Ground:
    from sakimawari.reach.plans.gathering import ground_now

    return ground_now(
        place.home,
        run=current_run(place.home),
        catalogue=place.catalogue(),
        terms=read_terms(place.home),
        on=on,
    )


def _step(doing: str, name: str, *, by: str, note: str, folder: str | None, as_json: bool) -> None:
    with problems_in_words(as_json=as_json):
        place = _ready(folder)
        from sakimawari.reach.plans.approval import Doing
        from sakimawari.reach.plans.folder import open_plan

        found = open_plan(place.home, name)
        standing = _taken(place, Doing[doing], found, by=by, note=note)
    if as_json:
        print_json(_counts(found, standing))
    else:
        out.print(f"{name} is {standing.state.value}", markup=False)


def _taken(place: Office, doing: Doing, plan: Plan, *, by: str, note: str) -> Standing:
    """One step of a plan, by a member of staff; not where it rests on what has changed since."""
    from sakimawari.reach.plans import store
    from sakimawari.reach.plans.approval import Doing as All
    from sakimawari.reach.plans.order import changed_since

    stands = store.standing(plan.name)
    proposer = stands.proposed_by if stands is not None else ""
    if doing is All.CANCEL:
        _may(place, by, "propose_plan", plan.name)
    else:
        _may(place, by, "approve_plan", plan.name, proposer)
    if doing is All.APPROVE:
        store.check_unchanged(plan)
        if changed := changed_since(plan, _ground(place, plan.on)):
            raise Problems(changed)
    return store.take(doing, plan.name, by=by, at=datetime.now(UTC), note=note, keys=place.keys())


def _may(place: Office, account: str, action: str, plan: str = "", proposed_by: str = "") -> None:
    """Whether an account of the staff may do this with a plan, by the policies; written to the audit.

    SIGN021 for whoever is no member of the staff with an open account, REACH034 where the policies
    refuse.
    """
    from sakimawari.guard.accounts.store import profile
    from sakimawari.guard.audit.entries import draft_of
    from sakimawari.guard.audit.signing import open_signer
    from sakimawari.guard.audit.store import Book
    from sakimawari.guard.authorise.asked import Action, Asked, Target
    from sakimawari.guard.authorise.deciding import Judge
    from sakimawari.guard.authorise.policies import load_policies

    found = profile(account, place.keys())
    if found is None or found.person or not found.active:
        raise fault(
            "SIGN021",
            "no member of the staff has an account with this id",
            "look at `sakimawari accounts list`; an account is made when somebody first signs in",
        )
    # Whoever may run commands here has signed in to this machine: that is the second factor.
    asked = Asked(
        actor=found.actor(second_factor=True),
        action=Action(action),
        target=Target(kind="Plan", id=plan, by=proposed_by),
    )
    ruling = Judge(policies=load_policies(place.home / "policies")).decide(asked)
    book = Book(home=place.home, signer=open_signer(place.keys_folder))
    book.add(draft_of(asked, ruling, datetime.now(UTC)))
    if not ruling.allowed:
        raise fault(
            "REACH034",
            "the policies do not let this account do this with a plan",
            "policy staff propose, approvers and supervisors approve and apply, never their own plan",
        )


def _variants(text: str) -> tuple[str, ...]:
    named = tuple(dict.fromkeys(each.strip() for each in text.split(",") if each.strip()))
    if not named or any(len(each) != 1 or not "a" <= each <= "z" for each in named):
        raise fault("CLI003", f"`{text}` names no variants", "write letters, as a or a,b")
    return named


def _counts(plan: Plan, standing: Standing | None) -> dict[str, Any]:
    summary = plan.manifest["summary"]
    names = ("sent", "held_out", "later", "people", "households", "cost_yen", "staff_minutes")
    return {
        "plan": plan.name,
        "state": "made" if standing is None else standing.state.value,
        **{name: summary[name] for name in (*names, "expected_replies", "yen_at_stake")},
        "stopped": plan.manifest["counts"]["stopped"],
        "changes": {**summary["by"]["change"], **_against(plan)},
    }


def _against(plan: Plan) -> dict[str, int]:
    against = plan.manifest["against"]
    return {"dropped": against["dropped"], "done": against["done"]}


def tell(plan: Plan, standing: Standing | None, *, whole: bool = False) -> None:
    summary, counts = plan.manifest["summary"], _counts(plan, standing)
    out.print(f"{plan.name}  {counts['state']}", markup=False)
    out.print(
        f"  {summary['sent']:,} messages to {summary['people']:,} people in {summary['households']:,} "
        f"households, {summary['held_out']:,} held out, {summary['later']:,} wait"
    )
    out.print(
        f"  {summary['cost_yen']:,} yen, {summary['staff_minutes'] / 60:,.0f} hours of staff, about "
        f"{summary['expected_replies']:,} replies expected"
    )
    shown = {"medium": summary["by"]["medium"], "later": summary["later_by"]["because"]}
    shown |= {"stopped": counts["stopped"], "changes": counts["changes"]}
    if whole:
        shown |= {name: summary["by"][name] for name in ("ward", "age_band", "language")}
        shown |= {"service": summary["by_service"], "why": summary["by_why"]}
    for name, words in shown.items():
        out.print(f"  {name}: {_line(words)}", markup=False)


def _line(counts: Mapping[str, int]) -> str:
    most = sorted(counts.items(), key=lambda each: -each[1])
    told = [f"{word or '?'} {count:,}" for word, count in most[:_MOST_SHOWN]]
    return " · ".join(told) + (" …" if len(most) > _MOST_SHOWN else "") or "–"


def _as_json(problem: Problem) -> dict[str, str]:
    return {"id": problem.id, "where": str(problem.where), "what": problem.what, "do": problem.do}
