#!/bin/sh
# Works out requirements/*.txt from pyproject.toml: every version with its hashes, for Linux and
# macOS and Python 3.11 to 3.13 at once, naming no registry. Arguments go to uv (--upgrade).
set -eu
cd "$(dirname "$0")/.."

uv=$(command -v uv || echo .venv/bin/uv)
if ! [ -x "$uv" ]; then
    echo "lock: needs uv, and found none."
    echo "do:   .venv/bin/python -m pip install uv   and then make lock again"
    exit 2
fi

compile() { # $1 is the file to write; the rest goes to uv
    out=$1
    shift
    "$uv" pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
        --override scripts/lock-overrides.txt --no-emit-index-url --no-emit-find-links --no-header --output-file "$out" "$@"
    echo "lock: $out: $(grep -c '==' "$out") packages"
}

compile requirements/runtime.txt "$@"
compile requirements/dev.txt --extra dev --extra docs --constraint requirements/runtime.txt "$@"
compile requirements/spark.txt --extra spark --constraint requirements/dev.txt "$@"
