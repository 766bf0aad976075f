"""Signatures under the chain: Ed25519, with a key of its own outside the data folder.

`audit-NNNN.key` in the folder of keys; the highest number signs, all are known for verifying. Whoever
can alter the operational store but holds no key cannot sign a shortened or rewritten chain.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sakimawari.guard.keys import read_key, write_key

_FIRST = "audit-0001.key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A signed statement that the chain up to `seq` ends in `digest`.

    `kind`: mark (taken on the way), cut (entries up to here were removed by schedule), head (the
    newest entry, kept as a file).
    """

    seq: int
    digest: str
    at: datetime
    kind: str
    key: str
    signature: str

    def text(self) -> bytes:
        """What is signed."""
        members = [self.kind, self.seq, self.digest, self.at.astimezone(UTC).isoformat(), self.key]
        return json.dumps(members, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True)
class Verifier:
    """The public keys under which checkpoints are good, by their ids."""

    keys: Mapping[str, Ed25519PublicKey]

    def only(self, ids: Iterable[str]) -> Verifier:
        """The same with these keys alone."""
        wanted = set(ids)
        return Verifier({id: key for id, key in self.keys.items() if id in wanted})

    def holds(self, checkpoint: Checkpoint) -> bool:
        """Whether a checkpoint bears a good signature of a known key."""
        key = self.keys.get(checkpoint.key)
        if key is None:
            return False
        try:
            key.verify(base64.b64decode(checkpoint.signature), checkpoint.text())
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class Signer:
    """The key that signs, and the public halves of all. Its text names no key."""

    _key: Ed25519PrivateKey
    id: str
    verifier: Verifier

    def __repr__(self) -> str:
        return f"Signer({self.id})"

    def sign(self, seq: int, digest: str, at: datetime, kind: str) -> Checkpoint:
        """A checkpoint of this moment."""
        bare = Checkpoint(seq=seq, digest=digest, at=at, kind=kind, key=self.id, signature="")
        signature = base64.b64encode(self._key.sign(bare.text())).decode("ascii")
        return Checkpoint(
            seq=seq, digest=digest, at=at, kind=kind, key=self.id, signature=signature
        )


def public_bytes(key: Ed25519PublicKey) -> bytes:
    """The 32 bytes of a public key, to be given to whoever verifies elsewhere."""
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def key_id(key: Ed25519PublicKey) -> str:
    """The name of a key: eight hexadecimal digits of the digest of its public half."""
    return hashlib.sha256(public_bytes(key)).hexdigest()[:8]


def open_signer(folder: Path) -> Signer:
    """The signing keys in the folder of keys; the first is made at first use (0600).

    GUARD002 for a key that others can read too, or that is damaged.
    """
    if not any(folder.glob("audit-*.key")):
        write_key(folder / _FIRST)
    privates = [
        Ed25519PrivateKey.from_private_bytes(read_key(path))
        for path in sorted(folder.glob("audit-*.key"))
    ]
    publics = {key_id(key.public_key()): key.public_key() for key in privates}
    return Signer(privates[-1], key_id(privates[-1].public_key()), Verifier(publics))


def add_audit_key(folder: Path) -> Path:
    """Rotation: a further key that signs from the next start on; what earlier ones signed holds."""
    open_signer(folder)
    last = max(int(path.stem.removeprefix("audit-")) for path in folder.glob("audit-*.key"))
    path = folder / f"audit-{last + 1:04d}.key"
    write_key(path)
    return path


def verifier_of(publics: Mapping[str, str]) -> Verifier:
    """The public keys of an export (id → base64)."""
    return Verifier(
        {
            id: Ed25519PublicKey.from_public_bytes(base64.b64decode(told))
            for id, told in publics.items()
        }
    )
