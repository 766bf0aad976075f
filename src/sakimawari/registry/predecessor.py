"""What a load owes to the snapshot that is current until now: its keys, its protected, its registers.

A load may not rename everybody by other keys, nor lose 支援措置 or another register without a word.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from sakimawari.problems import Place, Problem, fault
from sakimawari.registry import schema
from sakimawari.registry.intake import Intake
from sakimawari.registry.layouts import Layout, Level, layouts
from sakimawari.registry.publishing import pointed
from sakimawari.registry.quality import rows_by_register

_PRINT_CHARACTERS = 16
_FLAG = "--without-protection-register"


@dataclass(frozen=True, slots=True, kw_only=True)
class Predecessor:
    """The snapshot current until now. Empty at the first load.

    `rows`: rows of each register. `protected`: measures of 支援措置 that have not ended on the day.
    `keys`: fingerprint of the keys it was made with, "" if it has none.
    """

    rows: Mapping[str, int]
    protected: int = 0
    keys: str = ""

    @staticmethod
    def of(snapshots: Path, *, day: int) -> Predecessor:
        """The current snapshot of a folder of snapshots; `day` counts from 1970-01-01."""
        name = pointed(snapshots)
        folder = snapshots / (name or "")
        if name is None or not (folder / "quality.json").is_file():
            return Predecessor(rows={})
        told = json.loads((folder / "quality.json").read_text(encoding="utf-8"))
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        measures = folder / f"{schema.PROTECTION.name}.parquet"
        protected = 0
        if measures.is_file():
            until = pq.read_table(measures, columns=["until"])["until"]
            protected = pc.sum(pc.greater_equal(until, day)).as_py() or 0
        return Predecessor(
            rows=rows_by_register(told), protected=protected, keys=manifest.get("keys", "")
        )


def fingerprint(opaque: Callable[[str, str], str]) -> str:
    """What tells keys apart without telling anything of them."""
    return opaque("fingerprint", "")[:_PRINT_CHARACTERS]


def require_same_keys(before: Predecessor, opaque: Callable[[str, str], str]) -> None:
    """GUARD005 if the current snapshot was made with other keys: everybody would be renamed."""
    if before.keys and before.keys != fingerprint(opaque):
        raise fault(
            "GUARD005",
            "the current snapshot was made with other keys; everybody would get another opaque name, "
            "and what was sent, asked or refused before would be forgotten",
            "restore the key folder that was in use until now; to begin anew, load into a new folder (--dir)",
            where=Place(file="opaque.key"),
        )


def _protection() -> Layout:
    return next(layout for layout in layouts().values() if layout.level is Level.PROTECTION)


def missing_protection(intake: Intake) -> Problem | None:
    """LOAD019 if people are loaded and no file is the register of 支援措置."""
    if not intake.of_people or any(f.layout.level is Level.PROTECTION for f in intake.files):
        return None
    layout = _protection()
    return Problem(
        id="LOAD019",
        what=f"the register {layout.register} is missing; everybody under protection would lose it",
        near=_unrecognised(intake.reported),
        do=f"put its export (usually {layout.file}; a header alone if it is empty) into the folder; "
        f"if there is none at all: {_FLAG}",
        where=Place(file=layout.file),
    )


def _unrecognised(reported: Sequence[Problem]) -> str | None:
    labels = [p.where.file for p in reported if p.where and p.id in ("LOAD006", "LOAD007")]
    return f"not recognised: {', '.join(labels[:3])}" if labels else None


def require_protected(intake: Intake, before: Predecessor, protected: int) -> None:
    """LOAD021 if the register of 支援措置 is empty now and protected somebody until now."""
    files = [file for file in intake.files if file.layout.level is Level.PROTECTION]
    if files and not protected and before.protected:
        raise fault(
            "LOAD021",
            f"the register {files[0].layout.register} is empty; in the snapshot before it had "
            f"{before.protected:,} measures that have not ended",
            f"export it again; if really nobody is protected any more: {_FLAG}",
            where=Place(file=files[0].source.label),
        )


def lost_registers(intake: Intake, before: Predecessor) -> list[Problem]:
    """LOAD022 for each register of people that the snapshot before had and this load has not."""
    delivered = {file.layout.register for file in intake.files}
    return [
        Problem(
            id="LOAD022",
            what=f"the register {layout.register} is missing; the snapshot before had it",
            near=_unrecognised(intake.reported),
            do=f"put its export (usually {layout.file}) into the folder and load again before anything is sent",
            where=Place(file=layout.file),
        )
        for layout in layouts().values()
        if layout.register in before.rows and layout.register not in delivered
    ]
