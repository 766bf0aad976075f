"""An examiner of a plan, written apart from the engine: it certifies it or names what is broken.

It shares nothing with the engine but the market's values and how arrays are laid out (`flat`): options,
orders of priority and families' tuples are derived anew (`entries`, `terms`, `accepting`). What a blocking
family is, `accepting` says to the letter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from sakimawari.match.allocate.examining.blocked import blocking, seat_of, sitting, worse_off
from sakimawari.match.allocate.examining.entries import takes
from sakimawari.match.allocate.examining.terms import Terms, terms_of
from sakimawari.match.allocate.market.flat import Ints
from sakimawari.match.allocate.market.values import Child, Decided, Market
from sakimawari.match.results.certificate import Certificate, Claim, Violation

KIND = "nursery"
Placed = Mapping[str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """A blocking family: what it has and would rather have (a pool for each child, None: nothing new).

    `displaced` are the children who would lose their seats to it, by the pools' own order; none: the
    seats it wants are free.
    """

    family: str
    has: tuple[str | None, ...]
    wants: tuple[str | None, ...]
    displaced: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """The certificate, and every blocking family as data."""

    certificate: Certificate
    blocked: tuple[Blocked, ...]


def examine(
    market: Market,
    placed: Placed | Iterable[tuple[str, str | None]],
    *,
    told: Placed | None = None,
    named: Iterable[str] = (),
    kind: str = KIND,
) -> Examination:
    """Hold a plan against its market.

    `placed`: child and pool (None: no new place), as a mapping or as rows. `told`: what people were
    told in an earlier run; then everybody keeps at the least that. `named`: the families the plan
    itself names as blocking; another one than those breaks the claim `stable`.
    """
    rows = list(placed.items()) if isinstance(placed, Mapping) else list(placed)
    terms = terms_of(market, told=told)
    found = _Findings(market, terms, dict(rows), told)
    violations = [*_unknown(market, rows), *found.all()]
    blocked = tuple(_blocked(terms, found.chosen))
    violations += [_blocks(each) for each in blocked if each.family not in set(named)]
    claims = tuple(_claims(found, violations, blocked, told is not None))
    certificate = Certificate(kind=kind, claims=claims, violations=tuple(violations))
    return Examination(certificate=certificate, blocked=blocked)


def blocked_families(
    market: Market, placed: Placed, *, told: Placed | None = None
) -> tuple[Blocked, ...]:
    """The blocking families alone: what a change by hand would do, before it is saved."""
    terms = terms_of(market, told=told)
    return tuple(_blocked(terms, chosen_of(terms, placed)))


def chosen_of(terms: Terms, placed: Placed) -> Ints:
    """A plan as options by child; a pool that is none of its child's options is -1."""
    options = zip(
        terms.tables.option_from[:-1].tolist(), terms.tables.option_from[1:].tolist(), strict=True
    )
    pools = terms.tables.pool.tolist()
    found = []
    for name, (start, end) in zip(terms.children, options, strict=True):
        pool = terms.pool_at.get(placed.get(name) or "", -1)
        found.append(pools.index(pool, start, end) if pool in pools[start:end] else -1)
    return np.array(found, dtype=np.int64)


