"""How Numba compiles a generated text: only the steps such a text needs.

The texts hold integers, truths, arrays, loops and calls, and each name has one type. So nothing of
what Numba does for wider Python (closures, exceptions, literal unrolling, names that change their
type) can change them; leaving those steps out takes about half the time of compiling.
"""

from __future__ import annotations

from typing import Any

from numba.core.compiler import CompilerBase
from numba.core.compiler_machinery import PassManager
from numba.core.typed_passes import (
    AnnotateTypes,
    IRLegalization,
    NativeLowering,
    NoPythonBackend,
    NopythonTypeInference,
)
from numba.core.untyped_passes import FixupArgs, IRProcessing, TranslateByteCode

_STEPS = (
    (TranslateByteCode, "read the bytecode"),
    (FixupArgs, "name the arguments"),
    (IRProcessing, "find the blocks"),
    (NopythonTypeInference, "find the types"),
    (AnnotateTypes, "note the types"),
    (IRLegalization, "check the form"),
    (NativeLowering, "write machine code"),
    (NoPythonBackend, "finish"),
)


class PlainCompiler(CompilerBase):
    """Numba's compiler for generated texts."""

    def define_pipelines(self) -> list[PassManager]:
        """The one row of steps."""
        manager: Any = PassManager("plain")  # type: ignore[no-untyped-call]
        for step, name in _STEPS:
            manager.add_pass(step, name)
        manager.finalize()
        return [manager]
