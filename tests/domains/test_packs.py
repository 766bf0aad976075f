"""The shipped packs load, their examples hold, and they read the registers as these are."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from sakimawari.handbook.labels import event_label
from sakimawari.packs.cases import CaseReport, run_cases
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.load import discover, load_pack, load_packs, packs_in
from sakimawari.packs.pack import Pack, Rung
from sakimawari.packs.upkeep import Doubt, doubtful_figures, undecided_clauses
from sakimawari.reach.telling.offers import tell
from sakimawari.registry.layouts import layouts
from sakimawari.rules.outcome import Status
from sakimawari.rules.results import is_receipt, programme_of

ENGINE = Path(__file__).resolve().parents[2] / "src" / "sakimawari"
SHIPPED = packs_in(ENGINE / "domains")
KITAKYUSHU = "401005"
FOLDERS = discover(municipality=KITAKYUSHU)
PROGRAMMES = {name for layout in layouts().values() for name in layout.programmes}
LAST_READ = date(2026, 11, 23)  # the latest `checked` of the shipped figures
DOMAINS = {  # the packs shipped, each with the services it holds at least
    "business": 8,
    "care": 8,
    "children": 16,
    "disability": 12,
    "disaster": 5,
    "education": 4,
    "health": 14,
    "home": 6,
    "kitakyushu": 6,
    "livelihood": 6,
    "lone-parents": 3,
    "moving": 6,
    "pension": 12,
    "prevention": 28,
}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_packs(FOLDERS)


@pytest.fixture(scope="module")
def report(catalogue: Catalogue) -> CaseReport:
    return run_cases(catalogue)


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_every_pack_loads_on_its_own(folder: Path) -> None:
    pack = load_pack(folder)
    assert pack.services
    assert (folder / "README.md").is_file()
    assert (folder / "CHANGELOG.md").is_file()


def test_the_catalogue_covers_life_from_pregnancy_to_inheritance(catalogue: Catalogue) -> None:
    held = {pack.id: len(pack.services) for pack in catalogue.packs}
    assert held.keys() >= DOMAINS.keys()
    assert {id: held[id] for id, least in DOMAINS.items() if held[id] < least} == {}
    assert len(catalogue.services) >= 130


def test_no_pack_declares_what_no_service_reads(catalogue: Catalogue) -> None:
    unused = {"PACK050", "PACK051", "PACK052", "PACK053"}
    assert [remark for remark in catalogue.remarks if remark.id in unused] == []


def test_all_examples_hold(report: CaseReport) -> None:
    assert "\n\n".join(str(failure.problem()) for failure in report.failures) == ""
    assert report.cases > 250


def test_every_service_has_hits_and_near_misses(catalogue: Catalogue, report: CaseReport) -> None:
    found = Counter((result.expected.service, result.expected.status) for result in report.results)
    for slug in catalogue.services:
        for status in Status:
            assert found[slug, status] > 0, f"{slug} has no example that is {status.name}"
        assert sum(found[slug, status] for status in Status) >= 4


def test_every_clause_refuses_somebody_in_an_example(
    catalogue: Catalogue, report: CaseReport
) -> None:
    assert "\n\n".join(map(str, undecided_clauses(catalogue, report))) == ""


def test_every_figure_yet_to_be_confirmed_stands_in_the_readme(catalogue: Catalogue) -> None:
    for pack in catalogue.packs:
        readme = (pack.folder / "README.md").read_text(encoding="utf-8")
        for figure in doubtful_figures(pack, on=LAST_READ):
            if figure.doubt is Doubt.UNSURE:
                assert figure.name in readme, f"{figure.name} is not named in {pack.id}/README.md"


def test_no_current_figure_was_overdue_on_the_day_it_was_read(catalogue: Catalogue) -> None:
    overdue = [
        str(figure.remark())
        for pack in catalogue.packs
        for figure in doubtful_figures(pack, on=LAST_READ)
        if figure.doubt is Doubt.OVERDUE
    ]
    assert overdue == []


def test_an_overdue_figure_is_noticed(catalogue: Catalogue) -> None:
    later = doubtful_figures(_pack(catalogue, "children"), on=date(2027, 9, 1))
    assert "児童手当_3歳未満" in {figure.name for figure in later if figure.doubt is Doubt.OVERDUE}


def test_every_clause_speaks_three_languages_and_every_service_has_a_letter(
    catalogue: Catalogue,
) -> None:
    for slug, service in catalogue.services.items():
        for clause in service.rule.clauses:
            assert clause.plain, f"{slug}/{clause.id} has no やさしい日本語"
            assert clause.english, f"{slug}/{clause.id} has no English"
        assert service.notice is not None
        assert service.notice.easy
        assert service.notice.en
        assert service.form is not None
        assert service.papers
        assert service.rung_basis


def test_every_life_event_has_a_japanese_name(catalogue: Catalogue) -> None:
    words = {event for service in catalogue.services.values() for event in service.life_events}
    assert {word for word in words if event_label(word).isascii()} == set()


@pytest.mark.parametrize("municipality", [KITAKYUSHU, "402206"])
def test_no_letter_speaks_as_if_a_clerk_had_decided(municipality: str) -> None:
    held = load_packs(discover(municipality=municipality)).residents
    assert set(tell(held.services.values())) == set(held.services)


def test_what_needs_an_application_is_never_given_automatically(catalogue: Catalogue) -> None:
    automatic = {
        slug for slug, service in catalogue.services.items() if service.rung is Rung.AUTOMATIC
    }
    assert automatic == {
        "elderly-medical-75",
        "late-elderly-premium-reduction",
        "long-term-care-65",
        "long-term-care-copayment",
        "nhi-premium-reduction",
        "school-lunch-support",
        "senior-celebration",
        "voter-registration",
    }


# ---------------------------------------------------------------- the registers


HOLDERS = {"person": "", "company": "企業."}  # what stands before the names of their facts


def delivered() -> dict[str, tuple[str, str | None, tuple[str, ...], str]]:
    """What the layouts deliver: name → type, unit, labels, shape."""
    facts: dict[str, tuple[str, str | None, tuple[str, ...], str]] = {}
    for path in sorted((ENGINE / "registry" / "layouts").glob("[0-9]*.yaml")):
        for layout in YAML(typ="safe").load_all(path.read_text(encoding="utf-8")):
            for column in layout["columns"].values():
                if column["role"] == "fact" and layout["level"] in HOLDERS:
                    spans = layout.get("spans") or column.get("spans")
                    shape = "yearly" if "yearly" in layout else "spans" if spans else "plain"
                    facts[HOLDERS[layout["level"]] + column["fact"]] = (
                        column["type"],
                        column.get("unit"),
                        tuple(column.get("labels", ())),
                        shape,
                    )
    return facts


def test_facts_are_declared_as_the_registers_deliver_them(catalogue: Catalogue) -> None:
    layouts = delivered()
    for name, declared in catalogue.facts.items():
        if name not in layouts:
            continue
        fact = declared.fact
        assert (fact.type.kind.value, fact.type.unit, fact.type.labels, fact.shape.value) == (
            layouts[name]
        ), name


def test_who_receives_what_is_told_by_a_register(catalogue: Catalogue) -> None:
    receipts = {f.fact for f in catalogue.facts.values() if is_receipt(f.fact)}
    assert {programme_of(fact) for fact in receipts} - PROGRAMMES == set()


def test_every_fact_can_be_asked_in_three_languages(catalogue: Catalogue) -> None:
    for name, declared in catalogue.facts.items():
        assert declared.question, name
        assert declared.question_easy, name
        assert declared.question_en, name
        assert declared.register, name


def test_facts_no_register_delivers_are_named_in_the_readme(catalogue: Catalogue) -> None:
    layouts = delivered()
    for pack in catalogue.packs:
        readme = (pack.folder / "README.md").read_text(encoding="utf-8")
        asked = {one.name for one in pack.facts if not is_receipt(one.fact)} - layouts.keys()
        assert {name for name in asked if name not in readme} == set(), pack.id


def _pack(catalogue: Catalogue, id: str) -> Pack:
    return next(pack for pack in catalogue.packs if pack.id == id)


# ---------------------------------------------------------------- companies


def test_small_and_medium_sized_is_told_to_the_person_and_the_yen_for_every_industry(
    catalogue: Catalogue, report: CaseReport
) -> None:
    """Both sides of both bounds of every industry stand among the examples."""
    industries = catalogue.facts["企業.業種"].fact.type.labels
    for file in ("sme-range.yaml", "sme-range-strengthening.yaml", "small-range.yaml"):
        found = {
            case.name
            for case in {id(r.case): r.case for r in report.results}.values()
            if case.place.file.endswith(file)
        }
        assert len(found) == len(industries), file
        for industry in industries:
            assert any(f"（{industry}）" in name for name in found), (file, industry)


def test_services_of_companies_and_of_residents_are_told_apart(catalogue: Catalogue) -> None:
    companies = set(catalogue.companies.services)
    assert companies == set(next(p for p in catalogue.packs if p.id == "business").services)
    assert companies | set(catalogue.residents.services) == set(catalogue.services)
    assert not companies & set(catalogue.residents.services)
