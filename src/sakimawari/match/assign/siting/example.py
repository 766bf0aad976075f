"""An invented town to begin with: places, sites of which one exists and one may not be used."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from sakimawari.drawing.sheets import Table, csv_of

_NORTH, _EAST = 34.90, 138.30


def write_example(folder: Path) -> None:
    """Write 需要.csv and 候補地.csv."""
    folder.mkdir(parents=True, exist_ok=True)
    draw = np.random.default_rng(8)
    middles = draw.normal(0, 0.02, (5, 2))
    places = middles[draw.integers(0, 5, 60)] + draw.normal(0, 0.007, (60, 2))
    sites = np.vstack((middles, draw.normal(0, 0.02, (7, 2))))
    demand = tuple(
        (f"P{at:03d}", f"{_NORTH + n:.6f}", f"{_EAST + e:.6f}", int(draw.integers(20, 400)))
        for at, (n, e) in enumerate(places, start=1)
    )
    candidates = tuple(
        (
            f"S{at:02d}",
            f"候補地{at}",
            f"{_NORTH + n:.6f}",
            f"{_EAST + e:.6f}",
            "○" if at == 1 else "",
            "○" if at == 12 else "",
        )
        for at, (n, e) in enumerate(sites, start=1)
    )
    columns = ("地点番号", "緯度", "経度", "人数")
    (folder / "需要.csv").write_bytes(csv_of(Table(columns=columns, rows=demand)))
    columns_ = ("施設番号", "名称", "緯度", "経度", "既存", "不可")
    (folder / "候補地.csv").write_bytes(csv_of(Table(columns=columns_, rows=candidates)))
