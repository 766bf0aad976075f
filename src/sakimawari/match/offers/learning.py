"""What earlier introductions teach: a refusal lowers that pair and pairs like it, a success raises.

A refusal speaks only for who refused: the refuser's own pairs are lowered (more, the more like the
refused partner they are), nobody else's. By its reason: too far lowers partners as far away, a time
that did not suit lowers partners of the same times. Nothing falls to zero: a machine refuses nobody.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sakimawari.match.offers.values import Entry, Past, Question, Side

Floats = npt.NDArray[np.float32]
SAME, ALIKE, RAISED = 0.8, 0.5, 0.2
FAR = frozenset({"遠い", "距離", "far"})
WHEN = frozenset({"時間", "曜日", "日程", "time"})


def learned(
    question: Question,
    score: Floats,
    alike_needs: Floats,
    alike_offers: Floats,
    metres: npt.NDArray[np.float64],
) -> tuple[Floats, Floats]:
    """Scores after what was learned, and the share taken from each.

    `alike_*`: how alike the texts of one side are, 0 to 1.
    """
    kept = np.ones_like(score)
    raised = np.zeros_like(score)
    need_at = {entry.number: at for at, entry in enumerate(question.needs)}
    offer_at = {entry.number: at for at, entry in enumerate(question.offers)}
    for past in question.past:
        need, offer = need_at[past.need], offer_at[past.offer]
        if past.good:
            raised[need] = np.maximum(raised[need], RAISED * alike_offers[offer])
            raised[:, offer] = np.maximum(raised[:, offer], RAISED * alike_needs[need])
            continue
        if past.side in (Side.NEED, None):
            taken = _taken(past, question.offers, offer, alike_offers[offer], metres[need])
            kept[need] *= 1 - taken
        if past.side in (Side.OFFER, None):
            taken = _taken(past, question.needs, need, alike_needs[need], metres[:, offer])
            taken[need] = SAME if past.side is Side.OFFER else 0.0  # the pair itself once
            kept[:, offer] *= 1 - taken
    after = score * kept
    after = np.round(after + (1 - after) * raised * (kept == 1), 5).astype(np.float32)
    return after, (1 - kept).astype(np.float32)


def _taken(
    past: Past,
    entries: Sequence[Entry],
    refused: int,
    alike: Floats,
    metres: npt.NDArray[np.float64],
) -> Floats:
    if past.reason in FAR:
        far = np.nan_to_num(metres, nan=-1.0) >= metres[refused] * 0.9
        taken = (ALIKE * far).astype(np.float32)
    elif past.reason in WHEN:
        times = entries[refused].times
        taken = np.array([ALIKE * (entry.times == times) for entry in entries], dtype=np.float32)
    else:
        taken = (ALIKE * np.clip(alike, 0, 1)).astype(np.float32)
    taken[refused] = SAME
    return np.asarray(taken, dtype=np.float32)
