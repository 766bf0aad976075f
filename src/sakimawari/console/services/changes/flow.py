"""Every step of a change: who may take it, what must hold, what is done.

Two people: who drafted a change never approves it, who asks to take it back never does so. A draft
is approved by its hash; what is adopted is that very draft, upon the very pack it was made from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sakimawari.console.city import City
from sakimawari.console.services.changes import drafts, store
from sakimawari.console.services.changes.values import Change, Kind, Person, State, Work, kinds_for
from sakimawari.packs.editing.drafting import next_version
from sakimawari.packs.editing.edits import Edit, NewTable, NewValue, target_of
from sakimawari.packs.editing.wording import told_of
from sakimawari.problems import Problems, fault

SHORTEST_NOTE = 5  # characters of a reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Who acts, when, and upon which city."""

    person: Person
    at: datetime
    there: City


def begin(act: Act, pack: str, title: str) -> Change:
    """A draft of a pack in effect, without any edit yet. EDIT006."""
    held = drafts.pack_in_effect(act.there.catalogue, pack)
    version = next_version(held.version, store.versions_of(pack))
    return store.begin(
        pack=pack,
        title=title,
        base=held.hash,
        version=(held.version, version),
        drafter=act.person,
        at=act.at,
    )


def with_edit(act: Act, change: Change, edit: Edit) -> Change:
    """The draft with one more edit; an edit of the same thing takes the place of the earlier one."""
    kept = [each for each in change.edits if target_of(each) != target_of(edit)]
    return _edited(act, change, [*kept, edit])


def without_edit(act: Act, change: Change, target: str) -> Change:
    """The draft without what it asks of one thing."""
    return _edited(act, change, [e for e in change.edits if target_of(e) != target])


def renewed(act: Act, change: Change) -> Change:
    """The same edits upon the pack that is in effect now."""
    return _edited(act, change, change.edits)


def _edited(act: Act, change: Change, edits: Sequence[Edit]) -> Change:
    _only_drafter(act, change)
    held = drafts.pack_in_effect(act.there.catalogue, change.pack)
    version = change.version
    if held.hash != change.base:
        version = next_version(held.version, store.versions_of(change.pack))
    told = [told_of(edit, act.there.catalogue) for edit in edits]
    done = store.keep_edits(
        change, edits, told=told, base=(held.hash, held.version), version=version, at=act.at
    )
    if not done:
        raise _too_late()
    fresh = _again(change)
    hash, faults = drafts.build(act.there.office.home, act.there.catalogue, fresh)
    store.keep_built(change.id, hash, faults)
    if hash:
        store.ask(change.id, hash, kinds_of(act.there), act.at)
    return _again(change)


def kinds_of(there: City) -> tuple[Kind, ...]:
    """What is reckoned of a draft in this city."""
    return kinds_for(there.snapshot.manifest["households"])


def may_submit(change: Change, works: dict[Kind, Work], packs: str) -> tuple[str, ...]:
    """What stands against asking for approval, as keys of words; nothing if it may be asked."""
    against = []
    if not change.edits:
        against.append("no-edits")
    if change.faults or not change.hash:
        against.append("does-not-load")
    examples = works.get(Kind.EXAMPLES)
    if not _counts(examples, change, packs):
        against.append("examples-wanting")
    elif examples is not None and examples.result is not None and examples.result["failures"]:
        against.append("examples-fail")
    if not _counts(works.get(Kind.EXACT), change, packs):
        against.append("effects-wanting")
    return tuple(against)


def _counts(work: Work | None, change: Change, packs: str) -> bool:
    """Whether something was reckoned of this very draft, upon the packs in effect."""
    return work is not None and work.is_done and work.hash == change.hash and work.packs == packs


