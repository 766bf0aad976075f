"""OpenFisca-Japan beside us: a Python of its own, asked through files and never imported here.

OpenFisca-Japan and its core are AGPL-3.0. They are installed by whoever runs the comparison, into a
folder outside this project, and run as they are; neither is a part or a dependency of it.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PACKAGE, VERSION = "openfisca-japan", "2.2.0"
REPOSITORY = "https://github.com/project-inclusive/OpenFisca-Japan"
RUNNER = Path(__file__).parents[1] / "peers" / "openfisca_runner.py"
VARIABLES = RUNNER.with_name("openfisca_variables.py")
NEWEST_PYTHON = (3, 11)  # the newest the package is published for
DEFAULT_FOLDER = Path.home() / ".cache" / "sakimawari" / "openfisca-japan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """An environment in which OpenFisca-Japan is installed."""

    python: Path

    def ask(self, folder: Path, *, runner: Path = RUNNER, **asked: Any) -> dict[str, Any]:
        """Have a runner work on the files of a folder, in a process of its own; its report."""
        (folder / "asked.json").write_text(json.dumps(asked), encoding="utf-8")
        # Isolated (-I), so that nothing of ours lies on its path.
        command = [str(self.python), "-I", str(runner), str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"OpenFisca-Japan ended with {done.returncode}\n{done.stderr}")
        told: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
        return told


def find_peer(folder: Path) -> Peer | None:
    """The environment in a folder, if the package is there."""
    python = folder / "venv" / "bin" / "python"
    if not python.exists():
        return None
    asks = [str(python), "-I", "-c", "import importlib.util as u; import sys; "
            "sys.exit(u.find_spec('openfisca_japan') is None)"]  # fmt: skip
    return Peer(python=python) if subprocess.run(asks, check=False).returncode == 0 else None


def how_to_get_it(folder: Path) -> str:
    """What somebody without the package is told."""
    return (
        f"OpenFisca-Japan is not installed in {folder}: this comparison is optional and was skipped.\n"
        f"It is free software of others (AGPL-3.0, {REPOSITORY}), not a part of this project.\n"
        f"To have it installed from PyPI into an environment of its own, add --install, or do it\n"
        f"yourself with Python 3.9 to 3.11:\n"
        f"  python3.11 -m venv {folder}/venv\n"
        f"  {folder}/venv/bin/pip install {PACKAGE}=={VERSION}"
    )


def install(folder: Path) -> None:
    """Make the environment and have pip install the published package into it."""
    python = sys.executable if sys.version_info[:2] <= NEWEST_PYTHON else shutil.which("python3.11")
    if python is None:
        sys.exit("OpenFisca-Japan needs Python 3.11 or older; put a python3.11 on the path")
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run([python, "-m", "venv", str(folder / "venv")], check=True)
    pip = [str(folder / "venv" / "bin" / "pip"), "install", "--quiet"]
    subprocess.run([*pip, f"{PACKAGE}=={VERSION}"], check=True)
