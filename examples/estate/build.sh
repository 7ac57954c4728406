#!/bin/bash
# Lays the example estate out: what Git cannot keep (modes, owners, a missing last newline, links, a
# repository inside a repository) is made here.
#
#   build.sh DIR      makes DIR/hosts/{web-1,batch-1,edge-1}, DIR/truth (two commits) and DIR/plumbline.yaml
#
# An earlier estate in DIR is replaced; any other DIR that is not empty is refused. Works as root and as
# an ordinary user: in a tree given by `root:` the owner of the root directory counts as root.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
[ $# -eq 1 ] || { sed -n '2,/^set -eu/{/^set -eu/d;s/^# \{0,1\}//;p}' "$0" >&2; exit 2; }
mkdir -p "$1"
dir=$(cd "$1" && pwd)
if [ -e "$dir/.example-estate" ]; then
  rm -rf "$dir/hosts" "$dir/truth" "$dir"/plumbline.*
elif [ -n "$(ls -A "$dir")" ]; then
  echo "build.sh: $dir is not empty and holds no earlier estate; name another folder" >&2
  exit 1
fi
touch "$dir/.example-estate"

# --- the hosts -----------------------------------------------------------------------------------

cp -R "$here/hosts" "$dir/hosts"
find "$dir/hosts" -type d -exec chmod 755 {} +
find "$dir/hosts" -type f -exec chmod 644 {} +

give() { # USER FILE: owners can only be set by root; for anybody else the tree's root owns it all
  [ "$(id -u)" != 0 ] || chown "$1" "$2"
}

web=$dir/hosts/web-1
chmod 755 "$web"/etc/cron.daily/*
chmod 600 "$web"/var/spool/cron/crontabs/*
give 1001 "$web/var/spool/cron/crontabs/deploy"
ln -s /usr/share/zoneinfo/Europe/Berlin "$web/etc/localtime"
echo Europe/Berlin >"$web/etc/timezone"

batch=$dir/hosts/batch-1
chmod 600 "$batch"/var/spool/cron/*
give 1002 "$batch/var/spool/cron/etl"
ln -s ../usr/share/zoneinfo/UTC "$batch/etc/localtime"

edge=$dir/hosts/edge-1
chmod 600 "$edge"/var/spool/cron/crontabs/*
give 1003 "$edge/var/spool/cron/crontabs/netops"
give 1099 "$edge/var/spool/cron/crontabs/kim" # of a user who is gone
ln -s /usr/share/zoneinfo/Europe/Berlin "$edge/etc/localtime"
echo Europe/Berlin >"$edge/etc/timezone"
chmod 664 "$edge/etc/cron.d/certs"               # cron: INSECURE MODE (group/other writable)
truncate -s -1 "$edge/etc/cron.d/metrics"        # cron: Missing newline before EOF

# When each of them was last changed is part of what a report says.
find "$dir/hosts" -exec touch --no-dereference --date '2025-01-14T08:30:00Z' {} +
touch --date '2025-01-22T16:05:00Z' "$web/etc/cron.d/shop" "$web/etc/cron.d/disk-report"
touch --date '2025-01-21T09:40:00Z' "$batch/etc/cron.d/etl"

# --- the truth -----------------------------------------------------------------------------------

export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
truth=$dir/truth
commit() { # DATE AUTHOR MESSAGE
  git -C "$truth" add --all
  GIT_AUTHOR_NAME=${2% *} GIT_AUTHOR_EMAIL=${2##* } GIT_AUTHOR_DATE=$1 \
    GIT_COMMITTER_NAME=${2% *} GIT_COMMITTER_EMAIL=${2##* } GIT_COMMITTER_DATE=$1 \
    git -C "$truth" commit --quiet --message "$3"
}

git init --quiet --initial-branch=main "$truth"
cp -R "$here/truth-before/." "$truth/"
commit 2025-01-13T10:00:00Z "Ana Weber ana@example.com" "Describe the jobs of three hosts"
cp -R "$here/truth-changes/." "$truth/"
commit 2025-01-20T15:30:00Z "Ben Okafor ben@example.com" "Send letters and invoices half an hour apart

The letter goes out earlier, the invoices later: both read the same tables."

cp "$here/plumbline.yaml" "$dir/plumbline.yaml"
echo "estate: laid out in $dir"
