#!/bin/sh
# Makes .venv and installs the locked packages and this project into it. Called by `make setup`.
#
# Works on a plain Debian with python3 alone, as root or not, in this order: uv if it is on the
# PATH; the venv module; pip of the system; apt-get as root; pip's wheel out of Debian's own
# package, downloaded and unpacked without root. Anything else: one command to run, and exit 2.
set -eu
cd "$(dirname "$0")/.."

lock=requirements/dev.txt
log=${TMPDIR:-/tmp}/sakimawari-setup.$$.log
scratch=
trap 'rm -rf "$log" ${scratch:+"$scratch"}' EXIT
say() { printf 'setup: %s\n' "$*"; }

suits() { # is $1 a Python this project runs on?
    "$1" -c 'import sys; sys.exit(not sys.version_info >= (3, 11))' 2>/dev/null
}

find_python() {
    for python in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
        if suits "$python"; then return; fi
    done
    say "needs Python 3.11 or newer, and found none."
    say "do:  apt-get install python3   (Debian 12 or newer), or name one: make setup PYTHON=..."
    exit 2
}

may_install() { # can we run apt-get install, and how?
    command -v apt-get >/dev/null || return 1
    as_root=
    [ "$(id -u)" -eq 0 ] && return
    as_root='sudo -n'
    command -v sudo >/dev/null && sudo -n true 2>/dev/null
}

with_uv() {
    command -v uv >/dev/null || return 1
    uv venv --quiet --clear --python "$python" .venv 2>>"$log"
}

with_venv() {
    "$python" -m venv --clear .venv >>"$log" 2>&1
}

with_system_pip() { # a venv without pip, filled from outside by the system's pip
    "$python" -m pip --version >/dev/null 2>&1 || return 1
    "$python" -m venv --clear --without-pip .venv >>"$log" 2>&1
}

with_apt() {
    may_install || return 1
    say "installing python3-venv with apt-get"
    version=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    {
        $as_root apt-get update -q || true
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends python3-venv "$version" </dev/null ||
            $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends python3-venv </dev/null
    } >>"$log" 2>&1 || return 1
    with_venv
}

with_debian_wheel() { # no root needed: apt-get with its lists and cache in a folder of our own
    command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || return 1
    say "fetching pip from Debian's package python3-pip-whl (nothing is installed on the system)"
    scratch=$(mktemp -d)
    mkdir -p "$scratch/lists/partial" "$scratch/cache/archives/partial"
    private="-o Dir::State::Lists=$scratch/lists -o Dir::Cache=$scratch/cache -o Debug::NoLocking=1"
    # shellcheck disable=SC2086
    (
        apt-get $private update -q
        cd "$scratch" && apt-get $private download -q python3-pip-whl && dpkg-deb -x python3-pip-whl_*.deb .
    ) >>"$log" 2>&1 || return 1
    wheel=$(find "$scratch/usr/share/python-wheels" -name 'pip-*.whl' | head -n 1)
    "$python" -m venv --clear --without-pip .venv >>"$log" 2>&1 &&
        .venv/bin/python "$wheel/pip" install --quiet --no-index "$wheel" >>"$log" 2>&1
}

make_venv() {
    say "making .venv with $("$python" --version)"
    for way in with_uv with_venv with_system_pip with_apt with_debian_wheel; do
        if $way; then return; fi
    done
    rm -rf .venv
    tail -n 5 "$log" >&2
    say "cannot make .venv: this Python has neither ensurepip nor pip."
    say "do:  sudo apt-get install python3-venv   and then make setup again"
    exit 2
}

can_install() { # is there anything that can install into .venv?
    command -v uv >/dev/null || .venv/bin/python -m pip --version >/dev/null 2>&1 ||
        "$python" -m pip --version >/dev/null 2>&1
}

install() { # $@ are arguments of pip install; uv, the venv's own pip and the system's pip take them alike
    if command -v uv >/dev/null; then
        uv pip install --quiet --python .venv/bin/python "$@"
    elif .venv/bin/python -m pip --version >/dev/null 2>&1; then
        .venv/bin/python -m pip install -qq --disable-pip-version-check "$@"
    else
        "$python" -m pip --python .venv/bin/python install -qq --disable-pip-version-check "$@"
    fi
}

find_python
if ! { suits .venv/bin/python && can_install; }; then make_venv; fi
say "installing $(grep -c '==' $lock) locked packages, each checked against its hash"
install --require-hashes --only-binary :all: -r $lock
if [ -n "${WITH_SPARK:-}" ]; then
    say "installing Apache Spark (some 400 MB)"
    # It is published as source only; it holds ready-made jars and nothing is compiled.
    install --require-hashes --only-binary :all: --no-binary pyspark -r requirements/spark.txt
fi
say "installing sakimawari itself"
install --no-deps --no-build-isolation -e .
say "done: .venv/bin/sakimawari"
