"""The handbook says of every service what its pack says, needs nothing from outside, and is safe."""

from __future__ import annotations

import re
import shutil
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sakimawari.handbook.contents import Handbook, handbook_of
from sakimawari.handbook.figures import cell_in_words
from sakimawari.handbook.pages import joined, pages_of
from sakimawari.handbook.run import write_handbook
from sakimawari.packs.cases import cases_of
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.load import load_packs
from sakimawari.problems import Problems
from sakimawari.rules.tree import Kind, Type
from tests.edition import thirteen_services
from tests.packs.specimens import GOOD

DOMAINS = Path(__file__).resolve().parents[2] / "src" / "sakimawari" / "domains"
ON, UNTIL = date(2026, 7, 1), date(2027, 6, 30)


class Reading(HTMLParser):
    """What a page links to, loads and names, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.ids: list[str] = []
        self.text: list[str] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        if tag == "a":
            self.links.append(held["href"] or "")
        self.loads += [held[key] or "" for key in ("src",) if key in held]
        self.loads += [held["href"] or ""] if tag == "link" else []
        self.ids += [held["id"] or ""] if "id" in held else []

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return thirteen_services()


@pytest.fixture(scope="module")
def book(catalogue: Catalogue) -> Handbook:
    return handbook_of(catalogue, [case for case, _ in cases_of(catalogue)], on=ON, until=UNTIL)


@pytest.fixture(scope="module")
def site(book: Handbook) -> dict[str, str]:
    return dict(pages_of(book))


def page_text(site: dict[str, str], slug: str) -> str:
    return re.sub(r"\s+", " ", "".join(Reading(site[f"services/{slug}.html"]).text))


def test_every_service_has_a_page_with_each_clause_and_its_article(
    catalogue: Catalogue, site: dict[str, str]
) -> None:
    for slug, service in catalogue.services.items():
        text = page_text(site, slug)
        for clause in service.rule.clauses:
            assert joined(clause.text) in text, (slug, clause.id)
            assert clause.article in text, (slug, clause.id)
        assert service.department in text
        assert all(paper.name in text for paper in service.papers)


def test_a_figure_stands_with_its_value_in_every_year(site: dict[str, str]) -> None:
    text = page_text(site, "child-rearing-allowance")
    assert re.search(r"46,690円 過去.*48,050円 いま有効", text)
    august = page_text(site, "high-cost-medical-limit")
    assert re.search(r"80,100円 いま有効.*85,800円 これから", august)


def test_a_change_ahead_stands_on_its_page_and_in_the_calendar(
    book: Handbook, site: dict[str, str]
) -> None:
    assert "80,100円 → 85,800円" in page_text(site, "high-cost-medical-limit")
    assert "80,100円 → 85,800円" in site["changes.html"]
    assert {one.on for one in book.coming} <= {date(2026, 8, 1), date(2026, 11, 1)}


def test_a_figure_to_be_confirmed_is_said_on_the_page_and_listed(site: dict[str, str]) -> None:
    assert "長寿祝金(実施回数)" in site["unconfirmed.html"]
    assert "まだ確かめていない額があります" in page_text(site, "senior-celebration")
    assert "まだ確かめていない額があります" not in page_text(site, "child-allowance")


def test_examples_show_people_the_outcome_and_the_clause_that_decides(
    site: dict[str, str],
) -> None:
    text = page_text(site, "pregnancy-support")
    assert "対象、100,000円/回 胎児1人で合わせて100,000円" in text
    assert "出産予定日: 2026年10月10日" in text
    assert "対象、100,000〜350,000円/回" in text
    assert "決めた要件:" in text


def test_links_lead_to_pages_and_places_that_exist_and_nothing_is_loaded_from_outside(
    site: dict[str, str],
) -> None:
    pages = {path: Reading(text) for path, text in site.items() if path.endswith(".html")}
    for path, page in pages.items():
        assert len(set(page.ids)) == len(page.ids), path
        for link in page.links:
            if link.startswith("https://") or link.startswith("http://"):
                continue
            target, _, place = link.partition("#")
            folder = Path(path).parent
            found = path if not target else (folder / target).as_posix()
            found = re.sub(r"[^/]+/\.\./", "", found)
            assert found in site, (path, link)
            assert not place or place in pages[found].ids, (path, link)
        assert all(not load.startswith(("http", "//")) for load in page.loads), path


def test_what_a_pack_says_cannot_become_markup(tmp_path: Path) -> None:
    pack = tmp_path / "celebration"
    shutil.copytree(GOOD, pack)
    service = pack / "services" / "long-life-gift.yaml"
    text = service.read_text(encoding="utf-8")
    assert "name: 敬老祝金" in text
    service.write_text(text.replace("name: 敬老祝金", "name: <script>長寿</script>"), "utf-8")
    catalogue = load_packs([pack])
    site = dict(pages_of(handbook_of(catalogue, [], on=ON, until=UNTIL)))
    assert "&lt;script&gt;長寿" in site["services/long-life-gift.html"]
    assert "<script>長寿" not in "".join(site.values())


def test_the_same_packs_give_the_same_site(catalogue: Catalogue, site: dict[str, str]) -> None:
    cases = [case for case, _ in cases_of(catalogue)]
    again = dict(pages_of(handbook_of(catalogue, cases, on=ON, until=UNTIL)))
    assert again == site


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ((3, 3), "3歳"),
        ((3, 17), "3歳以上17歳以下"),
        ((0, 17), "17歳以下"),
        ((65, 100_000_000_000), "65歳以上"),
        ((0, 100_000_000_000), "すべて"),
    ],
)
def test_a_cell_of_a_table_is_said_as_a_bound(cell: tuple[int, int], words: str) -> None:
    assert cell_in_words(cell, Type(kind=Kind.NUMBER, unit="歳")) == words


def test_japanese_folded_over_lines_has_no_blank_left_and_english_keeps_its_own() -> None:
    assert (
        joined("聞かなければ分からない。 市は ABC をfor 使う")
        == "聞かなければ分からない。市は ABC をfor 使う"
    )


def test_a_folder_that_is_no_handbook_is_not_overwritten(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("kept", encoding="utf-8")
    with pytest.raises(Problems) as raised:
        write_handbook(catalogue, tmp_path / "mine", on=ON, until=UNTIL)
    assert raised.value.found[0].id == "BOOK001"
    assert [path.name for path in tmp_path.rglob("*.txt")] == ["letter.txt"]


def test_an_earlier_handbook_is_replaced_whole(catalogue: Catalogue, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    write_handbook(catalogue, folder, on=ON, until=UNTIL)
    (folder / "services" / "repealed.html").write_text("old", encoding="utf-8")
    write_handbook(catalogue, folder, on=ON, until=UNTIL)
    assert not (folder / "services" / "repealed.html").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_service_of_companies_tells_its_subject_its_registers_and_its_examples() -> None:
    business = load_packs([DOMAINS / "business"])
    cases = [case for case, _ in cases_of(business, naming=["startup-certificate"])]
    site = dict(pages_of(handbook_of(business, cases, on=ON, until=UNTIL)))
    text = page_text(site, "startup-certificate")
    assert "対象の単位企業" in text
    assert "法人の帳簿の法人番号" in text and "住民記録" not in text
    assert "設立年月日: 2024年6月1日" in text
    assert "きっかけ創業" in text
