"""The promises of the house itself: names, sizes, layers, what is kept out of the repository."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ENGINE = ROOT / "src" / "sakimawari"
DRAWERS = {"util", "helper", "misc", "manager", "processor", "handler"}  # as any word of a name
ADJECTIVES = {"common", "shared", "general"}  # as the whole name
LONGEST_MODULE = 500


def kept_files() -> list[Path]:
    """The files of the repository; without git, all but what setup and builds leave behind."""
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-co", "--exclude-standard", "-z"],
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0:
        paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        made = {".git", ".venv", "var", "site", "build", "dist", "__pycache__"}
        inside = (path for path in ROOT.rglob("*") if not made & set(path.relative_to(ROOT).parts))
        paths = [path for path in inside if ".cache" not in str(path) and "_cache" not in str(path)]
    return [path for path in paths if path.is_file()]


def python_files() -> list[Path]:
    return [path for path in kept_files() if path.suffix == ".py"]


def engine_files() -> list[Path]:
    return [path for path in python_files() if path.is_relative_to(ENGINE)]


def words_of(name: str) -> set[str]:
    """The words of a snake_case or CamelCase name, in the singular."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return {word.removesuffix("s") for word in re.split(r"[^a-z]+", spaced)}


def is_drawer(name: str) -> bool:
    words = words_of(name)
    return bool(words & DRAWERS) or words <= ADJECTIVES


def names_in(path: Path) -> Iterator[str]:
    """Names of folders, module, classes and functions; the name of a test is a sentence."""
    yield from path.relative_to(ROOT).with_suffix("").parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("test_"):
            yield node.name


def test_there_are_no_drawers() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in python_files()
        for name in names_in(path)
        if is_drawer(name)
    }
    assert not found


@pytest.mark.parametrize("name", ["utils", "DateHelper", "run_manager", "common", "Shared"])
def test_a_drawer_is_recognised_by_its_words(name: str) -> None:
    assert is_drawer(name)


@pytest.mark.parametrize("name", ["commune", "handle", "miscount", "common_unit"])
def test_a_name_that_only_resembles_a_drawer_is_none(name: str) -> None:
    assert not is_drawer(name)


def test_no_module_is_too_long_to_hold_in_the_head() -> None:
    lines = {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8").count("\n")
        for path in python_files()
    }
    assert {name: count for name, count in lines.items() if count > LONGEST_MODULE} == {}


def layers() -> list[set[str]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    [contract] = [
        each
        for each in settings["tool"]["importlinter"]["contracts"]
        if each["type"] == "layers" and each["containers"] == ["sakimawari"]
    ]
    assert contract["exhaustive"] is True
    return [{name.strip() for name in layer.split("|")} for layer in contract["layers"]]


def test_every_stage_has_its_layer_and_every_layer_its_stage() -> None:
    stages = {
        path.stem
        for path in ENGINE.iterdir()
        if (path.suffix == ".py" and path.stem != "__init__") or (path / "__init__.py").exists()
    }
    assert stages - {"domains"} == set().union(*layers())


def test_the_architecture_page_draws_the_layers_as_they_are_checked() -> None:
    page = (ROOT / "docs" / "explanation" / "architecture.md").read_text(encoding="utf-8")
    [drawn] = [line for line in page.splitlines() if line.startswith("cli › ")]
    assert [set(re.findall(r"\w+", layer)) for layer in drawn.split(" › ")] == layers()


def test_only_settings_reads_the_environment() -> None:
    reads = {"environ", "environb", "getenv", "getenvb", "putenv"}
    found = {
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in engine_files()
        if path != ENGINE / "settings.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Attribute) and node.attr in reads)
        or (isinstance(node, ast.ImportFrom) and {each.name for each in node.names} & reads)
    }
    assert not found


def test_the_engine_never_names_a_service_of_a_pack() -> None:
    slugs = {path.stem for path in (ENGINE / "domains").glob("*/services/*.yaml")}
    assert slugs
    found = {
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in engine_files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in slugs
    }
    assert not found


def test_packs_hold_no_code() -> None:
    allowed = {".yaml", ".csv", ".md"}
    found = {
        path.relative_to(ROOT)
        for path in kept_files()
        if path.is_relative_to(ENGINE / "domains") and path.suffix not in allowed
    } - {(ENGINE / "domains" / "__init__.py").relative_to(ROOT)}
    assert not found


# written in pieces, so that this file does not hold what it looks for
MACHINE_PATHS = [r"(?<![\w.~$}])/" + name + "/" for name in ("work", "farm", "root", "Users")]
REGISTRIES = ["py" + r"pi\.", "python" + "hosted", "npm" + r"js\.", r"deb\." + r"debian\."]
UNFINISHED = ["TO" + "DO", "FIX" + "ME", "Not" + "ImplementedError"]


def lines_with(patterns: list[str], paths: list[Path]) -> list[str]:
    wanted = re.compile("|".join(patterns))
    found = []
    for path in paths:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        name = path.relative_to(ROOT)
        found += [f"{name}:{n}" for n, line in enumerate(lines, 1) if wanted.search(line)]
    return found


def test_no_kept_file_names_a_machine_or_a_registry_of_packages() -> None:
    assert lines_with(MACHINE_PATHS + REGISTRIES, kept_files()) == []


def test_nothing_in_the_engine_is_left_unfinished() -> None:
    assert lines_with(UNFINISHED, engine_files()) == []


def test_the_lock_is_the_exported_requirements_with_hashes_and_nothing_else() -> None:
    assert [path.name for path in kept_files() if path.name in ("uv.lock", "poetry.lock")] == []
    for name in ("runtime.txt", "dev.txt", "spark.txt"):
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        pins = re.findall(r"^[a-z0-9-]+(?:\[.*\])?==.*$", text, flags=re.MULTILINE)
        assert pins
        assert all(pin.endswith("\\") for pin in pins)  # its hashes follow
        assert "://" not in text


def test_every_declared_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = {
        "runtime.txt": project["dependencies"],
        "dev.txt": [*project["dependencies"], *extras["dev"], *extras["docs"]],
        "spark.txt": [*project["dependencies"], *extras["spark"]],
    }
    for name, dependencies in wanted.items():
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        locked = set(re.findall(r"^([a-z0-9-]+)(?:\[.*\])?==", text, flags=re.MULTILINE))
        bare = {re.split(r"[<>=!\[; ]", each)[0] for each in dependencies}
        assert {re.sub(r"[-_.]+", "-", each).lower() for each in bare} <= locked, name


def test_no_file_holds_two_versions_of_itself() -> None:
    left = re.compile(rb"^(<{7} |>{7} |={7}$)", re.M)
    kept = (path for path in kept_files() if path.suffix not in {".png", ".parquet"})
    assert [str(path.relative_to(ROOT)) for path in kept if left.search(path.read_bytes())] == []
