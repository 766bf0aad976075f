"""The documentation tells the truth about the code, holds together, and asks no other host."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from ruamel.yaml import YAML

from sakimawari import problems
from sakimawari.reach.channels.setup.reading import read_setup
from sakimawari.reach.medium import Medium
from sakimawari.reach.terms.reading import read_terms

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
ENGINE = ROOT / "src" / "sakimawari"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# ---------------------------------------------------------------- problems


def ids_in_code() -> set[str]:
    """Ids of problems in the code, by the families that `problems` lists; bounds of comparisons
    (`id <= "RULE999"`) are none."""
    families = re.findall(r"([A-Z]{3,6})0xx", problems.__doc__ or "")
    shape = re.compile(rf"(?:{'|'.join(families)})\d{{3}}")
    found = set()
    for path in ENGINE.rglob("*.py"):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        compared = {
            id(each) for node in nodes if isinstance(node, ast.Compare) for each in node.comparators
        }
        found |= {
            node.value
            for node in nodes
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
            if id(node) not in compared and shape.fullmatch(node.value)
        }
    return found


def documented_problems() -> list[list[str]]:
    rows = []
    for path in sorted((DOCS / "reference" / "problems").glob("*.md")):
        for line in path.read_text(encoding="utf-8").splitlines():
            cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            if cells and re.fullmatch(r"`?[A-Z]{3,6}\d{3}`?", cells[0]):
                rows.append([cells[0].strip("`"), *cells[1:]])
    return rows


def test_every_problem_that_can_be_reported_is_documented() -> None:
    assert ids_in_code() - {row[0] for row in documented_problems()} == set()


def test_every_documented_problem_can_be_reported() -> None:
    assert {row[0] for row in documented_problems()} - ids_in_code() == set()


def test_every_problem_is_documented_once_with_meaning_and_remedy() -> None:
    rows = documented_problems()
    assert [id for id, times in Counter(row[0] for row in rows).items() if times > 1] == []
    assert [row[0] for row in rows if len(row) < 3 or not all(row)] == []


# ---------------------------------------------------------------- generated pages


GENERATED = [
    "cli.md",
    "settings.md",
    "run.md",
    "snapshot-tables.md",
    "registers.md",
    "services.md",
    "api.md",
]


@pytest.mark.parametrize("page", GENERATED)
def test_a_generated_page_says_what_the_code_says_now(page: str) -> None:
    text = (DOCS / "reference" / page).read_text(encoding="utf-8")
    assert text == generate().all_pages()[page](), "out of date: run `make docs`"


def test_every_generated_page_is_watched() -> None:
    assert set(generate().all_pages()) == set(GENERATED)


# ---------------------------------------------------------------- links and commands


def without_code(text: str) -> str:
    text = re.sub(r"^(`{3,})(?!\{toctree\}).*?^\1", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"`[^`\n]*`", "", text)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    text = without_code(page.read_text(encoding="utf-8"))
    targets = re.findall(r"\]\(([^)\s]+)\)", text)
    local = [target.split("#")[0] for target in targets if "://" not in target]
    assert [target for target in local if target and not (page.parent / target).exists()] == []


def shell_lines() -> Iterator[tuple[str, str]]:
    """(page, line) of every command in a shell block of the documentation."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for block in re.findall(r"^ *```sh\n(.*?)^ *```", text, flags=re.MULTILINE | re.DOTALL):
            for line in block.splitlines():
                yield name_of(page), line.strip()


def commands() -> dict[str, Any]:
    import typer.main

    from sakimawari.cli import app

    return dict(generate().commands(typer.main.get_command(app), "sakimawari"))


def test_every_make_target_in_the_documentation_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, flags=re.MULTILINE))
    used = {
        (page, match.group(1))
        for page, line in shell_lines()
        if (match := re.search(r"\bmake ([a-z]+)", line))
    }
    assert len(used) > 3
    assert {each for each in used if each[1] not in targets} == set()


