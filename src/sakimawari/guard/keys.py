"""Keys kept outside the data folder: opaque names for residents, seals for their identities.

A folder of keys holds `opaque.key` (32 random bytes, never changed: a change would rename everybody)
and one or more `seal-NNNN.key`, of which the highest number seals and all open. A seal is one
version byte, four bytes naming the key, a nonce of 12 bytes, then AES-256-GCM over the plain text
with the person's opaque key as associated data, so that no seal can be moved to another person.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sakimawari.problems import Place, Problems, fault

OPAQUE_CHARACTERS = 16  # base32 characters of 80 bits: one accidental twin in 2^39 residents

_OPAQUE = "opaque.key"
SESSION = "session.key"  # signs what browsers hold; losing it signs everybody out, no more
SECRETS = ("sign-in-staff.secret", "sign-in-residents.secret")  # given by identity providers
_OTHERS = frozenset({SESSION, *SECRETS})  # may lie in the folder before the keys are made
_CHANNEL, _SECRET = "channel-", ".secret"  # secrets of providers, by the name the city gave them
_VERSION = b"\x01"
_KEY_ID_BYTES = 4
_NONCE_BYTES = 12
_KEY_BYTES = 32
_HEADER_BYTES = len(_VERSION) + _KEY_ID_BYTES


@dataclass(frozen=True, slots=True)
class Keys:
    """The opened keys of a city. Never printed: the text of this value names no key."""

    _opaque_key: bytes
    _seals: Mapping[bytes, AESGCM]
    _sealing: bytes  # the id of the key that seals
    _folder: Path | None = None  # where keys made later are looked for

    def __repr__(self) -> str:
        return f"Keys({len(self._seals)} seal keys)"

    def opaque(self, kind: str, number: str) -> str:
        """The opaque key of a number of the city (kind: person, household, …): 16 characters.

        The same number under the same keys always has the same opaque key; without the keys it
        cannot be computed or reversed.
        """
        digest = hashlib.blake2b(
            f"{kind}:{number}".encode(), key=self._opaque_key, digest_size=10
        ).digest()
        return base64.b32encode(digest).decode("ascii").lower()

    def derived(self, purpose: str) -> bytes:
        """A key of 32 bytes for one purpose alone; no other can be told from it."""
        return hashlib.blake2b(
            purpose.encode(), key=self._opaque_key, person=b"derived key", digest_size=_KEY_BYTES
        ).digest()

    def seal(self, person: str, plain: bytes) -> bytes:
        """The plain text sealed for this person."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._seals[self._sealing].encrypt(nonce, plain, person.encode("ascii"))
        return _VERSION + self._sealing + nonce + sealed

    def seal_many(self, items: Sequence[tuple[str, bytes]]) -> list[bytes]:
        """`seal` for many people in one call, in the order given."""
        cipher = self._seals[self._sealing].encrypt
        header = _VERSION + self._sealing
        nonces = os.urandom(_NONCE_BYTES * len(items))
        sealed = []
        for number, (person, plain) in enumerate(items):
            nonce = nonces[number * _NONCE_BYTES : (number + 1) * _NONCE_BYTES]
            sealed.append(header + nonce + cipher(nonce, plain, person.encode("ascii")))
        return sealed

    def open(self, person: str, sealed: bytes) -> bytes:
        """The plain text of a seal made for this person; any other seal is refused (GUARD003).

        A seal made with a key that was added since these keys were opened is opened with that one:
        a server need not be restarted when keys are rotated.
        """
        name = key_id_of(sealed)
        cipher = self._seals.get(name) or self._added_since(name)
        if not sealed.startswith(_VERSION) or cipher is None:
            raise fault(
                "GUARD003",
                "a sealed entry was made with a key that is not in the key folder",
                "restore the key folder that was in use when the snapshot was loaded, or load again",
            )
        nonce = sealed[_HEADER_BYTES : _HEADER_BYTES + _NONCE_BYTES]
        try:
            return cipher.decrypt(
                nonce, sealed[_HEADER_BYTES + _NONCE_BYTES :], person.encode("ascii")
            )
        except InvalidTag:
            raise fault(
                "GUARD003",
                "a sealed entry does not belong to this person, or was altered",
                "load the exports again; if it happens again, have the storage examined",
            ) from None

    def is_newest(self, sealed: bytes) -> bool:
        """Whether a seal was made with the key that seals now."""
        return sealed.startswith(_VERSION + self._sealing)

    def _added_since(self, name: bytes) -> AESGCM | None:
        if self._folder is None:
            return None
        found = {seal.id: seal for seal in seal_keys(self._folder)}.get(name)
        return None if found is None else AESGCM(read_key(found.path))


@dataclass(frozen=True, slots=True, kw_only=True)
class SealKey:
    """One seal key of a folder: its number, the id its seals bear, and its file."""

    number: int
    id: bytes
    path: Path


def seal_keys(folder: Path) -> tuple[SealKey, ...]:
    """The seal keys of a folder by number; the last one seals."""
    return tuple(
        SealKey(number=int(path.stem.removeprefix("seal-")), id=_id_of(read_key(path)), path=path)
        for path in sorted(folder.glob("seal-*.key"))
    )


