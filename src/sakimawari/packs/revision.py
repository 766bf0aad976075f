"""The yearly revision (改定) of a pack: a draft to edit, and its adoption in place of what is in effect.

A shipped pack is never edited where it was installed: a copy in the city's folder stands in its
place, and what it replaced is kept, so that going back is adopting it again.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sakimawari.packs.cases import CaseReport, run_cases
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.findings import nearest
from sakimawari.packs.load import discover, id_of, load_pack, load_packs
from sakimawari.packs.pack import Pack
from sakimawari.packs.sources import HEAD
from sakimawari.problems import Place, Problems, fault

EARLIER = ".earlier-"  # hidden from the search for packs, like every draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """What came of adopting a draft: the examples of all packs under it, and where it lies.

    `folder` is None where an example fails: nothing was changed. `replaced` holds the pack that was
    in effect, `None` where the pack is new.
    """

    pack: Pack
    report: CaseReport
    folder: Path | None
    replaced: Path | None


def draft_of(catalogue: Catalogue, id: str, drafts: Path) -> Path:
    """A copy of a pack in effect to be edited, below a folder of drafts.

    PACK074 where no pack has this id, or a draft of it lies there already.
    """
    packs = {pack.id: pack for pack in catalogue.packs}
    if id not in packs:
        raise fault(
            "PACK074",
            f"no pack in effect is called `{id}`",
            f"name one of {'・'.join(packs)}",
            near=nearest(id, packs),
        )
    draft = drafts / id
    if draft.exists():
        raise fault(
            "PACK074",
            f"a draft of {id} is there already",
            "go on with it, or move it away first",
            where=Place(file=str(draft)),
        )
    drafts.mkdir(parents=True, exist_ok=True)
    hidden = Path(tempfile.mkdtemp(prefix=".draft-", dir=drafts))
    shutil.copytree(packs[id].folder, hidden, dirs_exist_ok=True)
    hidden.chmod(0o755)
    hidden.rename(draft)
    return draft


def with_draft(current: Catalogue, draft: Path) -> Catalogue:
    """The packs in effect, the draft in place of the one of its id. Raises Problems."""
    meant = id_of(draft)
    kept = [pack.folder for pack in current.packs if pack.id != meant]
    return load_packs([*kept, draft])


def adopt(current: Catalogue, draft: Path, home: Path) -> Adoption:
    """Put a draft into effect in the city's folder, if every example of every pack holds under it.

    PACK075 where the draft bears the version that is in effect: two rules may not share one name.
    """
    catalogue = with_draft(current, draft)
    pack = next(pack for pack in catalogue.packs if pack.folder.resolve() == draft.resolve())
    earlier = next((one for one in current.packs if one.id == pack.id), None)
    if earlier is not None and earlier.version == pack.version and earlier.hash != pack.hash:
        raise fault(
            "PACK075",
            f"the draft differs from {pack.id} {pack.version} in effect, and bears the same version",
            "raise `version` in pack.yaml, and say in CHANGELOG.md what changed",
            where=Place(file=f"{draft.name}/{HEAD}"),
        )
    report = run_cases(catalogue)
    if not report.holds:
        return Adoption(pack=pack, report=report, folder=None, replaced=None)
    folder, replaced = _put(pack, earlier, home / "packs")
    return Adoption(pack=pack, report=report, folder=folder, replaced=replaced)


def take_back(current: Catalogue, id: str, earlier: Path, home: Path) -> Adoption:
    """What was in effect before is so again, if every example holds under it.

    Where that is the very pack that was installed, the city's own folder of it is laid aside;
    `replaced` is the pack taken back. PACK074 where nothing was kept of what was before.
    """
    now = next((pack for pack in current.packs if pack.id == id), None)
    if now is None or not (earlier / HEAD).is_file():
        raise fault(
            "PACK074",
            f"there is nothing to go back to for {id}",
            "adopt the pack again from a release",
            where=Place(file=earlier.name),
        )
    before = with_draft(current, earlier)
    pack = next(each for each in before.packs if each.id == id)
    installed = _installed(id, home)
    if installed is None or installed.hash != pack.hash:
        return adopt(current, earlier, home)
    report = run_cases(before)
    if not report.holds:
        return Adoption(pack=pack, report=report, folder=None, replaced=None)
    laid = home / "packs" / f"{EARLIER}{id}-{now.version}"
    if laid.exists():
        shutil.rmtree(laid)
    now.folder.rename(laid)
    return Adoption(pack=pack, report=report, folder=installed.folder, replaced=laid)


def _installed(id: str, home: Path) -> Pack | None:
    """The pack of this id outside the city's folder; None where there is none or it cannot stand."""
    own = (home / "packs").resolve()
    for folder in discover():
        if folder.parent != own and id_of(folder) == id:
            try:
                return load_pack(folder)
            except Problems:
                return None
    return None


def _put(pack: Pack, earlier: Pack | None, packs: Path) -> tuple[Path, Path | None]:
    """The draft copied to the city's folder by one rename; what lay there, hidden beside it."""
    packs.mkdir(parents=True, exist_ok=True)
    hidden = Path(tempfile.mkdtemp(prefix=".new-", dir=packs))
    shutil.copytree(pack.folder, hidden, dirs_exist_ok=True)
    hidden.chmod(0o755)
    replaced = None
    if earlier is not None:
        replaced = packs / f"{EARLIER}{pack.id}-{earlier.version}"
        if replaced.exists():
            shutil.rmtree(replaced)
        if earlier.folder.resolve().parent == packs.resolve():
            earlier.folder.rename(replaced)
        else:
            shutil.copytree(earlier.folder, replaced)
    hidden.rename(packs / pack.id)
    return packs / pack.id, replaced
