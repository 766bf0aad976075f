"""Paper that comes back, as console and command line work with it.

take_in      a file: pages read, each slip carried out or laid on a clerk's desk
settle, undo, carry_out   the desk: fields settled one by one, then the slip as a whole
by_reference a page whose code cannot be read, with the reference typed
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from sakimawari.cases.values import Doing, Moment
from sakimawari.guard import clearance
from sakimawari.problems import Problem, Problems, fault
from sakimawari.reach.letters.geometry import Answer
from sakimawari.reach.returned import page_store, store
from sakimawari.reach.returned.crew import Reader
from sakimawari.reach.returned.fields import Found
from sakimawari.reach.returned.following import Follower, Replied
from sakimawari.reach.returned.letter_of import LetterOf, barrier, letter_of
from sakimawari.reach.returned.page_store import File, file_of
from sakimawari.reach.returned.picture_store import NOBODY
from sakimawari.reach.returned.values import (
    Content,
    Done,
    Entry,
    PageState,
    PageTold,
    Sheet,
    State,
    Tally,
)

__all__ = ["Desk", "Told", "by_reference", "carry_out", "settle", "take_in", "undo"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of a page of a file."""

    number: int
    state: PageState
    reference: str = ""
    problem: str = ""
    what: str = ""
    waiting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What slips are worked on with: the city's moment and name, who works, who is told of replies."""

    moment: Moment
    city: str
    doing: Doing
    replied: Replied

    @property
    def follower(self) -> Follower:
        return Follower(moment=self.moment, city=self.city, doing=self.doing, replied=self.replied)


def take_in(
    desk: Desk, reader: Reader, name: str, content: bytes, *, progress: Callable[[Told], object]
) -> Tally:
    """Read a file and do what follows; `progress` is told of each page. Done before, does nothing."""
    file = file_of(name, content)
    told: list[Told] = []
    broken = False
    if not page_store.known(file):
        for page in reader.read(content):
            broken = broken or page.problem == "SCAN006"
            told.append(_page(desk, file, page))
            progress(told[-1])
        if not broken:
            page_store.finish(desk.moment, file, desk.doing)
    return tally(told)


def tally(told: Iterable[Told]) -> Tally:
    """Pages in counts."""
    pages = list(told)
    aside: dict[str, int] = {}
    for one in pages:
        if one.state is PageState.ASIDE:
            aside[one.problem] = aside.get(one.problem, 0) + 1
    read = [one for one in pages if one.state is PageState.READ]
    return Tally(
        pages=len(pages),
        read=len(read),
        silent=sum(not one.waiting for one in read),
        waiting=sum(one.waiting for one in read),
        twice=sum(one.state is PageState.TWICE for one in pages),
        aside=aside,
    )


def _page(desk: Desk, file: File, page: PageTold) -> Told:
    """One page: kept first, then followed."""
    letter = letter_of(desk.moment.home, page.reference) if page.reference else None
    if page.problem or page.content is None or letter is None:
        return _aside(desk, file, page, letter, _reason(page))
    stops = barrier(desk.moment, letter)
    if stops is not None:
        return _aside(desk, file, page, letter, stops)
    clearance.clear(letter.person)
    id = page_store.keep(
        desk.moment, file, page, owner=letter.person, state=PageState.READ, doing=desk.doing
    )
    if id is None:
        return Told(number=page.number, state=PageState.TWICE, reference=page.reference)
    if not store.arrive(desk.moment, letter, page.content, page=id, doing=desk.doing):
        return _second(desk, page, page.content, id)
    waiting = not (page.sure and _carried(desk, letter))
    return Told(number=page.number, state=PageState.READ, reference=page.reference, waiting=waiting)


def _reason(page: PageTold) -> Problem:
    """Why a page is set aside: as its reading said, or because nobody knows its letter."""
    if page.problem:
        return Problem(id=page.problem, what=page.what, do="")
    return UNKNOWN


def _carried(desk: Desk, letter: LetterOf) -> bool:
    """Carry a slip out that nobody had to look at; False where it turns out somebody must."""
    try:
        _follow(desk, letter, store.sheet(desk.moment, letter.reference), silent=True)
    except Problems:
        with store.changing(desk.moment, letter.reference, None) as change:
            look = dict.fromkeys((*change.content.look, "form"))
            change.content = replace(change.content, look=tuple(look))
        return False
    return True


def _second(desk: Desk, page: PageTold, content: Content, id: str) -> Told:
    """Another page with a slip that came before: the same again does nothing, another goes aside."""
    first = store.sheet(desk.moment, page.reference)
    if first.content is not None and same(first.content, content):
        page_store.set_state(id, PageState.TWICE)
        return Told(number=page.number, state=PageState.TWICE, reference=page.reference)
    page_store.set_state(id, PageState.ASIDE, "SCAN019")
    return Told(
        number=page.number,
        state=PageState.ASIDE,
        reference=page.reference,
        problem="SCAN019",
        what="a slip with this reference came before, and says something else",
    )