class _Findings:
    """What is wrong with a plan, but for stability."""

    def __init__(
        self, market: Market, terms: Terms, placed: Mapping[str, str | None], told: Placed | None
    ) -> None:
        self.market, self.terms, self.placed, self.told = market, terms, placed, told
        self.by_id = {child.id: child for child in market.children}
        self.pools = {pool.id: pool for pool in market.pools}
        self.fixed = {
            each.child: each.pool for each in market.decisions if each.kind is Decided.FIXED
        }
        self.chosen = chosen_of(terms, placed)
        self.accepted, self.worse = _beside_told(terms, self.chosen, told, self.fixed)

    def all(self) -> Iterator[Violation]:
        yield from self._order()
        yield from self._decisions()
        yield from self._wishes()
        yield from self._seats()
        yield from self._siblings()
        yield from self._worse()

    def _order(self) -> Iterator[Violation]:
        for one, other, pool in self.terms.equal:
            yield Violation(
                claim="strict",
                who=(one, other),
                text=f"{pool} での順位が同じで、同点決定の順序では決まらない",
            )
        for child, key in self.terms.missing:
            yield Violation(claim="strict", who=(child,), text=f"同点決定の項目 {key} の値がない")

    def _decisions(self) -> Iterator[Violation]:
        for each in self.market.decisions:
            pool = self.placed.get(each.child)
            child = self.by_id.get(each.child)
            if child is None:
                continue
            stays = each.pool is None or each.pool == child.present
            if each.kind is Decided.FIXED and _new(child, pool) != (None if stays else each.pool):
                yield Violation(claim="decided", who=(each.child,), text="手で決めた結果と異なる")
            if each.kind is Decided.FORBIDDEN and pool == each.pool and pool is not None:
                yield Violation(
                    claim="decided", who=(each.child,), text=f"{pool} は手で外されている"
                )

    def _wishes(self) -> Iterator[Violation]:
        for name, child in self.by_id.items():
            pool = self.pools.get(_new(child, self.placed.get(name)) or "")
            if pool is None or self.fixed.get(name) == pool.id or self._promised(name, pool.id):
                continue
            if not _wished(child, pool.id, pool.facility):
                yield Violation(claim="wished", who=(name,), text=f"{pool.id} を希望していない")
            elif not takes(pool, child):
                yield Violation(
                    claim="open",
                    who=(name,),
                    text=f"{pool.id} はこの児童の年齢クラス・月齢・枠では入れない",
                )

    def _promised(self, child: str, pool: str) -> bool:
        return self.told is not None and self.told.get(child) == pool

    def _seats(self) -> Iterator[Violation]:
        sits: dict[str, list[str]] = {}
        for name, child in self.by_id.items():
            pool = self.placed.get(name) or child.present
            if pool in self.pools:
                sits.setdefault(pool, []).append(name)
        for pool, who in sits.items():
            seats = int(self.terms.tables.seats[self.terms.pool_at[pool]])
            if len(who) > seats:
                yield Violation(
                    claim="seats",
                    who=tuple(who),
                    text=f"{pool} の定員 {seats} 人に {len(who)} 人がいる",
                )

    def _siblings(self) -> Iterator[Violation]:
        for at in np.flatnonzero(self.accepted == 0).tolist():
            family = self.market.families[at]
            yield Violation(
                claim="siblings",
                who=(family.id, *family.children),
                text="きょうだいの希望（同時・同園・順位・条件）に合わない組合せ",
            )

    def _worse(self) -> Iterator[Violation]:
        """Families with less than they were told, by their own order, and children without a place."""
        for at in np.flatnonzero(self.worse).tolist():
            family = self.market.families[at]
            yield Violation(
                claim="kept", who=(family.id, *family.children), text="先の通知より悪い結果"
            )


def _beside_told(
    terms: Terms, chosen: Ints, told: Placed | None, fixed: Mapping[str, str | None]
) -> tuple[Ints, Ints]:
    """By family: whether it accepts what it has, and whether that is less than it was told.

    What people decided by hand since replaces what that child was told.
    """
    earlier = chosen_of(terms, told or {})
    for child in fixed:
        at = terms.child_at.get(child)
        if at is not None:
            earlier[at] = terms.tables.floor[at]
    accepted, worse = np.zeros((2, len(terms.families)), dtype=np.int64)
    worse_off(terms.flat, earlier, chosen, accepted, worse)
    return accepted, worse if told is not None else np.zeros_like(worse)


def _new(child: Child, pool: str | None) -> str | None:
    return None if pool == child.present else pool


def _wished(child: Child, pool: str, facility: str) -> bool:
    return any(
        pool in wish.pools if wish.pools else wish.facility == facility for wish in child.wishes
    )


def _unknown(market: Market, rows: list[tuple[str, str | None]]) -> Iterator[Violation]:
    children = {child.id for child in market.children}
    pools = {pool.id for pool in market.pools}
    seen: set[str] = set()
    for child, pool in rows:
        if child not in children:
            yield Violation(claim="known", who=(child,), text="この児童は申込みにない")
        if pool is not None and pool not in pools:
            yield Violation(claim="known", who=(child,), text=f"{pool} という枠はない")
        if child in seen:
            yield Violation(claim="once", who=(child,), text="結果が二つある")
        seen.add(child)
    for child in sorted(children - seen):
        yield Violation(claim="once", who=(child,), text="結果がない")


