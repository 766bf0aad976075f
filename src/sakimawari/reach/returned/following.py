"""What follows from a slip: cases opened, services declined, people to be called; each step once.

A yes to a service one applies for opens a case filled in from the registers, with what was written
on the slip laid beside it, by the channel `paper`. A no declines the service: nobody is told of it
again, nothing is refused. Which step was done is written down after it; a step done and not written
down is found again by its own key, so that a crash between leaves nothing double and nothing undone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from sakimawari.cases import run as cases
from sakimawari.cases.values import (
    Account,
    Answers,
    Application,
    Channel,
    Doing,
    Moment,
    State,
    Wish,
)
from sakimawari.guard import clearance
from sakimawari.packs.pack import Rung
from sakimawari.problems import Problems
from sakimawari.reach.letters.geometry import Answer, Kind
from sakimawari.reach.returned import page_store, store
from sakimawari.reach.returned.fields import OF_NO_CONSEQUENCE, Found
from sakimawari.reach.returned.identities import identities_of
from sakimawari.reach.returned.letter_of import LetterOf, wishes_of
from sakimawari.reach.returned.values import Done, Entry, Sheet
from sakimawari.reach.telling.occasion import ABOUT

Replied: TypeAlias = Callable[[str, str, datetime], object]  # person, service, when
YES, NO = "yes", "no"
ACCOUNT_NOTE = "返信用紙の口座欄"
PAPER_LABEL = "返信用紙"


@dataclass(frozen=True, slots=True, kw_only=True)
class Follower:
    """Carries slips out. `replied` tells the sending of messages that somebody answered."""

    moment: Moment
    city: str
    doing: Doing
    replied: Replied

    def follow(self, letter: LetterOf, slip: Sheet) -> Mapping[int, Done]:
        """Carry out every answer of a slip whose fields are settled; what followed, by offer.

        Raises Problems where a case cannot be opened with what is written; what was done before
        stays done, and carrying it out again goes on from there.
        """
        clearance.clear(letter.person)
        entries = slip.content.entries if slip.content is not None else ()
        before = store.answered(slip.reference)
        found = {offer: done for offer, (done, _) in before.items()}
        for entry in entries:
            if entry.kind is not Kind.CHOICE or entry.offer in before:
                continue
            done, case = self._one(letter, slip, entry, entries)
            service = entry.service.removeprefix(ABOUT)
            store.note_answer(
                slip.reference, offer=entry.offer, service=service, answer=entry.value,
                done=done, case=case, at=self.doing.at,
            )  # fmt: skip
            found[entry.offer] = done
            if entry.value:
                self.replied(letter.person, service, self.doing.at)
        return found

    def _one(
        self, letter: LetterOf, slip: Sheet, entry: Entry, entries: Sequence[Entry]
    ) -> tuple[Done, str]:
        if entry.service.startswith(ABOUT):
            return (Done.CONSULT if entry.value == YES else Done.NOTHING), ""
        service = self.moment.catalogue.services.get(entry.service)
        if service is None or entry.value not in (YES, NO):
            return Done.NOTHING, ""
        if entry.value == NO:
            return self._declined(letter, entry.service, automatic=service.rung is Rung.AUTOMATIC)
        if service.rung is Rung.INFORM:
            return Done.CONSULT, ""
        if service.rung is Rung.AUTOMATIC:
            return Done.ACCEPTED, ""
        return self._applied(letter, slip, entry, entries)

    def _declined(self, letter: LetterOf, service: str, *, automatic: bool) -> tuple[Done, str]:
        """Nobody tells them of it again; an automatic grant under way is objected to (辞退)."""
        number = ""
        if automatic:
            for row in cases.cases_of(self.moment, letter.person):
                if row.service == service and row.state in (State.SUBMITTED, State.EXAMINING):
                    cases.object_to(
                        self.moment, row.number, doing=replace(self.doing, version=None)
                    )
                    number = row.number
        cases.decline(self.moment, letter.person, service, doing=self.doing)
        return (Done.OBJECTED, number) if number else (Done.DECLINED, "")

    # ------------------------------------------------------------ applying

    def _applied(
        self, letter: LetterOf, slip: Sheet, entry: Entry, entries: Sequence[Entry]
    ) -> tuple[Done, str]:
        wishes = wishes_of(self.moment, letter, entry.service, entry.offer)
        persons = [letter.person, *(wish.subject for wish in wishes)]
        form = cases.prefill(
            self.moment,
            applicant=letter.person,
            wishes=wishes,
            identities=identities_of(self.moment, persons, city=self.city),
        )
        if form.pending:
            return Done.CASE, form.pending[0]
        mine = [one for one in entries if one.offer in (entry.offer, -1)]
        answers = answers_of(form, mine, papers=self._paper(letter, slip))
        sent = cases.submit(
            self.moment,
            form,
            answers,
            client_key=f"slip-{slip.reference}-{entry.offer}",
            doing=self.doing,
            channel=Channel.PAPER,
        )
        return Done.CASE, sent.cases[0]

    def _paper(self, letter: LetterOf, slip: Sheet) -> tuple[str, ...]:
        """The page as a paper of the case; of several cases the first one's, the rest find it there."""
        held = store.paper_of(slip.reference)
        if held:
            return ()
        picture = page_store.picture(self.moment, slip.page, of_slip=False)
        kept = cases.keep_paper(
            self.moment, letter.person, picture, label=PAPER_LABEL, doing=self.doing
        )
        store.note_paper(slip.reference, kept.id)
        return (kept.id,)


