"""Words of packs: a national pack's own, a service's file over them, a city's over all."""

from __future__ import annotations

from pathlib import Path

from sakimawari.packs.load import load_packs
from sakimawari.packs.messages import Messages, Use
from tests.packs.specimens import GOOD, assembled

SLUG = "long-life-gift"
CITY = "id: our-city\nname: 例市\nversion: '1'\nscope: '401005'\nowner: 例市\n"


def national(tmp_path: Path, messages: str, service: str = "") -> Path:
    pack = assembled(GOOD / "none", tmp_path)
    (pack / "messages.yaml").write_text(messages, encoding="utf-8")
    file = pack / "services" / f"{SLUG}.yaml"
    file.write_text(file.read_text(encoding="utf-8") + service, encoding="utf-8")
    return pack


def of(*packs: Path) -> Messages:
    found = load_packs(packs).services[SLUG].messages
    assert found is not None
    return found


def test_a_file_of_words_changes_no_result(tmp_path: Path) -> None:
    plain = load_packs([assembled(GOOD / "none", tmp_path / "plain")]).hash
    worded = load_packs([national(tmp_path / "worded", f"{SLUG}:\n  name: {{en: Gift}}\n")]).hash
    assert plain == worded


def test_what_the_services_own_file_says_stands_over_the_packs(tmp_path: Path) -> None:
    pack = national(
        tmp_path,
        f"{SLUG}:\n  name: {{en: Gift, easy: おいわい}}\n  short: {{ja: お知らせです。}}\n",
        "messages:\n  name: {en: Gift for long life}\n",
    )
    found = of(pack)
    assert found.names == {"en": "Gift for long life", "easy": "おいわい"}
    assert found.text(Use.SHORT, "ja") == "お知らせです。"


def test_a_city_speaks_in_its_own_words_of_a_national_service(tmp_path: Path) -> None:
    pack = national(
        tmp_path,
        f"{SLUG}:\n  short: {{ja: お知らせです。, en: A notice.}}\n  lock_screen: neutral\n",
    )
    city = tmp_path / "our-city"
    city.mkdir()
    (city / "pack.yaml").write_text(CITY, encoding="utf-8")
    (city / "messages.yaml").write_text(
        f"{SLUG}:\n  short: {{ja: 例市からのお祝いです。, vi: Thông báo.}}\n"
        "  lock_screen: name\n  lock_screen_basis: 年齢だけで決まる\n"
        "  variants:\n    b:\n      short: {ja: お祝いをお忘れなく。}\n",
        encoding="utf-8",
    )
    found = of(pack, city)
    assert found.text(Use.SHORT, "ja") == "例市からのお祝いです。"
    assert found.text(Use.SHORT, "en") == "A notice."
    assert found.text(Use.SHORT, "vi") == "Thông báo."
    assert found.shows is True
    assert found.variants == ("a", "b")
    assert found.text(Use.SHORT, "ja", "b") == "お祝いをお忘れなく。"
    assert found.text(Use.SHORT, "en", "b") == "A notice."
