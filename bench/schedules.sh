#!/bin/bash
# Measures schedules by meaning against croniter's fires of a year, in one run, and prints a table.
#
#   bench/schedules.sh [--no-peer]
#
# Needs what bench/run.sh needs.
set -eu
cd "$(dirname "$0")/.."

cmake --preset bench >/dev/null
cmake --build --preset bench --target bench_schedules >build/bench/build.log ||
  { tail -n 40 build/bench/build.log >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

{
  build/bench/bench_schedules pairs 100000 "$work/pairs"
  build/bench/bench_schedules repeated 1000000
  if [ "${1:-}" != --no-peer ]; then
    venv=build/bench/venv
    [ -x $venv/bin/python ] || python3 -m venv $venv
    $venv/bin/pip install --quiet --require-hashes --no-deps -r bench/requirements.lock
    $venv/bin/python -B bench/peers/croniter_year.py "$work/pairs" 100
  fi
} >"$work/figures"

awk '
  { figure[$1] = $2 }
  function row(name, value, unit) { printf "| %s | %s %s |\n", name, value, unit }
  END {
    print "| | |\n|---|---|"
    row("reading a schedule, median", sprintf("%.1f", figure["compile_median"]), "µs")
    row("reading a schedule, 99 of 100", sprintf("%.1f", figure["compile_p99"]), "µs")
    row("its canonical hash, median", sprintf("%.1f", figure["hash_median"]), "µs")
    row("relating a pair, median of 100,000", sprintf("%.1f", figure["relate_median"]), "µs")
    row("... of one zone, median", sprintf("%.1f", figure["relate_one_zone_median"]), "µs")
    row("... of two zones, median", sprintf("%.1f", figure["relate_two_zones_median"]), "µs")
    row("relating a pair, 99 of 100", sprintf("%.1f", figure["relate_p99"]), "µs")
    row("relating a pair, mean CPU", sprintf("%.1f", figure["relate_cpu_mean"]), "µs")
    if ("peer_pair_cpu" in figure) {
      row("croniter, all fires of 2026 of both sides, mean CPU a pair",
          sprintf("%.0f", figure["peer_pair_cpu"] * 1000), "ms")
      row("croniter / ours", sprintf("%.0f", figure["peer_pair_cpu"] * 1e6 / figure["relate_cpu_mean"]), "times")
    }
    row("1,000,000 schedules read and hashed in one pass, CPU", sprintf("%.1f", figure["repeated_cpu"]), "s")
    row("different among them", figure["repeated_distinct"], "schedules")
    row("peak memory of that", figure["repeated_peak_mib"], "MiB")
  }
' "$work/figures"