def answers_of(
    form: Application, entries: Sequence[Entry], *, papers: tuple[str, ...] = ()
) -> Answers:
    """What was written on the slip as answers to the form; what has no place there, as a remark.

    A value of the registers is never written over by what a machine read: only fields that may be
    edited and were left open, or that a clerk settled, are filled in.
    """
    fields, asks, remarks = {}, {}, []
    for entry in entries:
        value = _typed(entry)
        if not value or entry.kind is not Kind.FIELD or entry.answer is Answer.ACCOUNT:
            continue
        places = [f for f in form.fields if f.label in (entry.name, entry.label)]
        field = next((f for f in places if f.editable and not (f.value and not entry.by)), None)
        ask = next((a for a in form.asks if a.fact == entry.name), None)
        if field is not None:
            fields[field.key] = value
        elif ask is not None:
            asks[ask.key] = value
        elif entry.found is not Found.PRINTED and entry.name not in _OF_THE_SLIP:
            remarks.append(f"{entry.label or entry.name}: {value}")
    account, note = account_of(entries)
    remarks += [note] if note else []
    return Answers(
        fields=fields, asks=asks, account=account, papers=papers, remark="\n".join(remarks)
    )


_OF_THE_SLIP = OF_NO_CONSEQUENCE | {"署名"}


def _typed(entry: Entry) -> str:
    if entry.found is Found.PRINTED and not entry.by:
        return ""
    if entry.answer is Answer.TRUTH:
        return {YES: "はい", NO: "いいえ"}.get(entry.value, entry.value)
    return entry.value


def account_of(entries: Sequence[Entry]) -> tuple[Account | None, str]:
    """The account written on a slip, if bank and branch are given by their numbers; else a note."""
    for entry in entries:
        if entry.answer is not Answer.ACCOUNT or not entry.value:
            continue
        told = dict(entry.details)
        given = {
            "bank": _code(told.get("bank", ""), 4),
            "bank_name": told.get("bank", ""),
            "branch": _code(told.get("branch", ""), 3),
            "branch_name": told.get("branch", ""),
            "kind": told.get("type", ""),
            "number": told.get("number", ""),
            "holder": told.get("holder", ""),
        }
        try:
            return cases.read_account(given), ""
        except Problems:
            return None, f"{ACCOUNT_NOTE}: {entry.value}"
    return None, ""


def _code(text: str, digits: int) -> str:
    found = re.search(rf"(?<!\d)\d{{{digits}}}(?!\d)", text)
    return found.group() if found else ""


def wished(entries: Sequence[Entry]) -> tuple[Wish, ...]:
    """The services said yes to, each for nobody in particular: for counting."""
    yes = [e for e in entries if e.kind is Kind.CHOICE and e.value == YES]
    return tuple(Wish(service=e.service.removeprefix(ABOUT), subject="") for e in yes)