def submit(act: Act, change: Change, note: str, activate_on: date | None) -> None:
    """Ask for approval. EDIT008 where examples fail or the effects were not reckoned."""
    _only_drafter(act, change)
    _said(note)
    against = may_submit(change, store.works(change.id), act.there.catalogue.hash)
    if against:
        raise fault(
            "EDIT008",
            f"the draft cannot be handed in yet: {', '.join(against)}",
            "every example must hold, and the effects must be reckoned for this very draft",
        )
    day = activate_on if activate_on is not None and activate_on > act.there.today else None
    if not store.step(
        change, "submit", act.person, note, act.at, note=note, activate_on=day, failure=None
    ):
        raise _too_late()


def withdraw(act: Act, change: Change, note: str) -> None:
    """Give a draft up; its record stays."""
    _only_drafter(act, change)
    if not store.step(change, "withdraw", act.person, note, act.at):
        raise _too_late()
    drafts.remove(act.there.office.home, change)


def send_back(act: Act, change: Change, note: str) -> None:
    """Hand a change back to its drafter with a reason; its drafter takes it back the same way."""
    _said(note)
    if not store.step(change, "return", act.person, note, act.at, approver="", approver_name=""):
        raise _too_late()


def approve(act: Act, change: Change, note: str) -> None:
    """Approve a change: the second person. EDIT009 for its drafter, EDIT007 upon another base."""
    if act.person.id == change.drafter.id:
        raise own()
    _upon_its_base(act.there, change)
    if not store.step(
        change,
        "approve",
        act.person,
        note,
        act.at,
        approver=act.person.id,
        approver_name=act.person.name,
        failure=None,
    ):
        raise _too_late()


def is_due(change: Change, today: date) -> bool:
    """Whether an approved change takes effect now."""
    return change.state is State.APPROVED and (
        change.activate_on is None or change.activate_on <= today
    )


def ask_back(act: Act, change: Change, note: str) -> None:
    """Ask that what was in effect before be so again. EDIT007 where later changes stand upon it."""
    _said(note)
    held = drafts.pack_in_effect(act.there.catalogue, change.pack)
    if held.hash != change.hash:
        raise drafts.moved_on(change)
    if not store.step(
        change,
        "ask_back",
        act.person,
        note,
        act.at,
        asker=act.person.id,
        asker_name=act.person.name,
        failure=None,
    ):
        raise _too_late()


def confirm_back(act: Act, change: Change) -> None:
    """Whether somebody may confirm that a change be taken back. EDIT009 for who asked for it."""
    if change.state is not State.ASKED_BACK:
        raise _too_late()
    if change.asker is not None and act.person.id == change.asker.id:
        raise own()


def keep(act: Act, change: Change, note: str) -> None:
    """Leave a change in effect that was asked back."""
    if not store.step(change, "keep", act.person, note, act.at, asker="", asker_name=""):
        raise _too_late()


def upon_its_base(there: City, change: Change) -> bool:
    """Whether the pack in effect is still the one a draft was made from."""
    held = next((pack for pack in there.catalogue.packs if pack.id == change.pack), None)
    return held is not None and held.hash == change.base


def _upon_its_base(there: City, change: Change) -> None:
    if not upon_its_base(there, change):
        raise drafts.moved_on(change)


def _only_drafter(act: Act, change: Change) -> None:
    if act.person.id != change.drafter.id:
        raise fault(
            "EDIT009",
            "a draft is edited and handed in by its drafter alone",
            "begin a draft of your own, or ask the drafter",
        )


def own() -> Problems:
    """Somebody would decide upon what they proposed themselves."""
    return fault(
        "EDIT009",
        "who drafts a change, or asks to take it back, does not decide upon it",
        "let another approver decide",
    )


def _said(note: str) -> None:
    if len(note.strip()) < SHORTEST_NOTE:
        raise fault("EDIT010", "the reason is missing", "write in a sentence why")


def _too_late() -> Problems:
    return fault(
        "EDIT011",
        "the change is no longer where this step begins: somebody else was quicker",
        "look at its page again",
    )


def _again(change: Change) -> Change:
    found = store.one(change.id)
    assert found is not None
    return found


def days_of(edits: Sequence[Edit]) -> tuple[date, ...]:
    """From when the dated edits hold."""
    return tuple(e.grounds.since for e in edits if isinstance(e, NewValue | NewTable))
