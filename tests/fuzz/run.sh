#!/usr/bin/env bash
# Runs the fuzz targets, each SECONDS long, from the seeds in corpus/NAME.
#   tests/fuzz/run.sh SECONDS [TARGET...]   all targets if none is named
#   tests/fuzz/run.sh --list                their names
# The programs come from `cmake --preset fuzz && cmake --build --preset fuzz`; another build
# directory is named by PLUMBLINE_FUZZ_BUILD. Prints one line a target and ends with 1 if one of
# them has a finding or was not built. What was found lies in BUILD/findings.
set -u
cd "$(dirname "$0")/../.." || exit 2

targets() {
  local file
  for file in tests/fuzz/*_fuzz.cpp; do
    file=${file##*/}
    echo "${file%_fuzz.cpp}"
  done
}

if [ "${1:-}" = --list ]; then
  targets
  exit 0
fi
case ${1:-} in
  '' | *[!0-9]*) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0" >&2; exit 2 ;;
esac
seconds=$1
shift
[ $# -gt 0 ] || set -- $(targets)

build=${PLUMBLINE_FUZZ_BUILD:-build/fuzz}
failed=0
for name in "$@"; do
  program=$build/tests/fuzz/fuzz_$name
  if [ ! -x "$program" ]; then
    echo "$name was not built: no $program"
    failed=1
    continue
  fi
  # New inputs go to the build directory, so that the seeds stay as they are.
  found=$build/corpus/$name
  log=$build/findings/$name.log
  mkdir -p "$found" "$build/findings"
  folders=("$found")
  [ ! -d "tests/fuzz/corpus/$name" ] || folders+=("tests/fuzz/corpus/$name")
  dictionary=()
  [ ! -f "tests/fuzz/$name.dict" ] || dictionary=("-dict=tests/fuzz/$name.dict")
  if "$program" -max_total_time="$seconds" -rss_limit_mb=512 -timeout=5 -print_final_stats=1 \
    -max_len=4096 -artifact_prefix="$build/findings/$name-" "${dictionary[@]}" "${folders[@]}" \
    >"$log" 2>&1; then
    echo "$name runs $(sed -n 's/^stat::number_of_executed_units: *//p' "$log")"
  else
    echo "$name has a finding; the log is $log"
    tail -n 40 "$log"
    failed=1
  fi
done
exit "$failed"
