"""The directory of a snapshot: opened, made where it is lacking, asked."""

from __future__ import annotations

import threading
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sakimawari.registry.directory.folding import folded_place, numbers_of
from sakimawari.registry.directory.making import PURPOSE, Keys, Progress, Rows, make_index
from sakimawari.registry.directory.search import Lists, Places, look
from sakimawari.registry.directory.tokens import Blind, whole_lot_text, whole_text
from sakimawari.registry.directory.values import MOST, Claim, Found, Hit, Likeness, Query
from sakimawari.registry.mapped import MappedSnapshot, map_snapshot
from sakimawari.registry.protected import protected_units
from sakimawari.registry.shelf import Item
from sakimawari.registry.store import Snapshot
from sakimawari.rules.figures import days
from sakimawari.rules.population import UNKNOWN_DATE

_BIRTHS = "生年月日"


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """Finds residents of one snapshot. Opened once in a process, asked by any number of threads."""

    mapped: MappedSnapshot
    keys: Keys
    lists: Lists
    places: Places
    words: tuple[str, ...]
    protected: dict[int, npt.NDArray[np.bool_]] = field(default_factory=dict)

    def find(self, query: Query, *, on: date, protected: bool = False, most: int = MOST) -> Found:
        """The residents who agree with a query, on a day.

        People under 支援措置 and their households are withheld unless `protected` says that whoever
        asks is named for them.
        """
        looked = self._numbered(query) if query.number or query.household else None
        looked = looked or look(self.lists, self.places, query)
        if looked is None:
            return Found(hits=(), total=0, too_many=True, withheld=())
        rows, likeness = looked
        hidden = np.zeros(len(rows), np.bool_)
        if not protected:
            hidden = self._protected(days(on))[self.places.unit[rows]]
        shown, alike = rows[~hidden], likeness[~hidden]
        return Found(
            hits=tuple(
                self._hit(row, kind)
                for row, kind in zip(shown[:most].tolist(), alike[:most].tolist(), strict=True)
            ),
            total=len(shown),
            too_many=len(shown) > most,
            withheld=tuple(self.mapped.keys_of_rows(rows[hidden].tolist())),
        )

    def match(self, claim: Claim) -> str | None:
        """The one resident a digital identity speaks of, protected or not; None where unsure.

        Name (folded) and birth date must agree, the reading and the address where they are told.
        """
        rows = self.lists.rows(whole_text(claim.name))
        rows = rows[self.places.born[rows] == days(claim.born)]
        if claim.kana and len(rows):
            rows = np.intersect1d(rows, self.lists.rows(whole_text(claim.kana)))
        if claim.address and len(rows):
            rows = self._living_at(rows, claim.address)
        if len(rows) != 1:
            return None
        return self.mapped.keys_of_rows(rows.tolist())[0]

    def _living_at(self, rows: Rows, address: str) -> Rows:
        """Those of some rows whose town and 番地 an address names."""
        agreeing = []
        for row in rows.tolist():
            rest = _after(address, self._word(self.places.town, row))
            numbers = numbers_of(rest) if rest is not None else ()
            texts = (whole_lot_text(numbers[:count]) for count in range(1, len(numbers) + 1))
            if any(row in self.lists.rows(text) for text in texts):
                agreeing.append(row)
        return np.array(agreeing, np.uint32)

    def _numbered(self, query: Query) -> tuple[Rows, npt.NDArray[np.int8]]:
        """Whoever bears a 宛名番号, or belongs to a 世帯番号, and agrees with the rest."""
        found: list[int] = []
        for number, kinds in (
            (query.number, ("person", "household")),
            (query.household, ("household",)),
        ):
            for kind in kinds if number else ():
                found = self._bearing(kind, self.keys.opaque(kind, _plain(number)))
                if found:
                    break
        rows = np.array(sorted(found), np.uint32)
        if query.name or query.phone or query.lot:
            looked = look(self.lists, self.places, query)
            if looked is not None:
                kept = np.isin(looked[0], rows)
                return looked[0][kept], looked[1][kept]
        rows = rows[self.places.within(rows, query)]
        return rows, np.full(len(rows), Likeness.UNNAMED, np.int8)

    def _bearing(self, kind: str, key: str) -> list[int]:
        """The rows of a person, or of the members of a household, in their own household."""
        held = self.mapped.people.arrays
        if kind == "person":
            rows = self.mapped.rows_of_person(key).tolist()
        else:
            unit = self.mapped.unit_of_household(key)
            last = unit + 1
            rows = [] if unit < 0 else range(int(held["offsets"][unit]), int(held["offsets"][last]))
        return [row for row in rows if held["is_subject"][row]]

    def _hit(self, row: int, kind: int) -> Hit:
        held = self.mapped.people.arrays
        number = int(held["household"][row])
        return Hit(
            person=self.mapped.keys_of_rows([row])[0],
            household=held["household_keys"][number].decode() if number >= 0 else "",
            ward=self._word(self.places.ward, row),
            town=self._word(self.places.town, row),
            likeness=Likeness(kind),
        )

    def _word(self, codes: npt.NDArray[np.int32], row: int) -> str | None:
        code = int(codes[self.places.unit[row]])
        return self.words[code] if code >= 0 else None

    def _protected(self, day: int) -> npt.NDArray[np.bool_]:
        """By unit, on a day."""
        if day not in self.protected:
            found = protected_units(self.mapped, day)
            self.protected.clear()
            self.protected[day] = found
        return self.protected[day]


