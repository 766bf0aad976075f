"""Settings come from one table, with defaults; a slip of the pen is told, not ignored."""

from __future__ import annotations

from pathlib import Path

import pytest

from sakimawari.problems import Problems
from sakimawari.settings import TABLE, Settings


def test_with_nothing_set_everything_has_its_default() -> None:
    settings = Settings.read({"HOME": "/home/clerk", "PATH": "/bin"})
    assert settings.dir == Path("var")
    assert settings.keys == Path("/home/clerk/.sakimawari/keys")
    assert settings.threads == 0
    assert settings.city == "北九州市"
    assert settings.municipality == "401005"


def test_an_empty_variable_means_the_default() -> None:
    assert Settings.read({"SAKIMAWARI_THREADS": " "}).threads == 0


def test_each_setting_is_taken_from_the_environment() -> None:
    settings = Settings.read(
        {
            "SAKIMAWARI_DIR": "/srv/city",
            "SAKIMAWARI_KEYS": "/etc/keys",
            "SAKIMAWARI_THREADS": "2",
            "SAKIMAWARI_CITY": "高松市",
            "SAKIMAWARI_MUNICIPALITY": "372013",
            "SAKIMAWARI_PHONE": "087-000-0000",
            "SAKIMAWARI_SPARK_MASTER": "spark://master:7077",
            "SAKIMAWARI_DATABASE": "postgresql://city@localhost/city",
            "SAKIMAWARI_HOSTS": "my.example.jp, staff.example.jp",
            "SAKIMAWARI_PROXIES": "10.0.0.5,unix",
        }
    )
    assert settings == Settings(
        dir=Path("/srv/city"),
        keys=Path("/etc/keys"),
        threads=2,
        city="高松市",
        municipality="372013",
        phone="087-000-0000",
        spark_master="spark://master:7077",
        database="postgresql://city@localhost/city",
        hosts=("my.example.jp", "staff.example.jp"),
        proxies=("10.0.0.5", "unix"),
    )


def test_only_a_leading_tilde_is_the_home_folder() -> None:
    read = Settings.read({"HOME": "/h", "SAKIMAWARI_DIR": "a/~", "SAKIMAWARI_KEYS": "~keys"})
    assert (read.dir, read.keys) == (Path("a/~"), Path("~keys"))


@pytest.mark.parametrize("threads", ["-1", "1.5", "two", "\uff12"])
def test_threads_are_a_whole_number_in_ascii_digits(threads: str) -> None:
    with pytest.raises(Problems) as raised:
        Settings.read({"SAKIMAWARI_THREADS": threads})
    assert [problem.id for problem in raised.value.found] == ["SET002"]


def test_all_faults_are_told_together_with_the_nearest_name() -> None:
    with pytest.raises(Problems) as raised:
        Settings.read({"SAKIMAWARI_THREAD": "2", "SAKIMAWARI_THREADS": "two"})
    assert str(raised.value) == (
        "SET001  environment\n"
        "  what   `SAKIMAWARI_THREAD` is set in the environment and is no setting\n"
        "  near   SAKIMAWARI_THREADS\n"
        "  do     correct the name, or unset it; docs/reference/settings.md lists them\n"
        "\n"
        "SET002  environment\n"
        "  what   `SAKIMAWARI_THREADS` does not hold a whole number, 0 or more, in ASCII digits\n"
        "  do     set it to a whole number, 0 or more, in ASCII digits, or unset it for the default, 0"
    )


def test_every_default_in_the_table_is_a_value_that_reads() -> None:
    assert Settings.read({row.name: row.default for row in TABLE}) == Settings.read({})


@pytest.mark.parametrize("code", ["40100", "401006", "北九州市"])
def test_a_municipality_is_a_code_with_a_sound_check_digit(code: str) -> None:
    with pytest.raises(Problems) as raised:
        Settings.read({"SAKIMAWARI_MUNICIPALITY": code})
    assert [problem.id for problem in raised.value.found] == ["SET002"]
