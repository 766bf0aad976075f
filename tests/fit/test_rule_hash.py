"""What a night knows of a rule: a service that reads another is read anew when that one changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from sakimawari.fit.reading import calendars_of
from sakimawari.fit.run import rule_hash
from sakimawari.packs.load import load_packs
from tests.packs.test_interactions import entry, pack, written

SECOND = written("second", interactions=entry("beside", not_with="first"))
THIRD = written("third", when="丙の要件 and 該当('second')")
FIGURE = """
基準: {{unit: 円, values: [{{from: 2020-04-01, value: {value}, article: 第1条, source: https://example.jp, checked: 2026-05-01, check_by: 2030-04-01}}]}}
"""


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("calendars")


def hashes(folder: Path, cache: Path, *, figure: int = 1, **changed: str) -> dict[str, str]:
    """The hash of each rule where the first service is written otherwise."""
    first = written("first", **{"when": "甲の基準額 > P.基準", **changed})
    home = pack(folder, "benefits", {"first": first, "second": SECOND, "third": THIRD})
    (home / "parameters" / "base.yaml").write_text(FIGURE.format(value=figure), "utf-8")
    catalogue = load_packs([home])
    return {
        kernel.rule.service: rule_hash(kernel, catalogue)
        for kernel in calendars_of(catalogue, cache)
    }


def test_a_rule_is_another_when_what_it_reads_of_another_service_is(
    tmp_path: Path, cache: Path
) -> None:
    base = hashes(tmp_path / "a", cache)
    assert hashes(tmp_path / "b", cache) == base

    def differing(found: dict[str, str]) -> set[str]:
        return {slug for slug, told in found.items() if told != base[slug]}

    condition = hashes(tmp_path / "c", cache, when="甲の基準額 > P.基準 + 1")
    assert differing(condition) == {"first", "second", "third"}
    assert differing(hashes(tmp_path / "d", cache, figure=2)) == {"first", "second", "third"}
    amount = hashes(tmp_path / "e", cache, value="1000")  # nobody reads it
    assert differing(amount) == {"first"}
