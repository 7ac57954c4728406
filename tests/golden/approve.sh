#!/bin/sh
# Writes the approved outputs anew from what the reports say now. Read the diff before committing.
#   tests/golden/approve.sh [BUILD_DIRECTORY]
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
build=${1:-$root/build/dev}
program=$(find "$build" -name test_reports -type f | head -n 1)
[ -n "$program" ] || { echo "no test_reports below $build: build it first" >&2; exit 2; }
PLUMBLINE_APPROVE=1 "$program" '[golden]'
for file in estate schedule; do
  PLUMBLINE_APPROVE=1 python3 -B "$root/tests/e2e/${file}_tests.py" --program "$build/plumbline"
done
git -C "$root" --no-pager diff --stat -- tests/golden docs/rules.md