def test_every_command_and_option_in_the_documentation_exists() -> None:
    known = commands()
    wrong, seen = [], 0
    for page, line in shell_lines():
        match = re.search(r"(sakimawari(?: [a-z]+)+)(.*)", line)
        if not match:
            continue
        seen += 1
        words = match.group(1).split()
        path = max(
            (" ".join(words[:n]) for n in range(2, len(words) + 1) if " ".join(words[:n]) in known),
            default="",
        )
        given = set(re.findall(r"(?<!\S)--[a-z-]+", match.group(2)))
        options = {o for p in known[path].params for o in p.opts} if path else set()
        if not path or given - options:
            wrong.append((page, line))
    assert seen > 5
    assert wrong == []


def test_the_help_of_commands_becomes_a_page() -> None:
    import typer
    import typer.main

    app = typer.Typer()
    letters = typer.Typer()
    app.add_typer(letters, name="letters")

    @app.command()
    def city(folder: str, residents: int = typer.Option(7, help="how | many")) -> None:
        """Write a city."""

    @letters.command()
    def plan() -> None:
        """Plan letters."""

    page = generate().cli_page(typer.main.get_command(app))
    assert "## sakimawari city\n\nWrite a city." in page
    assert "| `FOLDER` | (required) |  |" in page
    assert "| `--residents` | how \\| many | `7` |" in page
    assert "## sakimawari letters plan\n\nPlan letters." in page


def test_the_tests_that_hold_the_promises_of_security_exist() -> None:
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    section = text.split("<!-- promises -->")[1].split("<!-- end promises -->")[0]
    named = re.findall(r"`((?:tests|scripts)/[\w/.]+)`", section)
    assert len(named) > 8
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_readmes_count_the_services_of_the_first_city() -> None:
    from sakimawari.packs.load import discover, load_packs

    held = len(load_packs(discover(municipality="401005")).services)
    said = {
        "README.md": r"(\d+) services",
        "README.ja.md": r"(\d+)の制度",
        "CHANGELOG.md": r"for (\d+) services",
    }
    for name, pattern in said.items():
        found = re.findall(pattern, (ROOT / name).read_text(encoding="utf-8"))
        assert set(found) == {str(held)}, name


# ---------------------------------------------------------------- built pages


