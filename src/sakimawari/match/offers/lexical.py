"""How much of one text's words another text holds: bm25 over all texts of the other side.

The score of a text is divided by the most it could be: 1 where every word of the question stands in
the answer (often), 0 where none does. Words the other side never uses count as rare ones that are
missing, so that the figure says how far the words can be trusted.
"""

from __future__ import annotations

from collections.abc import Sequence

import bm25s
import numpy as np
import numpy.typing as npt

from sakimawari.match.offers.wording import TERMS

Floats = npt.NDArray[np.float32]


def covered(questions: Sequence[str], answers: Sequence[str], *, words: str = "bigrams") -> Floats:
    """For each question (rows) how much of it each answer (columns) holds, 0 to 1."""
    if not questions or not answers:
        return np.zeros((len(questions), len(answers)), dtype=np.float32)
    terms = TERMS[words]
    held = [terms(text) or [""] for text in answers]
    index = bm25s.BM25(method="lucene", k1=1.2, b=0.4)
    index.index(held, show_progress=False)
    known = index.vocab_dict
    often: dict[str, int] = {}
    for each in held:
        for term in set(each):
            often[term] = often.get(term, 0) + 1
    found = np.zeros((len(questions), len(answers)), dtype=np.float32)
    for at, text in enumerate(questions):
        asked = terms(text)
        most = sum(_rarity(often.get(term, 0), len(answers)) for term in asked)
        here = [term for term in asked if term in known]
        if here and most > 0:
            found[at] = index.get_scores(here) / most
    clipped: Floats = np.clip(found, 0.0, 1.0)
    return clipped


def _rarity(times: int, texts: int) -> float:
    """The weight Lucene's bm25 gives a term that stands in so many of the texts."""
    return float(np.log1p((texts - times + 0.5) / (times + 0.5)))


def both_ways(needs: Sequence[str], offers: Sequence[str], *, words: str = "bigrams") -> Floats:
    """The mean of both directions: what the offer holds of the need, and the need of the offer."""
    there = covered(needs, offers, words=words)
    back = covered(offers, needs, words=words).T
    return ((there + back) / 2).astype(np.float32)
