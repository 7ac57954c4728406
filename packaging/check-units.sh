#!/bin/bash
# Asks systemd about our units: do they parse, and how exposed is the service (0 none, 10 all)?
# Needs the package systemd, not a running systemd.
set -eu
cd "$(dirname "$0")"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp plumbline-audit.service plumbline-audit.timer "$scratch"
# The program need not be installed for this check; anything that can be run stands in for it.
sed -i 's,^ExecStart=/usr/bin/plumbline,ExecStart=/bin/true,' "$scratch/plumbline-audit.service"

complaints=$(systemd-analyze verify "$scratch"/plumbline-audit.* 2>&1 | grep plumbline | grep -v 'man plumbline' || :)
[ -z "$complaints" ] || { echo "$complaints" >&2; exit 1; }
# The scale of --threshold is ten times that of the report.
systemd-analyze security --offline=true --threshold="${1:-25}" --no-pager "$scratch/plumbline-audit.service" | tail -n 1