def _plain(number: str) -> str:
    """An official number as the registers are read: width, hyphens, leading zeros make no difference."""
    plain = unicodedata.normalize("NFKC", number).replace("-", "").replace(" ", "").upper()
    return str(int(plain)) if plain.isascii() and plain.isdigit() else plain


def _after(address: str, town: str | None) -> str | None:
    """What an address says after the town; None where it does not name it."""
    if not town:
        return None
    _, named, rest = folded_place(address).partition(folded_place(town))
    return rest if named else None


def match_exactly(
    directory: Directory, *, name: str, born: date, kana: str = "", address: str = ""
) -> str | None:
    """The opaque key of the one resident a digital identity speaks of; None where unsure."""
    return directory.match(Claim(name=name, born=born, kana=kana, address=address))


def search(directory: Directory, query: Query, *, on: date, protected: bool = False) -> Found:
    """The residents who agree with a query; see `Directory.find`."""
    return directory.find(query, on=on, protected=protected)


_open: dict[Path, Directory] = {}
_MOST_OPEN = 2
_lock = threading.Lock()


def directory_of(
    snapshot: Snapshot, keys: Keys, *, cache: Path | None = None, progress: Progress | None = None
) -> Directory:
    """The directory of a snapshot, made first where a load did not make it.

    The last few stay open in a process.
    """
    with _lock:
        held = _open.get(snapshot.folder)
        if held is not None and held.mapped.snapshot.manifest == snapshot.manifest:
            return held
        found = _opened(map_snapshot(snapshot, cache=cache), keys, progress)
        while len(_open) >= _MOST_OPEN:
            _open.pop(next(iter(_open)), None)
        _open[snapshot.folder] = found
        return found


def _opened(mapped: MappedSnapshot, keys: Keys, progress: Progress | None) -> Directory:
    index = mapped.shelf.take("directory", lambda: make_index(mapped, keys, progress))
    places = mapped.shelf.take("directory-places", lambda: _places(mapped))
    arrays = places.arrays
    name = mapped.snapshot.folder.name
    return Directory(
        mapped=mapped,
        keys=keys,
        lists=Lists(item=index, blind=Blind.of(keys.derived(PURPOSE), name, int(index.words[0]))),
        places=Places(
            unit=mapped.people.arrays["unit"],
            born=arrays["born"],
            births=arrays["births"],
            by_birth=arrays["by_birth"],
            ward=arrays["ward"],
            town=arrays["town"],
            words={word: at for at, word in enumerate(places.words)},
        ),
        words=places.words,
    )


def _places(mapped: MappedSnapshot) -> Item:
    """What the snapshot says in the clear: births by row, ward and town by unit."""
    held = mapped.people.arrays
    born = np.full(len(held["unit"]), UNKNOWN_DATE, np.int32)
    if _BIRTHS in mapped.snapshot.manifest["facts"]:
        entries = mapped.snapshot.entries(_BIRTHS, ["row", "value"])
        born[np.asarray(entries["row"])] = np.asarray(entries["value"])
    at_home = np.flatnonzero(held["is_subject"]).astype(np.int32)
    by_birth = at_home[np.argsort(born[at_home], kind="stable")]
    households = mapped.snapshot.households()
    columns = [households[name].cast(pa.string()) for name in ("ward", "town")]
    words = sorted({word for column in columns for word in pc.unique(column).to_pylist() if word})
    known = pa.array(words, pa.string())
    ward, town = (pc.fill_null(pc.index_in(column, value_set=known), -1) for column in columns)
    return Item(
        words=tuple(words),
        arrays={
            "born": born,
            "births": born[by_birth],
            "by_birth": by_birth,
            "ward": np.asarray(ward).astype(np.int32),
            "town": np.asarray(town).astype(np.int32),
        },
    )
