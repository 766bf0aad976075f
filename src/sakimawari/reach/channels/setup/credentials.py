"""Secrets of providers: files of the folder of keys, for their owner alone."""

from __future__ import annotations

from pathlib import Path

from sakimawari.guard.keys import channel_secret
from sakimawari.problems import Place, fault


def secret_of(keys_folder: Path, name: str) -> str:
    """What the city proves itself with to a provider: a password or a token. REACH071 without it."""
    return _read(keys_folder / channel_secret(name))


def hook_secret_of(keys_folder: Path, name: str) -> str:
    """What a provider signs its reports with. REACH071 where it is missing or open to others."""
    return _read(keys_folder / channel_secret(name, hook=True))


def has_secret(keys_folder: Path, name: str, *, hook: bool = False) -> bool:
    """Whether the secret is there."""
    return (keys_folder / channel_secret(name, hook=hook)).is_file()


def _read(path: Path) -> str:
    if not path.is_file() or path.stat().st_mode & 0o077:
        raise fault(
            "REACH071",
            "the secret of a provider is missing, or can be read by others",
            "put it into the folder of keys under this name, for its owner alone (chmod 600)",
            where=Place(file=path.name),
        )
    return path.read_text(encoding="utf-8").strip()
