"""What can be set from outside: one table, read once at the edge, handed down as values.

Belongs here: every setting with its unit, default and help. Does not belong here: what only one
command needs (that is an option of the command). No other module reads the environment; the page
`docs/reference/settings.md` is generated from `TABLE`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from sakimawari.problems import Place, Problem, Problems
from sakimawari.registry.checkdigits import local_government_code_holds

PREFIX = "SAKIMAWARI_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One row of the table. `default` is written as it would stand in the environment."""

    name: str
    unit: str
    default: str
    help: str


DIR = Setting(
    name="SAKIMAWARI_DIR",
    unit="folder",
    default="var",
    help="Where everything a city keeps lives: snapshots, runs, its own packs, compiled rules.",
)
KEYS = Setting(
    name="SAKIMAWARI_KEYS",
    unit="folder",
    default="~/.sakimawari/keys",
    help="Where the keys lie that make pseudonyms and seal identities. Keep it outside "
    "SAKIMAWARI_DIR and out of its backups: whoever has both folders can read names.",
)
THREADS = Setting(
    name="SAKIMAWARI_THREADS",
    unit="threads (0: one for each core)",
    default="0",
    help="How many threads work through the population at once.",
)
CITY = Setting(
    name="SAKIMAWARI_CITY",
    unit="name",
    default="北九州市",
    help="The city's name, as the sender of letters.",
)
MUNICIPALITY = Setting(
    name="SAKIMAWARI_MUNICIPALITY",
    unit="全国地方公共団体コード, 6 digits",
    default="401005",
    help="The city whose own packs are in effect beside the national ones (401005: 北九州市, "
    "402206: 宗像市). "
    "Without a pack for it the national services alone are read.",
)
PHONE = Setting(
    name="SAKIMAWARI_PHONE",
    unit="telephone number",
    default="（電話番号）",
    help="The number printed on letters for questions, until a department has its own.",
)
SPARK_MASTER = Setting(
    name="SAKIMAWARI_SPARK_MASTER",
    unit="address, as Spark writes it",
    default="",
    help="Master of the cluster for `night --engine spark`, for example spark://host:7077. "
    "Empty: what spark-submit or Spark's own settings say.",
)
DATABASE = Setting(
    name="SAKIMAWARI_DATABASE",
    unit="address, as PostgreSQL writes it",
    default="",
    help="Where cases, accounts and the audit are kept, for example "
    "postgresql://sakimawari@localhost/sakimawari. Empty: operations.sqlite3 in SAKIMAWARI_DIR.",
)
HOSTS = Setting(
    name="SAKIMAWARI_HOSTS",
    unit="names, with commas between",
    default="",
    help="The names under which browsers reach the console, for example my.city.example.jp. "
    "Needed in production; the demo answers on the loopback address alone.",
)
PROXIES = Setting(
    name="SAKIMAWARI_PROXIES",
    unit="addresses, with commas between; unix for a socket file",
    default="",
    help="The reverse proxies that bring https to the console, for example 10.0.0.5. They alone are "
    "believed about the browser's address and about https. Needed in production.",
)
TABLE = (DIR, KEYS, THREADS, CITY, MUNICIPALITY, PHONE, SPARK_MASTER, DATABASE, HOSTS, PROXIES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings, read and checked. `threads` is 0 where the machine decides."""

    dir: Path
    keys: Path
    threads: int
    city: str
    municipality: str
    phone: str
    spark_master: str | None
    database: str | None
    hosts: tuple[str, ...]
    proxies: tuple[str, ...]

    @classmethod
    def read(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read the settings from variables (by default, of the process); empty means the default.

        Raises `Problems` with every fault at once: SET001 for a name with our prefix that is no
        setting (a slip of the pen would otherwise be ignored), SET002 for a value that does not
        fit.
        """
        environ = os.environ if environ is None else environ
        found = _unknown_names(environ)
        threads = _written(environ, THREADS)
        if not (threads.isascii() and threads.isdigit()):
            found.append(_misfit(THREADS, "a whole number, 0 or more, in ASCII digits"))
        municipality = _written(environ, MUNICIPALITY)
        if not local_government_code_holds(municipality):
            wanted = "a 全国地方公共団体コード: six digits, the last a check digit"
            found.append(_misfit(MUNICIPALITY, wanted))
        if found:
            raise Problems(found)
        return cls(
            dir=_folder(environ, DIR),
            keys=_folder(environ, KEYS),
            threads=int(threads),
            city=_written(environ, CITY),
            municipality=municipality,
            phone=_written(environ, PHONE),
            spark_master=_written(environ, SPARK_MASTER) or None,
            database=_written(environ, DATABASE) or None,
            hosts=_listed(environ, HOSTS),
            proxies=_listed(environ, PROXIES),
        )


def _written(environ: Mapping[str, str], setting: Setting) -> str:
    return environ.get(setting.name, "").strip() or setting.default


def _listed(environ: Mapping[str, str], setting: Setting) -> tuple[str, ...]:
    names = (name.strip() for name in _written(environ, setting).split(","))
    return tuple(name for name in names if name)


def _folder(environ: Mapping[str, str], setting: Setting) -> Path:
    """A folder; a leading ~ is the home of the one who runs the command."""
    path = Path(_written(environ, setting))
    if path.parts and path.parts[0] == "~":
        home = environ.get("HOME")
        return (Path(home) if home else Path.home()).joinpath(*path.parts[1:])
    return path


def _unknown_names(environ: Mapping[str, str]) -> list[Problem]:
    known = [setting.name for setting in TABLE]
    faults = []
    for name in sorted(environ):
        if name.startswith(PREFIX) and name not in known:
            close = get_close_matches(name, known, n=1)
            faults.append(
                Problem(
                    id="SET001",
                    what=f"`{name}` is set in the environment and is no setting",
                    do="correct the name, or unset it; docs/reference/settings.md lists them",
                    where=Place(file="environment"),
                    near=close[0] if close else None,
                )
            )
    return faults


def _misfit(setting: Setting, wanted: str) -> Problem:
    return Problem(
        id="SET002",
        what=f"`{setting.name}` does not hold {wanted}",
        do=f"set it to {wanted}, or unset it for the default, {setting.default}",
        where=Place(file="environment"),
    )
