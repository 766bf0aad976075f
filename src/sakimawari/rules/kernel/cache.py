"""Compiled kernels on disk: one folder per generated text, published whole.

    <cache>/kernels/<key>/kernel.py     the generated text, with Numba's compiled code beside it
    <cache>/kernels/dates-<key>/dates.py  the functions of dates, compiled likewise

The key is the SHA-256 of the text and of all that shapes its compilation, so a changed rule is a
new folder and nothing is ever overwritten. A folder is prepared under another name and published
by one rename: a reader sees all of it or nothing, and of two processes at work one wins.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from sakimawari.problems import Problems, fault
from sakimawari.rules import dates
from sakimawari.rules.kernel import pipeline, steps


def _source(module: ModuleType) -> str:
    assert module.__file__ is not None
    return Path(module.__file__).read_text(encoding="utf-8")


SCHEMA = 2  # to be raised when the meaning of a text changes with the text itself unchanged
_DATES_FILE = "dates.py"
_UNFINISHED = ".unfinished-"
_TOOLS = [f"{tool} {version(tool)}" for tool in ("numba", "llvmlite", "numpy")]
_VERSIONS = ", ".join([f"schema {SCHEMA}", *_TOOLS, f"python {sys.version_info[:2]}"])
_DATES = "".join(_source(part) for part in (dates, steps))
_COMPILER = _source(pipeline)
_PIPELINE = "from sakimawari.rules.kernel.pipeline import {}\n"
_DATES_FOOTER = f"""
from numba import njit as _njit
{_PIPELINE.format("PlainCompiler as _PlainCompiler")}
for _name, _function in list(globals().items()):
    if getattr(_function, "__module__", None) == __name__:
        # What a calendar asks seldom stays a call: written out everywhere it takes long to compile.
        _seldom = _name.endswith(("_turns", "passing_day"))
        globals()[_name] = _njit(
            nogil=True, cache=True, error_model="numpy", _nrt=False, forceinline=not _seldom,
            pipeline_class=_PlainCompiler
        )(_function)
"""
_DATES_TEXT = _DATES + _DATES_FOOTER
_HEADER = "from numba import njit, types\n" + _PIPELINE.format("PlainCompiler") + "\n\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A compiled function, and whether it had to be compiled (else it came from disk)."""

    call: Callable[..., None]
    compiled: bool


def date_functions() -> Mapping[str, Callable[..., int]]:
    """The functions of dates and the steps a text may call, by name, as plain Python."""
    return {
        name: function
        for module in (dates, steps)
        for name, function in vars(module).items()
        if isinstance(function, FunctionType)
    }


def compiled_date_functions(cache: Path) -> Mapping[str, Callable[..., int]]:
    """The same, compiled; loaded once a process. Problem RULE901: the folder cannot be written."""
    return _compiled_dates(cache)


def key_of(text: str) -> str:
    """The name of the folder of a text: it covers all that shapes the compiled code."""
    return hashlib.sha256("\n".join([_VERSIONS, _DATES_TEXT, _COMPILER, text]).encode()).hexdigest()


_dates_of: dict[Path, Mapping[str, Any]] = {}  # loaded in this process, by cache folder
_DATES_KEY = f"dates-{key_of(_DATES_TEXT)}"


def load(cache: Path, text: str, *, signature: str, uses_dates: bool) -> Loaded:
    """The function `read` of a generated text, compiled now or before.

    Problem RULE901: the cache folder cannot be written.
    """
    whole = _whole(text, signature)
    place = "kernel.py", key_of(whole)
    if not uses_dates:
        module = _module(cache, place, whole, {})
    else:
        try:
            module = _module(cache, place, whole, _compiled_dates(cache))
        except Problems:
            raise
        except Exception:  # as below: the functions it calls may be what is damaged
            _dates_of.pop(cache, None)
            _remove(cache / "kernels" / _DATES_KEY)
            module = _module(cache, place, whole, _compiled_dates(cache))
    return Loaded(call=module.read, compiled=not module.read.stats.cache_hits)


def is_kept(cache: Path, text: str, *, signature: str) -> bool:
    """Whether a text was compiled before; a damaged folder counts as kept until it is loaded."""
    return (cache / "kernels" / key_of(_whole(text, signature)) / "kernel.py").exists()


def _whole(text: str, signature: str) -> str:
    """The module of a text."""
    options = "nogil=True, cache=True, error_model='numpy', _nrt=False"
    options += ", pipeline_class=PlainCompiler"
    return f"{_HEADER}{text}\n\nread = njit({signature}, {options})(read)\n"


def _compiled_dates(cache: Path) -> Mapping[str, Any]:
    if cache not in _dates_of:
        module = _module(cache, (_DATES_FILE, _DATES_KEY), _DATES_TEXT, {})
        _dates_of[cache] = {name: getattr(module, name) for name in date_functions()}
    return _dates_of[cache]


def _module(cache: Path, place: tuple[str, str], text: str, names: Mapping[str, Any]) -> ModuleType:
    """The module of a text from its published folder; made and published if it is not there."""
    file, key = place
    folder = cache / "kernels" / key
    if (folder / file).exists():
        try:
            return _imported(folder / file, key, names)
        except Exception:  # whatever a damaged file raises on loading: it is made anew
            _remove(folder)
    try:
        return _made(folder, file, text, names)
    except OSError as error:
        raise fault(
            "RULE901",
            f"compiled rules cannot be kept in {cache}: {error.strerror}",
            "give a cache folder that can be written and has space left",
        ) from error


def _made(folder: Path, file: str, text: str, names: Mapping[str, Any]) -> ModuleType:
    folder.parent.mkdir(parents=True, exist_ok=True)
    _sweep(folder.parent)
    draft = Path(tempfile.mkdtemp(prefix=f"{_UNFINISHED}{os.getpid()}-", dir=folder.parent))
    try:
        (draft / file).write_text(text, encoding="utf-8")
        # A kernel is compiled as it is imported; the functions of dates when they are called, so
        # they must be imported from where they will stay.
        late = file == _DATES_FILE
        module = None if late else _imported(draft / file, folder.name, names)
        try:
            draft.rename(folder)
        except OSError:
            # Another process was first; or only the rest of a damaged folder is there.
            if not (folder / file).exists():
                _remove(folder)
                draft.rename(folder)
        return module or _imported(folder / file, folder.name, names)
    finally:
        _remove(draft)


def _imported(path: Path, key: str, names: Mapping[str, Any]) -> ModuleType:
    name = f"sakimawari_kernel_{key.replace('-', '_')}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    vars(module).update(names)
    sys.modules[name] = module  # Numba finds the module of cached code by its name
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _sweep(kernels: Path) -> None:
    """Remove drafts of processes that are no more."""
    for draft in kernels.glob(f"{_UNFINISHED}*"):
        process = draft.name.removeprefix(_UNFINISHED).split("-")[0]
        if not _is_running(int(process)):
            _remove(draft)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
