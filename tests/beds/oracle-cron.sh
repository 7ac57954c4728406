#!/bin/bash
# At which instants does the real Debian cron fire each line?
#
#   oracle-cron.sh [-s|-t] [-l] [-v] CRONTAB ZONE START HOURS
#
# CRONTAB  a user crontab, run as root's; with -s a system file with a user column, used as
#          /etc/crontab; with -t a folder that holds any of etc/crontab, etc/cron.d/*,
#          var/spool/cron/crontabs/*, taken with its owners and modes
# ZONE     the daemon's zone, e.g. Europe/Berlin
# START    what `date -d` understands, read in ZONE, e.g. '2026-03-29 00:00'; must exist there
# HOURS    how long, in real hours
# -l       pass -l (LSB names) to cron
# -v       print every line of cron's log, not only the firings
#
# Output: one line a firing, in order: epoch local-time+offset user command. What cron complains
# about goes to stderr.
#
# Nothing is executed and the host's crontabs are not seen: private mount namespace (root, or
# password-less sudo), simulated clock (vclock.c), PAM and exec replaced. A day takes about 0.3 s.
# Environment: CRON_BIN (default /usr/sbin/cron), CRON_OPTIONS (of another daemon, which must stay in
# the foreground and log by syslog), VCLOCK_SO (default: compiled for this call).
set -eu

[ "$(id -u)" = 0 ] || exec sudo -n env CRON_BIN="${CRON_BIN:-}" CRON_OPTIONS="${CRON_OPTIONS:-}" \
  VCLOCK_SO="${VCLOCK_SO:-}" "$0" "$@"

die() { echo "oracle-cron: $*" >&2; exit 2; }

mode=user
lsb=
verbose=
while getopts stlv option; do
  case $option in
    s) mode=system ;;
    t) mode=tree ;;
    l) lsb=-l ;;
    v) verbose=yes ;;
    *) exit 2 ;;
  esac
done
shift $((OPTIND - 1))
[ $# -eq 4 ] || { sed -n '2,/^set -eu/{/^set -eu/d;p}' "$0" >&2; exit 2; }
source=$1 zone=$2 start=$3 hours=$4

here=$(cd "$(dirname "$0")" && pwd)
options=${CRON_OPTIONS:--f -L 1 $lsb}
cron=${CRON_BIN:-/usr/sbin/cron}
[ -x "$cron" ] || die "no $cron (Debian package cron)"
[ -f "/usr/share/zoneinfo/$zone" ] || die "unknown zone $zone"
from=$(TZ=$zone date -d "$start" +%s) || die "START '$start' is no time in $zone"
from=$((from - from % 60))
until=$(awk -v from="$from" -v hours="$hours" 'BEGIN { printf "%d", from + hours * 3600 }')

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
mkdir -p "$root"/etc/cron.d "$root"/var/spool/cron/crontabs "$root"/run "$root"/tmp

clock=${VCLOCK_SO:-}
[ -n "$clock" ] || { clock=$root/vclock.so; cc -O2 -fPIC -shared -o "$clock" "$here/vclock.c" -ldl; }
[ -f "$clock" ] || die "no $clock; build the target plumbline_vclock or unset VCLOCK_SO"

for file in passwd group shadow nsswitch.conf ld.so.cache ld.so.conf alternatives environment selinux; do
  [ ! -e /etc/$file ] || cp -a /etc/$file "$root"/etc/
done
ln -s "/usr/share/zoneinfo/$zone" "$root"/etc/localtime
echo "$zone" >"$root"/etc/timezone
ln -s /run "$root"/var/run
chmod 1730 "$root"/var/spool/cron/crontabs
[ $mode = system ] || install -m 644 /dev/null "$root"/etc/crontab
case $mode in
  user) install -m 600 "$source" "$root"/var/spool/cron/crontabs/root ;;
  system) install -m 644 "$source" "$root"/etc/crontab ;;
  tree) cp -a "$source"/. "$root"/ ;;
esac
cp "$clock" "$root"/run/vclock.so
cp "$cron" "$root"/run/cron
: >"$root"/run/log
: >"$root"/run/crond.reboot
: >"$root"/run/cron.reboot

# cron starts half a minute early, so that the first minute itself is covered.
env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin unshare -m --propagation private sh -c '
  set -e
  for folder in etc var run; do mount --bind "$1/$folder" /$folder; done
  cd /
  exec env VCLOCK_START='$((from - 30))' VCLOCK_END='"$until"' VCLOCK_LOG=/run/log \
    LD_PRELOAD=/run/vclock.so /run/cron '"$options"'
' sh "$root" </dev/null >"$root/run/out" 2>&1 || { cat "$root/run/out" "$root/run/log" >&2; exit 1; }
cat "$root/run/out" >&2

if [ -n "$verbose" ]; then
  cat "$root/run/log"
  exit 0
fi
grep -vF ' CMD (' "$root/run/log" | grep -vE 'Skipping @reboot|STARTUP|pidfile fd' >&2 || :
sed -nE 's/^([0-9]+) ([^ ]+) \(([^)]*)\) CMD \((.*)\)$/\1 \2 \3 \4/p' "$root/run/log" |
  awk -v from="$from" '$1 >= from'
