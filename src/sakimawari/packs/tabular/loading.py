"""The services of a pack that are written as tables: found, read, and made ready like the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sakimawari.packs.document import Mapping as YamlMapping
from sakimawari.packs.document import Text
from sakimawari.packs.expressions import Expressions
from sakimawari.packs.findings import Findings
from sakimawari.packs.pack import DeclaredFact
from sakimawari.packs.section import Section
from sakimawari.packs.sheets import Sheet
from sakimawari.packs.tabular.columns import Declared, type_of
from sakimawari.packs.tabular.compiled import section_of, sheets_of
from sakimawari.packs.tabular.form import LINES
from sakimawari.packs.tabular.grids import read_grids
from sakimawari.packs.tabular.mistakes import find_mistakes, input_types
from sakimawari.packs.tabular.reading import read_written
from sakimawari.packs.tabular.wording import Notebook
from sakimawari.packs.tabular.written import WrittenService
from sakimawari.problems import Place
from sakimawari.rules.tree import Holder, Kind, Type
from sakimawari.rules.vocabulary import Vocabulary

WHOLE, PAIR = (".xlsx", ".csv"), ("form.csv", "table.csv")


@dataclass(frozen=True, slots=True, kw_only=True)
class TabularService:
    """A service read from a table: what was written, and the YAML and sheets it stands for."""

    slug: str
    written: WrittenService
    section: Section
    sheets: tuple[Sheet, ...]
    declared: Declared


def is_tabular(file: str) -> bool:
    """Whether a file of a pack belongs to a service written as a table."""
    folder, _, rest = file.partition("/")
    if folder != "services":
        return False
    parts = rest.split("/")
    return (len(parts) == 1 and rest.endswith(WHOLE)) or (len(parts) == 2 and parts[1] in PAIR)


def read_tabular(
    folder: Path, files: tuple[str, ...], declared: Declared, findings: Findings
) -> tuple[TabularService, ...]:
    """The services of a pack written as tables; those with mistakes are noted and left out."""
    found: list[TabularService] = []
    for slug, path in _services(folder, files):
        name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
        known = len(findings.problems)
        notebook = Notebook(findings=findings)
        written = read_written(read_grids(path, name, notebook), name, notebook, declared=declared)
        if written is None:
            continue
        find_mistakes(written, notebook, declared=declared)
        if len(findings.problems) == known:
            found.append(
                TabularService(
                    slug=slug,
                    written=written,
                    section=section_of(written, slug, findings),
                    sheets=sheets_of(written, name, declared),
                    declared=declared,
                )
            )
    return tuple(found)


def _services(folder: Path, files: tuple[str, ...]) -> Iterator[tuple[str, Path]]:
    named: dict[str, Path] = {}
    for file in files:
        if is_tabular(file):
            path = folder / file
            path = path.parent if file.count("/") == 2 else path
            named.setdefault(path.as_posix(), path)
    for path in named.values():
        yield path.stem if path.suffix in WHOLE else path.name, path


def declared_types(
    facts: Mapping[str, tuple[DeclaredFact, Place]], variables: Section | None
) -> dict[str, Type]:
    """The types of facts and variables by the name rules use, before any formula is read."""
    found = {name: declared.fact.type for name, (declared, _) in facts.items()}
    for name, item in ({} if variables is None else variables.items).items():
        type = _stated(item) if isinstance(item, YamlMapping) else None
        if type is not None:
            found[name] = type
    return found


def _stated(item: YamlMapping) -> Type | None:
    """The type a variable states; None where it cannot be made out (told when it is read)."""
    stated = {key.value: value for key, value in item.pairs}
    words = {key: value.value for key, value in stated.items() if isinstance(value, Text)}
    match words.get("type"):
        case "number":
            unit = words.get("unit", "").replace("なし", "数")
            decimals = words.get("decimals", "0")
            return type_of(unit, scale=int(decimals) if decimals.isdecimal() else 0)
        case "category":
            labels = stated.get("labels")
            texts = [each for each in getattr(labels, "items", ()) if isinstance(each, Text)]
            return Type(kind=Kind.CATEGORY, labels=tuple(text.value for text in texts))
        case "date":
            return type_of("日付")
        case "truth":
            return type_of("真偽")
    return None


def conditions_are_sound(
    written: WrittenService, vocabulary: Vocabulary, findings: Findings, declared: Declared
) -> bool:
    """Whether every column reads something of its own type; if not, it is told with its cell."""
    known = len(findings.problems)
    words = LINES["対象"].words
    subject = written.line("対象") or ""
    expressions = Expressions(
        vocabulary=vocabulary, holder=Holder(words.get(subject, subject)), findings=findings
    )
    for column, type in zip(written.inputs, input_types(written, declared) or (), strict=True):
        text = Text(column.expression, column.reads_place)
        if type.kind is Kind.TRUTH:
            expressions.truth(text)
        else:
            expressions.value(text, type)
    return len(findings.problems) == known
