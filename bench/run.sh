#!/bin/bash
# Measures Plumbline against the script that one would write instead, in one run, and prints a table.
#
#   bench/run.sh [--quick] [--no-peer]      --quick: no 50,000 jobs; --no-peer: our own figures only
#
# Needs what tools/setup --build installs, curl, python3 with venv, and the Python packages of
# requirements.lock (fetched once, by hash).
set -eu
cd "$(dirname "$0")/.."

cmake --preset bench >/dev/null
cmake --build --preset bench --target plumbline bench_libraries >build/bench/build.log ||
  { tail -n 40 build/bench/build.log >&2; exit 2; }

venv=build/bench/venv
case " $* " in
  *" --no-peer "*) ;;
  *)
    [ -x $venv/bin/python ] || python3 -m venv $venv
    $venv/bin/pip install --quiet --require-hashes --no-deps -r bench/requirements.lock
    ;;
esac
exec python3 -B bench/measure.py --programs build/bench --work build/bench/estates \
  --peer-python $venv/bin/python "$@"
