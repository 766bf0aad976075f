"""One score from words and meaning, 0 to 1; both fused only where the words can be trusted.

    meaning and words   logistic(SLOPE * (nearness + TRUST * max(0, words - FROM)) + BASE)
    words alone         words / (words + HALF)

Below FROM the words of the two texts have so little in common that what they share is chance, and
adding them does harm (measured: blind fusion halves the hits); above it they add up. The constants were tuned on
the tuning half of the probe and of JSQuAD only: docs/explanation/needs-and-offers.md.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
FROM, TRUST = 0.05, 2.0
SLOPE, BASE = 13.5, -2.1
HALF = 0.05
_DECIMALS = 5  # decisions are taken on rounded scores: another machine's last bits do not matter


def fused(words: Floats, nearness: Floats | None) -> Floats:
    """The score of every pair."""
    if nearness is None:
        found = words / (words + HALF)
    else:
        found = 1 / (1 + np.exp(-(SLOPE * ranking(words, nearness) + BASE)))
    rounded: Floats = np.round(found, _DECIMALS).astype(np.float32)
    return rounded


def ranking(words: Floats, nearness: Floats) -> Floats:
    """What is ranked by, before it becomes a score."""
    found: Floats = nearness + TRUST * np.maximum(0, words - FROM)
    return found


def nearer_first(score: Floats, metres: npt.NDArray[np.float64], halving: float) -> Floats:
    """Scores by distance: half at `halving` metres; where a distance is not known, as they are."""
    weight = np.where(np.isnan(metres), 1.0, 0.5 ** (np.nan_to_num(metres) / halving))
    found: Floats = np.round(score * weight, _DECIMALS).astype(np.float32)
    return found


def learned_weights(
    features: npt.NDArray[np.float64],
    together: Sequence[bool] | npt.NDArray[np.bool_],
    *,
    ridge: float = 1.0,
    steps: int = 25,
) -> npt.NDArray[np.float64]:
    """Weights of features (columns, scaled alike) from pairs that did and did not come together.

    Logistic regression by Newton's steps with a ridge on all but the last, the constant; the same
    data give the same weights.
    """
    inputs = np.column_stack([features, np.ones(len(features))])
    wanted = np.asarray(together, dtype=np.float64)
    weights = np.zeros(inputs.shape[1])
    penalty = np.diag([*([ridge] * features.shape[1]), 1e-9])
    for _ in range(steps):
        said = 1 / (1 + np.exp(-np.clip(inputs @ weights, -30, 30)))
        slope = inputs.T @ (wanted - said) - penalty @ weights
        bend = (inputs * (said * (1 - said))[:, None]).T @ inputs + penalty
        step = np.linalg.solve(bend, slope)
        weights += step
        if np.abs(step).max() < 1e-8:
            break
    return weights