def test_the_pages_build_without_a_warning_and_load_nothing_from_other_hosts(
    tmp_path: Path,
) -> None:
    site = tmp_path / "site"
    options = ["-q", "-W", "--keep-going", "-b", "html", "-d", str(tmp_path / "doctrees")]
    built = subprocess.run(
        [sys.executable, "-m", "sphinx", *options, str(DOCS), str(site)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    pages = list(site.rglob("*.html"))
    assert len(pages) > 20
    outside = re.compile(
        r"<(?:script|img|iframe|source|video)\b[^>]*\bsrc=[\"']?(?:https?:)?//"
        r"|<link\b(?![^>]*rel=[\"']?(?:canonical|license))[^>]*\bhref=[\"']?(?:https?:)?//"
        r"|@import\s+[\"'(]*(?:https?:)?//|url\(\s*[\"']?(?:https?:)?//"
    )
    files = [*pages, *site.rglob("*.css")]
    found = {str(each) for each in files if outside.search(each.read_text(encoding="utf-8"))}
    assert found == set()
    assert "先回り" in (site / "index.html").read_text(encoding="utf-8")


# ---------------------------------------------------------------- publiccode.yml


def test_publiccode_has_what_its_standard_asks_for() -> None:
    stated = YAML(typ="safe").load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    needed = {"publiccodeYmlVersion", "name", "url", "platforms"}
    assert needed | {"developmentStatus", "softwareType"} <= set(stated)
    assert stated["legal"]["license"] == "Apache-2.0"
    assert stated["maintenance"]["type"] == "community"
    assert stated["maintenance"]["contacts"]
    assert set(stated["localisation"]) == {"localisationReady", "availableLanguages"}
    for language in ("ja", "en"):
        words = stated["description"][language]
        assert len(words["shortDescription"]) <= 150
        assert 150 <= len(words["longDescription"]) <= 10_000
        assert words["features"]


# ---------------------------------------------------------------- snippets run


def test_the_pack_of_the_how_to_loads_and_its_examples_hold(tmp_path: Path) -> None:
    from sakimawari.packs.cases import run_cases
    from sakimawari.packs.load import load_packs

    page = (DOCS / "how-to" / "add-a-service.md").read_text(encoding="utf-8")
    files = re.findall(r"```yaml\n# (\S+)\n(.*?)```", page, flags=re.DOTALL)
    assert len(files) == 6
    for name, text in files:
        path = tmp_path / "books" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    report = run_cases(load_packs([tmp_path / "books"]))
    assert [str(failure) for failure in report.failures] == []
    assert report.passed == 3


def test_the_citys_figures_of_the_how_to_stand_in_place_of_national_ones(tmp_path: Path) -> None:
    """The files of the page, put into a city's folder, load there, and their examples hold."""
    from sakimawari.packs.cases import run_cases
    from sakimawari.packs.load import load_city, load_pack

    page = (DOCS / "how-to" / "add-a-pack.md").read_text(encoding="utf-8")
    files = re.findall(r"```yaml\n# (\S+)\n(.*?)```", page, flags=re.DOTALL)
    assert len(files) == 3
    ours = tmp_path / "packs" / "our-city"
    for name, text in files:
        (ours / name).parent.mkdir(parents=True, exist_ok=True)
        (ours / name).write_text(text, encoding="utf-8")
    assert load_pack(ours).scope == "372013"
    catalogue = load_city(tmp_path, "372013")
    report = run_cases(catalogue, file=ours / "cases" / "in-place-of-national.yaml")
    assert [str(failure) for failure in report.failures] == []
    assert report.passed == 2


def test_the_yearly_revision_of_the_how_to_goes_through(tmp_path: Path) -> None:
    """The value and the examples on the page, put into a draft, hold, and the draft is adopted."""
    from sakimawari.packs.load import load_city
    from sakimawari.packs.revision import adopt, draft_of

    page = (DOCS / "how-to" / "revise-an-amount.md").read_text(encoding="utf-8")
    value, cases = re.findall(r"```yaml\n(.*?)```", page, flags=re.DOTALL)
    current = load_city(tmp_path, "401005")
    draft = draft_of(current, "children", tmp_path / "drafts")
    figures = draft / "parameters" / "child-rearing-allowance.yaml"
    lines = figures.read_text(encoding="utf-8").splitlines(keepends=True)
    start = next(at for at, line in enumerate(lines) if line.startswith("児扶_本体額:"))
    end = next(at for at in range(start + 1, len(lines)) if not lines[at].startswith(" "))
    figures.write_text("".join([*lines[:end], value, *lines[end:]]), encoding="utf-8")
    with (draft / "cases" / "child-rearing-allowance.yaml").open("a", encoding="utf-8") as file:
        file.write(cases)
    head = draft / "pack.yaml"
    head.write_text(re.sub("version: .*", "version: 2027.1", head.read_text("utf-8")), "utf-8")
    done = adopt(current, draft, tmp_path)
    assert [str(failure) for failure in done.report.failures] == []
    assert done.folder is not None
    packs = {pack.id: pack for pack in load_city(tmp_path, "401005").packs}
    assert packs["children"].version == "2027.1"


def test_the_terms_and_channels_of_the_tutorial_are_read_as_they_stand_there(
    tmp_path: Path,
) -> None:
    text = (DOCS / "tutorial" / "first-push.md").read_text(encoding="utf-8")
    for block in re.findall(r"```yaml\n(.*?)```", text, re.S):
        name = block.split("\n", 1)[0].removeprefix("# var/demo/")
        (tmp_path / name).write_text(block, encoding="utf-8")
    assert read_terms(tmp_path).media == {Medium.EMAIL, Medium.LETTER}
    setup = read_setup(tmp_path)
    assert setup.rehearsal and setup.letters