def key_id_of(sealed: bytes) -> bytes:
    """The id of the key a seal was made with."""
    return sealed[len(_VERSION) : _HEADER_BYTES]


def _id_of(key: bytes) -> bytes:
    return hashlib.blake2b(key, person=b"seal key id", digest_size=_KEY_ID_BYTES).digest()


def _refuse_inside(folder: Path, data_folder: Path | None) -> None:
    resolved = folder.resolve()
    holders = [data_folder.resolve()] if data_folder is not None else []
    holders += [above for above in (resolved, *resolved.parents) if (above / "snapshots").is_dir()]
    if any(resolved.is_relative_to(holder) for holder in holders):
        raise fault(
            "GUARD001",
            "the folder of keys lies inside the data folder",
            "choose a folder of keys outside it, so that a copy of the data never carries its keys",
            where=Place(file=folder.name),
        )


def read_key(path: Path) -> bytes:
    """The 32 bytes of a key; GUARD002 where others can read it too or it is damaged."""
    if path.stat().st_mode & 0o077:
        raise fault(
            "GUARD002",
            "a key can be read by other users of this machine",
            "restrict it to its owner (chmod 600), and ask who may have read it",
            where=Place(file=path.name),
        )
    key = path.read_bytes()
    if len(key) != _KEY_BYTES:
        raise fault(
            "GUARD002",
            f"a key must have {_KEY_BYTES} bytes and has {len(key)}",
            "restore the key from its copy; without it the identities cannot be opened",
            where=Place(file=path.name),
        )
    return key


def write_key(path: Path) -> None:
    """A new random key; a file that another process wrote first is left as it is."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_bytes(_KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(beside, path)
    except FileExistsError:
        pass
    finally:
        beside.unlink()


def _make_first_keys(folder: Path, data_folder: Path | None) -> None:
    """Keys are made in an empty folder for a city without snapshots, and never replaced (GUARD004)."""
    snapshots = data_folder / "snapshots" if data_folder is not None else None
    loaded = snapshots is not None and any(snapshots.glob("[!.]*"))
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)  # of two processes one makes them, the other finds them
        names = {path.name for path in folder.iterdir() if not _is_given(path.name)}
        has_seal = any(path for path in folder.glob("seal-*.key"))
        if _OPAQUE in names and has_seal:
            return
        # Both are made under one lock, the opaque key first: alone it is a first use cut short.
        if loaded or not names <= {_OPAQUE}:
            raise _lost(_OPAQUE if _OPAQUE not in names else "seal-0001.key")
        for name in (_OPAQUE, "seal-0001.key"):
            if name not in names:
                write_key(folder / name)
    finally:
        os.close(handle)


def channel_secret(name: str, *, hook: bool = False) -> str:
    """The file that holds the secret of a provider; `hook`: the one it signs its reports with."""
    return f"{_CHANNEL}{name}{'-hook' if hook else ''}{_SECRET}"


def _is_given(name: str) -> bool:
    """Whether a file of the folder is no key of ours: it may lie there before the keys are made."""
    return name in _OTHERS or (name.startswith(_CHANNEL) and name.endswith(_SECRET))


def _lost(name: str) -> Problems:
    return fault(
        "GUARD004",
        "a key is missing from the key folder; a new one would rename everybody, or leave their "
        "identities sealed for ever",
        "restore the key folder from its copy; to begin anew, use an empty key folder and a new data folder",
        where=Place(file=name),
    )


def _refuse_open_folder(folder: Path) -> None:
    if folder.stat().st_mode & 0o077:
        raise fault(
            "GUARD002",
            "the folder of keys is open to other users of this machine",
            "restrict it to its owner (chmod 700), and ask who may have looked into it",
            where=Place(file=folder.name),
        )


def open_keys(folder: Path, *, data_folder: Path | None = None) -> Keys:
    """The keys in a folder, made on first use (files 0600, folder 0700).

    A folder inside the data folder is refused (GUARD001), a damaged key or one that others can read
    too (GUARD002), and a folder that lacks keys where it has others or the data folder has
    snapshots (GUARD004).
    """
    _refuse_inside(folder, data_folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _refuse_open_folder(folder)
    _make_first_keys(folder, data_folder)
    opaque_key = read_key(folder / _OPAQUE)
    held = seal_keys(folder)
    seals = {seal.id: AESGCM(read_key(seal.path)) for seal in held}
    return Keys(opaque_key, seals, held[-1].id, folder)


def add_seal_key(folder: Path) -> None:
    """Rotation: a further key that seals from now on; seals made before still open."""
    last = max(int(path.stem.removeprefix("seal-")) for path in folder.glob("seal-*.key"))
    write_key(folder / f"seal-{last + 1:04d}.key")


def renew_key(path: Path) -> None:
    """Replace a key that seals nothing, by one rename: whoever reads it finds the old or the new."""
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)
    write_key(beside)
    beside.replace(path)
