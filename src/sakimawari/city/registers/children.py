"""児童手当, 公務員, 子ども医療証, 施設入所児童: ledgers of nearly every family."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa

from sakimawari.city.assembly import Kind
from sakimawari.city.days import NO_DAY, day_number, last_school_day, school_year
from sakimawari.city.formats import Style, dates, flags, labels, numbers
from sakimawari.city.living import Job
from sakimawari.city.parents import Upbringing
from sakimawari.city.part import Part, Sheets, Table, chance, month_after

ALLOWANCE = "07_児童手当.csv"
SERVANTS = "07b_公務員情報.csv"
MEDICAL = "09_子ども医療証.csv"
INSTITUTION = "17_施設入所児童.csv"
_FIRST_PAID = day_number(date(2006, 4, 1))


def sheets(part: Part, raised: Upbringing) -> Sheets:
    """The ledgers; families whose father is posted away are left to the pass over all parts."""
    return {
        ALLOWANCE: _allowance(part, raised),
        SERVANTS: _servants(part, raised),
        MEDICAL: _medical(part),
        INSTITUTION: _institution(part),
    }


def _allowance(part: Part, raised: Upbringing) -> Table:
    """97 families in a hundred claim; fewer in the weeks after a birth or a move."""
    people = part.people
    rng = part.stream("allowance")
    child, claimant = raised.child, raised.claimant
    has_minor = np.bincount(claimant, raised.minor, people.count) > 0
    counted = np.bincount(claimant, raised.counted, people.count)
    claims = chance(rng, 0.975, people.count) & has_minor
    claims &= part.living.job != Job.PUBLIC_SERVANT
    fresh = part.on - np.maximum(people.birth, people.since)[child]
    slow = (fresh < 45) & chance(rng, 0.4, len(child))
    forgotten = (part.on - people.birth[child] > 16 * 365) & chance(rng, 0.02, len(child))
    older = ~raised.minor & raised.counted & (counted[claimant] >= 3) & chance(rng, 0.8, len(child))
    listed = claims[claimant] & ~raised.apart & ((raised.minor & ~slow & ~forgotten) | older)
    kept = ~raised.minor & claims[claimant] & ~raised.apart & ~listed
    overrun = kept & chance(rng, 0.01, len(child))  # should have ended on 31 March
    since = month_after(np.maximum(people.birth[child], people.since[claimant]))
    last = last_school_day(people.birth[child], 18)
    ended = kept & ~overrun & (last == _last_march(part)) & chance(rng, 0.9, len(child))
    ended &= np.maximum(since, _FIRST_PAID) < last
    paid = np.where(listed & raised.minor, raised.amount, 0)
    total = np.bincount(claimant, paid, people.count).astype(np.int64)
    row = np.flatnonzero(listed | overrun | ended)
    child, claimant = child[row], claimant[row]
    amount = np.where(ended[row], 10_000, np.maximum(total[claimant], 10_000))
    return {
        "宛名番号": people.ids(claimant),
        "児童宛名番号": people.ids(child),
        "認定日": dates(np.maximum(since[row], _FIRST_PAID).astype(np.int32), Style.KANJI),
        "消滅日": dates(np.where(ended, last, NO_DAY)[row].astype(np.int32), Style.KANJI),
        "手当月額": numbers(amount),
        "監護相当": labels(np.where(older[row], 0, -1), ("1",)),
    }


def _last_march(part: Part) -> int:
    return day_number(date(school_year(part.on), 3, 31))


def _servants(part: Part, raised: Upbringing) -> Table:
    """Whether parents are public servants, known for most; who is not listed is unknown."""
    people, homes = part.people, part.people.homes
    minors = raised.child[raised.minor]
    guardians = np.zeros(people.count, np.bool_)
    for parent in (homes.mother[minors], homes.father[minors], raised.claimant[raised.minor]):
        guardians[parent[parent >= 0]] = True
    rows = np.flatnonzero(guardians & chance(part.stream("servants"), 0.955, people.count))
    return {
        "宛名番号": people.ids(rows),
        "公務員": flags(part.living.job[rows] == Job.PUBLIC_SERVANT),
    }


def _medical(part: Part) -> Table:
    """Medical cards to 31 March after age 18; not for those on welfare or in a home."""
    people = part.people
    rng = part.stream("child medical")
    until = last_school_day(people.birth, 18)
    fits = (until >= part.on) & ~part.living.welfare & (people.homes.kind != Kind.CHILDRENS_HOME)
    since = np.maximum(people.birth, people.since)
    fresh = part.on - since < 30
    holds = chance(rng, 0.98, people.count) & ~(fresh & chance(rng, 0.5, people.count))
    rows = np.flatnonzero(fits & holds)
    number = people.number[rows] % 10**7
    return {
        "宛名番号": people.ids(rows),
        "受給者番号": pa.array([f"{value:07}" for value in number.tolist()], pa.string()),
        "有効開始日": dates(since[rows], Style.SLASHED),
        "有効終了日": dates(until[rows], Style.SLASHED),
    }


def _institution(part: Part) -> Table:
    people = part.people
    rows = np.flatnonzero(people.homes.kind == Kind.CHILDRENS_HOME)
    since = np.maximum(people.since[rows], people.birth[rows] + 30)
    return {
        "宛名番号": people.ids(rows),
        "措置開始日": dates(np.minimum(since, part.on).astype(np.int32), Style.KANJI),
        "措置解除日": dates(np.full(len(rows), NO_DAY, np.int32), Style.KANJI),
    }
