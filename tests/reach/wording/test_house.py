"""words.yaml: how the city is called, its departments' numbers, and what it allows itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from sakimawari.problems import Problems
from sakimawari.reach.telling.offer import Language, Sender, Wording
from sakimawari.reach.wording.house import House, house_of
from sakimawari.reach.wording.writer import stock_of
from tests.edition import thirteen_services
from tests.reach.wording.stock import ON, SENDER


def house(home: Path, text: str | None = None) -> House:
    if text is not None:
        (home / "words.yaml").write_text(text, encoding="utf-8")
    return house_of(home, sender=Sender(city=Wording(ja="八重崎市"), phone="000-000-0000"))


def test_without_a_file_the_settings_speak(tmp_path: Path) -> None:
    found = house(tmp_path)
    assert found.sender.reach("市民課") == "000-000-0000"
    assert found.sender.city.speak(Language.ENGLISH) == "八重崎市"
    assert not found.manners.amounts_by_sms


def test_the_file_gives_names_numbers_and_manners(tmp_path: Path) -> None:
    found = house(
        tmp_path,
        "city: {en: City of Yaezaki}\nphones: {市民課: 000-000-1111}\n"
        "amounts_by_sms: yes\nsms_segments: 3\n",
    )
    assert found.sender.city.speak(Language.ENGLISH) == "City of Yaezaki"
    assert found.sender.reach("市民課") == "000-000-1111"
    assert (found.manners.amounts_by_sms, found.manners.sms_segments) == (True, 3)


@pytest.mark.parametrize("text", ["sms_segments: 40\n", "citty: {en: Yaezaki}\n", "- a list\n"])
def test_a_slip_in_the_file_is_named_with_its_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(Problems, match=r"REACH093  words\.yaml:1"):
        house(tmp_path, text)


def test_whatever_is_written_from_a_home_follows_its_file(tmp_path: Path) -> None:
    (tmp_path / "words.yaml").write_text("sms_segments: 1\n", encoding="utf-8")
    stock = stock_of(thirteen_services(), SENDER, on=ON, home=tmp_path)
    assert stock.manners.sms_segments == 1
    assert stock.sender.phones == SENDER.phones
