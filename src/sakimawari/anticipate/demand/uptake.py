"""Who of those entitled today uses the right: from the register of who receives, else as a pack says."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow.compute as pc

from sakimawari.anticipate.demand.ground import Ground
from sakimawari.anticipate.demand.load import Use
from sakimawari.fit.findings import Findings
from sakimawari.packs.anticipating import Foresight
from sakimawari.packs.pack import Service
from sakimawari.registry.store import Snapshot
from sakimawari.rules.outcome import Status
from sakimawari.rules.population import Int64s
from sakimawari.rules.tree import Holder

ENOUGH = 20  # entitled people, for a share to be measured
REGISTER, PACK, ASSUMED = "register", "pack", "assumed"


def uses_of(
    services: Mapping[str, tuple[Service, Foresight]],
    findings: Mapping[str, Findings],
    snapshot: Snapshot,
    ground: Ground,
) -> tuple[Use, ...]:
    """How each right becomes work; `findings` are those of the whole city on the snapshot's day.

    A register that names nobody among the entitled is taken as one the city did not deliver.
    """
    receiving = _receiving(snapshot, ground.on)
    found = []
    for slug, (service, foresight) in services.items():
        share = _measured(service, findings[slug], receiving, ground)
        take_up, whence = (share, REGISTER) if share else (foresight.take_up, PACK)
        if take_up is None:
            take_up, whence = 1.0, ASSUMED
        found.append(
            Use(service=service, foresight=foresight, take_up=take_up, take_up_from=whence)
        )
    return tuple(found)


def _measured(
    service: Service, findings: Findings, receiving: Mapping[str, Int64s], ground: Ground
) -> float | None:
    rows = receiving.get(service.received_as or "")
    entitled = findings.rows[findings.status == Status.YES]
    if rows is None or len(entitled) < ENOUGH:
        return None
    here = rows[rows < ground.population.people]
    if service.holder is not Holder.PERSON:
        here = ground.unit[here].astype(np.int64)
    return float(np.isin(entitled, here).mean())


def _receiving(snapshot: Snapshot, on: int) -> dict[str, Int64s]:
    """Rows of people by programme, of those who receive it on a day."""
    table = snapshot.receiving(["programme", "row", "since", "until"])
    since, until = (np.asarray(table[name].to_numpy()) for name in ("since", "until"))
    held = table.filter((since <= on) & (on <= until))
    names = held["programme"].cast("string")
    return {
        str(name): np.asarray(held.filter(pc.equal(names, name))["row"]).astype(np.int64)
        for name in pc.unique(names).to_pylist()
        if name is not None
    }