def _blocked(terms: Terms, chosen: Ints) -> Iterator[Blocked]:
    tables = terms.tables
    accepted = np.zeros(len(terms.families), dtype=np.int64)
    wanted = np.full(len(chosen), -1, dtype=np.int64)
    blocks = blocking(terms.flat, chosen, accepted, wanted)
    if not len(blocks):
        return
    who = sitting(terms.flat, chosen)
    for at in blocks.tolist():
        own = range(tables.child_from[at], tables.child_from[at + 1])
        yield Blocked(
            family=terms.families[at],
            has=tuple(_pool(terms, int(chosen[child])) for child in own),
            wants=tuple(_pool(terms, int(wanted[child])) for child in own),
            displaced=tuple(_displaced(terms, own, wanted, who)),
        )


def _pool(terms: Terms, option: int) -> str | None:
    return None if option < 0 else terms.pools[terms.tables.pool[option]]


def _displaced(
    terms: Terms, own: range, wanted: Ints, who: tuple[Ints, Ints, Ints]
) -> Iterator[str]:
    """Children of others who no longer are within the seats once the family sits where it wants."""
    begin, children, _ = who
    tables = terms.tables
    coming: dict[int, int] = {}
    for child in own:
        pool, _ = seat_of(terms.flat, child, wanted[child])
        if pool >= 0:
            coming[pool] = coming.get(pool, 0) + 1
    for pool, count in coming.items():
        others = [each for each in children[begin[pool] : begin[pool + 1]] if each not in own]
        left = max(int(tables.seats[pool]) - count, 0)
        for each in others[left:]:
            yield terms.children[each]


def _blocks(each: Blocked) -> Violation:
    wants = "・".join(pool or "なし" for pool in each.wants)
    how = f"{'・'.join(each.displaced)} より先に" if each.displaced else "空いている席で"
    return Violation(
        claim="stable",
        who=(each.family, *each.displaced),
        text=f"世帯 {each.family} は優先順位により、{how} {wants} を得られたはず",
    )


_TEXTS = {
    "known": "結果の児童と枠はすべて申込み・定員表にある",
    "once": "どの児童にも結果が一つだけある",
    "wished": "どの児童も自分の希望した施設にだけ入る",
    "open": "年齢クラス・月齢・専用枠の条件を守る",
    "seats": "定員（合同クラス・保留席・職員配置による上限を含む）を守る",
    "transfers": "転園できない児童は今の席に残る",
    "siblings": "きょうだいの希望と条件を守る",
    "decided": "手で決めたことを守る",
    "strict": "優先順位に同順位がない",
}


def _claims(
    found: _Findings, violations: list[Violation], blocked: tuple[Blocked, ...], rerun: bool
) -> Iterator[Claim]:
    counts: dict[str, int] = {}
    for each in violations:
        counts[each.claim] = counts.get(each.claim, 0) + 1
    figures = _figures(found)
    for id, text in _TEXTS.items():
        yield Claim(id=id, text=text, holds=id not in counts, figures=figures.get(id, {}))
    if rerun:
        yield Claim(
            id="kept", text="先に通知した結果より悪くなる世帯がない", holds="kept" not in counts
        )
    yield Claim(
        id="stable",
        text=f"名を挙げた {len(blocked)} 世帯を除いて安定"
        if blocked
        else "安定（横取りできる世帯がない）",
        holds="stable" not in counts,
        figures={"blocking": len(blocked), "not_named": counts.get("stable", 0)},
    )
    yield Claim(
        id="best_for_families",
        text="安定な結果のうち、世帯にとって最良",
        holds=None,
    )


def _figures(found: _Findings) -> dict[str, dict[str, float | int | str]]:
    placed = [child for child in found.by_id.values() if _new(child, found.placed.get(child.id))]
    holders = [child for child in found.by_id.values() if child.present is not None]
    return {
        "once": {"children": len(found.by_id), "placed": len(placed)},
        "seats": {"seats": int(found.terms.tables.seats.sum()), "pools": len(found.pools)},
        "transfers": {
            "asked": len(holders),
            "moved": sum(child.present is not None for child in placed),
        },
        "siblings": {"families": sum(len(each.children) > 1 for each in found.market.families)},
        "decided": {"decisions": len(found.market.decisions)},
    }
