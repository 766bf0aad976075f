"""A pack's text with its placeholders filled in; a sentence that needs what is not known falls away."""

from __future__ import annotations

import re
from collections.abc import Mapping

_SENTENCE_END = re.compile(r"(?<=。)(?!）)|(?<=[.!?] )")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def filled(template: str, values: Mapping[str, str]) -> str:
    """The text with its values, without the sentences for which a value is "".

    Raises KeyError for a placeholder nobody knows, which the pack's reader has refused.
    """
    sentences = _SENTENCE_END.split(" ".join(template.split()))
    kept = [each for each in sentences if all(values[name] for name in _PLACEHOLDER.findall(each))]
    return _PLACEHOLDER.sub(lambda found: values[found[1]], "".join(kept)).strip()
