"""From a question to its result: conditions, scores, what was learned, pairs, lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sakimawari.match.offers.conditions import distances, judged, verdicts
from sakimawari.match.offers.exposure import lists_of
from sakimawari.match.offers.learning import learned
from sakimawari.match.offers.lexical import both_ways, covered
from sakimawari.match.offers.meaning import Embed, available, centred, embed, nearness, vectors_of
from sakimawari.match.offers.pairing import orders, together
from sakimawari.match.offers.scoring import fused, nearer_first
from sakimawari.match.offers.values import Matched, Options, Pair, Question, Truth, Verdict
from sakimawari.problems import fault

Floats = npt.NDArray[np.float32]
Progress = Callable[[str, int, int], None]
MOST_PAIRS = 150_000_000  # about 3 GiB of scores
HALVING = 10_000.0  # metres at which a score is worth half


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """Everything known of every pair: needs in rows, offers in columns."""

    words: Floats
    meaning: Floats | None
    score: Floats
    lowered: Floats
    open: npt.NDArray[np.bool_]
    by_condition: dict[str, int]


def _silent(stage: str, done: int, total: int) -> None:
    return None


def solve(
    question: Question,
    options: Options,
    *,
    seed: int = 1,
    cache: Path | None = None,
    making: Embed = embed,
    progress: Progress = _silent,
) -> Matched:
    """Match needs and offers. OFFER011 for too many pairs, OFFER012 where the model is wanted and missing."""
    _not_too_many(question)
    scored = score_all(question, options, cache=cache, making=making, progress=progress)
    progress("matching", 0, 1)
    pairs = candidates(question, scored, options)
    suited = [pair for pair in pairs if introducible(question, pair, options)]
    need_orders, offer_orders = orders(suited, question.needs, question.offers, seed)
    found = together(need_orders, offer_orders, question.needs, question.offers)
    shown = [pair for pair in pairs if not _kept_apart(question, pair.need, pair.offer)]
    shown_orders, _ = orders(shown, question.needs, question.offers, seed)
    lists = lists_of(
        shown,
        [pair for pair in found if not _kept_apart(question, *pair)],
        shown_orders,
        question.offers,
        options,
    )
    progress("matching", 1, 1)
    return Matched(
        pairs=pairs,
        lists=tuple(lists.get(at, ()) for at in range(len(question.needs))),
        together=found,
        excluded=near_misses(question, scored, options),
        by_condition=scored.by_condition,
        meaning=scored.meaning is not None,
    )


def _kept_apart(question: Question, need: int, offer: int) -> bool:
    """Whether either side is protected: the pair goes to the named officer alone."""
    return question.needs[need].protected or question.offers[offer].protected


def introducible(question: Question, pair: Pair, options: Options) -> bool:
    """Whether a pair suits well enough to be brought together, or one side wished for the other."""
    need, offer = question.needs[pair.need], question.offers[pair.offer]
    wished = offer.number in need.wishes or need.number in offer.wishes
    return wished or pair.score >= options.introduce


def _not_too_many(question: Question) -> None:
    count = len(question.needs) * len(question.offers)
    if count > MOST_PAIRS:
        raise fault(
            "OFFER011",
            f"{count:,} pairs of needs and offers are more than one match compares ({MOST_PAIRS:,})",
            "split the tables by field or ward, and match each part",
        )


def score_all(
    question: Question,
    options: Options,
    *,
    cache: Path | None = None,
    making: Embed = embed,
    progress: Progress = _silent,
) -> Scored:
    """Conditions first, then words, then meaning where there is a model, then what was learned."""
    needs, offers = question.needs, question.offers
    progress("conditions", 0, 1)
    allowed, by_condition = judged(needs, offers, question.on)
    progress("conditions", 1, 1)
    need_texts, offer_texts = [e.text for e in needs], [e.text for e in offers]
    progress("words", 0, 1)
    words = both_ways(need_texts, offer_texts, words=options.words)
    progress("words", 1, 1)
    near: Floats | None = None
    vectors: tuple[Floats, Floats] | None = None
    if _by_meaning(options, making):
        found = vectors_of(
            [*need_texts, *offer_texts],
            cache=cache,
            making=making,
            progress=lambda done, total: progress("meaning", done, total),
        )
        vectors = (found[: len(needs)], found[len(needs) :])
        near = nearness(*vectors)
    far = distances(needs, offers)
    score = nearer_first(fused(words, near), far, HALVING)
    if question.past:
        alike = _alike(vectors, need_texts, offer_texts, options)
        score, lowered = learned(question, score, *alike, far)
    else:
        lowered = np.zeros_like(score)
    return Scored(
        words=words,
        meaning=near,
        score=score,
        lowered=lowered,
        open=allowed,
        by_condition=by_condition,
    )


def _by_meaning(options: Options, making: Embed) -> bool:
    if options.meaning == "off":
        return False
    return options.meaning == "on" or making is not embed or available()


def _alike(
    vectors: tuple[Floats, Floats] | None,
    need_texts: Sequence[str],
    offer_texts: Sequence[str],
    options: Options,
) -> tuple[Floats, Floats]:
    if vectors is None:
        return (
            covered(need_texts, need_texts, words=options.words),
            covered(offer_texts, offer_texts, words=options.words),
        )
    needs, offers = centred(vectors[0], "need"), centred(vectors[1], "offer")
    return np.clip(needs @ needs.T, 0, 1), np.clip(offers @ offers.T, 0, 1)


def candidates(question: Question, scored: Scored, options: Options) -> tuple[Pair, ...]:
    """The pairs that may come together: for each need and each offer its best, and whom either wished."""
    usable = scored.open & (scored.score >= options.least)
    kept = _best(scored.score, usable, options.candidates)
    kept |= _best(scored.score.T, usable.T, options.candidates).T
    kept |= _wished(question) & scored.open
    return tuple(
        Pair(
            need=int(need),
            offer=int(offer),
            words=float(scored.words[need, offer]),
            meaning=None if scored.meaning is None else float(scored.meaning[need, offer]),
            score=float(scored.score[need, offer]),
            lowered=float(scored.lowered[need, offer]),
        )
        for need, offer in np.argwhere(kept)
    )


def _best(score: Floats, usable: npt.NDArray[np.bool_], most: int) -> npt.NDArray[np.bool_]:
    """Up to so many usable pairs in each row; all that are as good as the last of them."""
    masked = np.where(usable, score, -1.0)
    if masked.shape[1] > most:
        last = np.partition(masked, masked.shape[1] - most, axis=1)[:, -most]
        return usable & (masked >= last[:, None])
    return usable.copy()


def _wished(question: Question) -> npt.NDArray[np.bool_]:
    found = np.zeros((len(question.needs), len(question.offers)), dtype=np.bool_)
    need_at = {entry.number: at for at, entry in enumerate(question.needs)}
    offer_at = {entry.number: at for at, entry in enumerate(question.offers)}
    for at, need in enumerate(question.needs):
        found[at, [offer_at[each] for each in need.wishes if each in offer_at]] = True
    for at, offer in enumerate(question.offers):
        found[[need_at[each] for each in offer.wishes if each in need_at], at] = True
    return found


def near_misses(
    question: Question, scored: Scored, options: Options
) -> tuple[tuple[int, int, Verdict], ...]:
    """For each need the best-suited offers a condition rules out, with the condition in words."""
    closed = ~scored.open & (scored.score >= options.least)
    found = []
    for need in range(len(question.needs)):
        best = np.flatnonzero(closed[need])
        order = best[np.argsort(-scored.score[need, best], kind="stable")]
        for offer in order[: options.near_misses]:
            said = verdicts(question.needs[need], question.offers[offer], question.on)
            broken = next(each for each in said if each.truth is Truth.BROKEN)
            found.append((need, int(offer), broken))
    return tuple(found)
