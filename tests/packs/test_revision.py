"""A pack is revised in a draft, adopted only if every example holds, and can be taken back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.load import load_packs, packs_in
from sakimawari.packs.revision import adopt, draft_of, take_back
from sakimawari.problems import Problems
from tests.packs.specimens import GOOD


def in_effect(home: Path, shipped: Path) -> Catalogue:
    """The good pack as shipped, or what the city's folder holds in its place."""
    own = [path for path in packs_in(home / "packs") if not path.name.startswith(".")]
    return load_packs(own or [shipped])


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    folder = tmp_path / "installed" / "celebration"
    shutil.copytree(GOOD, folder)
    return folder


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_revision_goes_from_draft_to_effect_and_back(tmp_path: Path, shipped: Path) -> None:
    home = tmp_path / "home"
    before = in_effect(home, shipped)
    draft = draft_of(before, "celebration", home / "drafts")
    edit(draft / "pack.yaml", "2026.1", "2027.1")
    edit(draft / "parameters" / "figures.yaml", "check_by: 2027-04-01}", "check_by: 2028-04-01}")
    assert in_effect(home, shipped).hash == before.hash
    done = adopt(before, draft, home)
    assert done.folder == home / "packs" / "celebration"
    after = in_effect(home, shipped)
    assert after.packs[0].version == "2027.1"
    assert done.replaced is not None
    adopt(after, done.replaced, home)
    assert in_effect(home, shipped).hash == before.hash
    assert (shipped / "pack.yaml").read_text("utf-8") == (GOOD / "pack.yaml").read_text("utf-8")


def test_a_draft_with_a_failing_example_changes_nothing(tmp_path: Path, shipped: Path) -> None:
    home = tmp_path / "home"
    before = in_effect(home, shipped)
    draft = draft_of(before, "celebration", home / "drafts")
    edit(draft / "pack.yaml", "2026.1", "2027.1")
    edit(draft / "tables" / "祝金.csv", "20000", "20001")
    done = adopt(before, draft, home)
    assert (done.folder, done.replaced) == (None, None)
    assert done.report.failures
    assert not (home / "packs").exists()


def test_a_changed_draft_needs_a_version_of_its_own(tmp_path: Path, shipped: Path) -> None:
    home = tmp_path / "home"
    before = in_effect(home, shipped)
    draft = draft_of(before, "celebration", home / "drafts")
    edit(draft / "parameters" / "figures.yaml", "check_by: 2027-04-01}", "check_by: 2028-04-01}")
    with pytest.raises(Problems) as raised:
        adopt(before, draft, home)
    assert [one.id for one in raised.value.found] == ["PACK075"]


def test_a_draft_is_not_begun_twice_nor_of_a_pack_that_is_not_there(
    tmp_path: Path, shipped: Path
) -> None:
    before = in_effect(tmp_path, shipped)
    draft_of(before, "celebration", tmp_path / "drafts")
    for id, near in (("celebration", None), ("celebratoin", "celebration")):
        with pytest.raises(Problems) as raised:
            draft_of(before, id, tmp_path / "drafts")
        assert [(one.id, one.near) for one in raised.value.found] == [("PACK074", near)]


def test_a_draft_that_needs_another_pack_is_read_together_with_it(
    tmp_path: Path, shipped: Path
) -> None:
    other = tmp_path / "installed" / "other"
    (other / "services").mkdir(parents=True)
    (other / "cases").mkdir()
    (other / "pack.yaml").write_text(
        "{id: other, name: 別, version: '1', scope: national, owner: 課,"
        " refers_to: {long-life-gift: refuse}}",
        encoding="utf-8",
    )
    (other / "services" / "visit.yaml").write_text(
        "{name: 訪問, summary: 訪ねる, law: 要綱, department: 課, life_events: [aging],"
        " rung: inform, clauses: [{id: gift, text: 祝金, article: 第1条,"
        " when: 該当('long-life-gift')}]}",
        encoding="utf-8",
    )
    (other / "cases" / "visit.yaml").write_text(
        "- {name: 不明, on: 2026-06-01, people: {甲: {}}, expect: {甲: {visit: {status: unknown}}}}",
        encoding="utf-8",
    )
    home = tmp_path / "home"
    current = load_packs([shipped, other])
    draft = draft_of(current, "other", home / "drafts")
    edit(draft / "pack.yaml", "version: '1'", "version: '2'")
    assert adopt(current, draft, home).folder == home / "packs" / "other"


def test_taking_back_restores_what_was_installed_and_lays_the_citys_folder_aside(
    tmp_path: Path, shipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    before = in_effect(home, shipped)
    draft = draft_of(before, "celebration", home / "drafts")
    edit(draft / "pack.yaml", "2026.1", "2027.1")
    done = adopt(before, draft, home)
    assert done.replaced is not None
    monkeypatch.setattr("sakimawari.packs.revision.discover", lambda: (shipped.resolve(),))
    back = take_back(in_effect(home, shipped), "celebration", done.replaced, home)
    assert back.folder == shipped.resolve()
    assert in_effect(home, shipped).hash == before.hash
    assert not packs_in(home / "packs")


def test_there_is_nothing_to_go_back_to_where_nothing_was_kept(
    tmp_path: Path, shipped: Path
) -> None:
    now = in_effect(tmp_path, shipped)
    with pytest.raises(Problems) as raised:
        take_back(now, "celebration", tmp_path / "packs" / ".earlier-celebration-1", tmp_path)
    assert [one.id for one in raised.value.found] == ["PACK074"]