def same(first: Content, second: Content) -> bool:
    """Whether two readings of a slip say the same, as far as both are sure."""
    if bool(first.look) != bool(second.look):
        return False
    theirs = {entry.key: entry for entry in second.entries}
    if theirs.keys() != {entry.key for entry in first.entries}:
        return False
    return all(
        entry.read == theirs[entry.key].read and entry.found == theirs[entry.key].found
        for entry in first.entries
    )


def _aside(desk: Desk, file: File, page: PageTold, letter: LetterOf | None, why: Problem) -> Told:
    owner = letter.person if letter is not None else NOBODY
    kept = page_store.keep(
        desk.moment,
        file,
        replace(page, problem=why.id),
        owner=owner,
        state=PageState.ASIDE,
        doing=desk.doing,
    )
    state = PageState.TWICE if kept is None else PageState.ASIDE
    return Told(
        number=page.number, state=state, reference=page.reference, problem=why.id, what=why.what
    )


# ---------------------------------------------------------------- the clerk's desk


def by_reference(desk: Desk, reader: Reader, id: str, reference: str) -> Told:
    """Read a page that was set aside again, with the reference a clerk typed."""
    picture = page_store.picture(desk.moment, id, of_slip=False)
    file = File(name="", digest=f"again-{id}")
    told = Told(number=1, state=PageState.ASIDE, problem="SCAN006")
    for page in reader.read(picture, typed=reference):
        if page.problem:
            return Told(
                number=1,
                state=PageState.ASIDE,
                reference=reference,
                problem=page.problem,
                what=page.what,
            )
        told = _page(desk, file, page)
    if told.state is not PageState.ASIDE:
        page_store.clear_aside(id, desk.doing)
    return told


def settle(
    desk: Desk,
    reference: str,
    key: str,
    value: str,
    *,
    version: int | None,
    details: Mapping[str, str] | None = None,
) -> None:
    """A clerk says what a field says; "" for nothing. SCAN024 where the slip was changed since."""

    def work(entry: Entry) -> Entry:
        return replace(
            entry,
            value=value.strip(),
            details=entry.details if details is None else details,
            by=desk.doing.actor.id,
        )

    with store.changing(desk.moment, reference, version) as change:
        change.settle(key, work)


def undo(desk: Desk, reference: str, key: str, *, version: int | None) -> None:
    """Back to what the machine read, as long as the slip was not carried out."""

    def work(entry: Entry) -> Entry:
        return replace(entry, value=entry.read, by="")

    with store.changing(desk.moment, reference, version) as change:
        change.settle(key, work)


def carry_out(desk: Desk, reference: str, *, version: int | None) -> Mapping[int, Done]:
    """Do what a settled slip says. SCAN025 while a field is open, SCAN020 and SCAN021 as on arrival."""
    slip = store.sheet(desk.moment, reference)
    if slip.state is State.DONE:
        return {offer: done for offer, (done, _) in store.answered(reference).items()}
    letter = letter_of(desk.moment.home, reference)
    stops = None if letter is None else barrier(desk.moment, letter)
    if letter is None or stops is not None:
        raise Problems([stops or UNKNOWN])
    entries = slip.content.entries if slip.content is not None else ()
    if not all(entry.settled for entry in entries):
        raise fault(
            "SCAN025",
            "a field of the slip is still open",
            "settle every field first; a field nobody can read is left empty",
        )
    if version is not None and version != slip.version:
        raise fault(
            "SCAN024",
            "the slip was changed or carried out since it was opened",
            "read the page again, and do it again if it is still right",
        )
    return _follow(desk, letter, slip, silent=False)


def _follow(desk: Desk, letter: LetterOf, slip: Sheet, *, silent: bool) -> Mapping[int, Done]:
    """Each step is kept by itself; the slip is closed last."""
    found = desk.follower.follow(letter, slip)
    with store.changing(desk.moment, letter.reference, None) as change:
        change.finish(desk.doing, silent=silent)
    return found


UNKNOWN = Problem(
    id="SCAN014",
    what="the reference is none of a letter that is kept here",
    do="compare it with the paper; a letter written long ago is answered by a person",
)


def is_account(entry: Entry) -> bool:
    """Whether a field is an account, whose parts are typed one by one."""
    return entry.answer is Answer.ACCOUNT


def open_entries(content: Content) -> tuple[Entry, ...]:
    """The fields a person still has to settle, in the order of the slip."""
    return tuple(entry for entry in content.entries if not entry.settled)


def read_silently(content: Content) -> int:
    """How many fields the machine settled by itself."""
    return sum(entry.found is not Found.DOUBTFUL for entry in content.entries)
