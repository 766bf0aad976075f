"""The encoding of a file, proved by decoding all of it: nothing is ever decoded by guess.

A byte-order mark decides. Without one, text that is UTF-8 throughout is UTF-8 (Japanese text in
another encoding practically never is), text that is CP932 throughout is CP932, and anything else
is refused with the line of the first byte that does not fit.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import re
from dataclasses import dataclass
from typing import IO

from sakimawari.problems import Place, Problem
from sakimawari.registry.sources import Source

_CHUNK_BYTES = 1 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
OTHER_ENCODINGS = {"euc_jp": "EUC-JP", "iso2022_jp": "ISO-2022-JP (JIS)"}
_LONGEST_CHARACTER = 4
_OUTSIDE = re.compile("[\ue000-\uf8ff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoding:
    """How the bytes of a file are to be read, and what they hash to.

    `cut_character`: the file ends within a character. `ends_with_newline` is False for a file
    whose last line is not closed. `outside_characters` counts 外字 (the private use area).
    """

    encoding: str
    sha256: str
    size: int
    ends_with_newline: bool
    cut_character: bool = False
    outside_characters: int = 0

    @property
    def closed(self) -> bool:
        """Whether the file ends as a whole file does."""
        return self.ends_with_newline and not self.cut_character


class _Candidate:
    """One encoding tried on the whole file, chunk by chunk."""

    def __init__(self, encoding: str) -> None:
        self.encoding = encoding
        self.decoder = codecs.getincrementaldecoder(encoding)("strict")
        self.failed_line: int | None = None
        self.cut_character = False
        self.outside_characters = 0
        self._lines = 0

    def feed(self, chunk: bytes, final: bool) -> None:
        """Decodes the next chunk; the first byte that does not fit ends the trial."""
        if self.failed_line is not None:
            return
        try:
            text = self.decoder.decode(chunk)
            if final:
                self._finish()
        except UnicodeDecodeError as error:
            self.failed_line = self._lines + error.object[: error.start].count(b"\n") + 1
            return
        self._lines += text.count("\n")
        if not text.isascii() and self.encoding != "utf-8":
            self.outside_characters += len(_OUTSIDE.findall(text))

    def _finish(self) -> None:
        try:
            self.decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            if len(error.object) >= _LONGEST_CHARACTER:
                raise
            self.cut_character = True


def _candidates(head: bytes) -> list[_Candidate]:
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return [_Candidate(encoding)]
    sample = head[:4096]
    if sample.count(b"\0") > len(sample) // 8:
        return [
            _Candidate("utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be")
        ]
    return [_Candidate("utf-8"), _Candidate("cp932")]


def detect(source: Source) -> Decoding | Problem:
    """The decoding of a file, or the problem for which it cannot be read (LOAD002, LOAD003)."""
    digest = hashlib.sha256()
    size = 0
    last = b""
    with source.open() as opened:
        head = opened.read(_CHUNK_BYTES)
        if not head.strip(b"\0\r\n\t ,\xef\xbb\xbf"):
            return Problem(
                id="LOAD002",
                what="the file is empty",
                do="export it again; a register without entries still has its header line",
                where=Place(file=source.label),
            )
        candidates = _candidates(head)
        chunk = head
        while chunk:
            following = opened.read(_CHUNK_BYTES)
            digest.update(chunk)
            size += len(chunk)
            last = chunk
            for candidate in candidates:
                candidate.feed(chunk, final=not following)
            chunk = following
    for candidate in candidates:
        if candidate.failed_line is None:
            return Decoding(
                encoding=candidate.encoding,
                sha256=digest.hexdigest(),
                size=size,
                ends_with_newline=last.rstrip(b"\0").endswith((b"\n", b"\r")),
                cut_character=candidate.cut_character,
                outside_characters=candidate.outside_characters,
            )
    furthest = max(candidates, key=lambda candidate: candidate.failed_line or 0)
    near = next((name for code, name in OTHER_ENCODINGS.items() if _decodes(head, code)), None)
    tried = " nor ".join(candidate.encoding.upper() for candidate in candidates)
    return undecodable(source, tried, near=near, line=furthest.failed_line)


def undecodable(
    source: Source, tried: str, *, near: str | None, line: int | None = None
) -> Problem:
    """The problem of a file in an encoding that is not read; `tried` names what was."""
    return Problem(
        id="LOAD003",
        what=f"the text is not {tried}" if " nor " not in tried else f"the text is neither {tried}",
        near=None if near is None else f"the beginning reads as {near}",
        do="save the file as CSV UTF-8 (or Shift_JIS as Windows writes it) and load again",
        where=Place(file=source.label, line=line),
    )


def _decodes(head: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)("strict").decode(head)
    except UnicodeDecodeError:
        return False
    return True


def text_of(source: Source, decoding: Decoding) -> IO[str]:
    """The text of a file, line ends unified. The whole was proved decodable before."""
    errors = "replace" if decoding.cut_character else "strict"
    return io.TextIOWrapper(source.open(), encoding=decoding.encoding, errors=errors, newline=None)
