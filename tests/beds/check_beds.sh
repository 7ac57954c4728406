#!/bin/bash
# Starts, uses and stops each bed, so that a failing adapter test is the adapter's fault; `estate` asks the
# oracle about the example estate.
#
#   check_beds.sh ssh|oracle|estate|githttp|gitssh
set -eu

here=$(cd "$(dirname "$0")" && pwd)
dir=$(mktemp -d)
stop=:
trap '$stop; rm -rf "$dir"' EXIT

die() { echo "check_beds: $*" >&2; exit 1; }
same() { [ "$1" = "$2" ] || die "$3: '$1' is not '$2'"; }
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

check_ssh() {
  local tree=$dir/tree
  mkdir -p "$tree"/etc/cron.d "$tree"/etc/cron.daily "$tree"/etc/default "$tree"/var/spool/cron/crontabs
  echo '0 5 * * * root true' >"$tree/etc/crontab"
  echo 'reader:x:4242:4242::/:/bin/sh' >"$tree/etc/passwd"
  ln -s /usr/share/zoneinfo/Asia/Tokyo "$tree/etc/localtime"
  install -m 755 /dev/null "$tree/etc/cron.daily/tidy"
  echo 'EXTRA_OPTS="-l"' >"$tree/etc/default/cron"
  stop="$here/bed-ssh.sh stop $dir/bed"
  "$here/bed-ssh.sh" start "$dir/bed" "$(free_port)" "$tree" >/dev/null
  remote() { ssh -F "$dir/bed/ssh_config" bed "$1"; }
  same "$(remote 'cat /etc/crontab')" '0 5 * * * root true' "the tree's crontab"
  same "$(remote 'getent passwd reader | cut -d: -f3')" 4242 "the tree's user"
  same "$(remote 'readlink /etc/localtime')" /usr/share/zoneinfo/Asia/Tokyo "the tree's zone"
  same "$(remote 'ls /etc/cron.daily; ls -d /etc/cron.weekly /etc/anacrontab 2>/dev/null; :')" tidy "only the tree's cron"
  same "$(remote 'cat /etc/default/cron')" 'EXTRA_OPTS="-l"' "the tree's defaults"
  remote 'echo changed > /var/spool/cron/crontabs/root'
  same "$(cat "$tree/var/spool/cron/crontabs/root")" changed "what a session writes"
  ! ssh -F "$dir/bed/ssh_config" -o UserKnownHostsFile="$dir/bed/known_hosts_wrong" bed true 2>/dev/null ||
    die "a wrong host key was accepted"
  sed 's,/client$,/client_wrong,' "$dir/bed/ssh_config" >"$dir/ssh_config_wrong"
  ! ssh -F "$dir/ssh_config_wrong" bed true 2>/dev/null ||
    die "an unknown key was accepted"
  $stop
  ! ssh -F "$dir/bed/ssh_config" bed true 2>/dev/null || die "still there after stop"
}

check_oracle() {
  printf '30 2 * * * spring\n0 12 * * * noon\n' >"$dir/crontab"
  # Clocks go forward over 02:30 that day: Debian cron runs the line right after the gap.
  same "$("$here/oracle-cron.sh" "$dir/crontab" Europe/Berlin '2026-03-29 00:00' 23 |
    sed -E 's/^[0-9]+ //; s/:[0-9]{2}\+/+/')" \
    "2026-03-29T03:00+0200 root spring
2026-03-29T12:00+0200 root noon" "firings on the day of the change"
  # In a tree owners and modes decide: a file that others may write is not read.
  mkdir -p "$dir/tree/etc/cron.d"
  echo '0 1 * * * root good' >"$dir/tree/etc/cron.d/good"
  echo '0 1 * * * root bad' >"$dir/tree/etc/cron.d/bad"
  echo '0 1 * * * root dotted' >"$dir/tree/etc/cron.d/dotted.conf"
  chmod 644 "$dir/tree/etc/cron.d/good" "$dir/tree/etc/cron.d/dotted.conf"
  chmod 666 "$dir/tree/etc/cron.d/bad"
  chown -R 0:0 "$dir/tree"
  same "$("$here/oracle-cron.sh" -t "$dir/tree" UTC '2026-01-01 00:00' 2 2>/dev/null | cut -d' ' -f4)" good "files that count"
}

# What the real cron makes of the example estate is what its README says.
check_estate() {
  local oracle=$here/oracle-cron.sh hosts=$dir/estate/hosts
  "$here/../../examples/estate/build.sh" "$dir/estate" >/dev/null
  fired() { "$oracle" -t "$hosts/$1" Europe/Berlin "2026-01-05 $2" "$3" 2>"$dir/complaints"; }
  # A Monday. Two hours only: cron reads everything anew every minute while a file is insecure.
  same "$(fired edge-1 04:10 2 | grep -oE '/(usr|home)/[^ ]*bin/[^ ]+' | sort | uniq -c | awk '{print $1 " " $2}')" \
    "1 /usr/local/sbin/audit-firewall
1 /usr/local/sbin/bill-partners
6 /usr/local/sbin/refresh-routes" "what fires on edge-1"
  same "$(cut -d' ' -f3- "$dir/complaints" | sort -u)" \
    "(*system*certs) INSECURE MODE (group/other writable) (/etc/cron.d/certs)
(*system*metrics) ERROR (Missing newline before EOF, this crontab file will be ignored)
(kim) ORPHAN (no passwd entry)" "what cron refuses on edge-1"
  same "$(fired web-1 00:00 24 | grep -c -e disk-report)" 288 "the unmanaged job of web-1"
  same "$(fired web-1 00:00 24 | grep -c -e price-feed || :)" 0 "the paused job of web-1"
  same "$(fired web-1 00:00 24 | grep export-invoices | cut -d' ' -f2 | cut -c12-16)" 05:00 "the invoices of web-1"
}

export GIT_TERMINAL_PROMPT=0 GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
unset GIT_SSL_CAINFO CURL_CA_BUNDLE SSL_CERT_FILE

a_repository() {
  git init -q -b main "$dir/work"
  git -C "$dir/work" -c user.name=bed -c user.email=bed@localhost commit -q --allow-empty -m one
}

check_githttp() {
  local urls http https ca=http.sslCAInfo=$dir/bed/cert.pem
  "$here/bed-githttp.sh" install "$dir/bed"
  "$here/bed-githttp.sh" repo "$dir/bed" truth
  stop="$here/bed-githttp.sh stop $dir/bed"
  urls=$("$here/bed-githttp.sh" start "$dir/bed" "$(free_port)" "$(free_port)")
  http=${urls% *} https=${urls#* }
  a_repository
  as() { echo "${1/:\/\//:\/\/$2:$2-pass@}/truth.git"; }
  git -C "$dir/work" push -q "$(as "$http" rw)" main
  git -C "$dir/work" -c "$ca" ls-remote -q "$(as "$https" ro)" main | grep -q refs/heads/main || die "no fetch over https"
  ! git -C "$dir/work" push -q "$(as "$http" ro)" main:other 2>/dev/null || die "the read-only user could push"
  ! git ls-remote "$https/truth.git" 2>/dev/null || die "a certificate nobody knows was accepted"
  ! git ls-remote "$http/truth.git" 2>/dev/null || die "nobody was asked for a password"
  $stop
}

check_gitssh() {
  local urls
  "$here/bed-gitssh.sh" install "$dir/bed"
  "$here/bed-gitssh.sh" repo "$dir/bed" truth
  stop="$here/bed-gitssh.sh stop $dir/bed"
  urls=$("$here/bed-gitssh.sh" start "$dir/bed" "$(free_port)" "$(free_port)")
  export GIT_SSH_COMMAND="ssh -F none -i $dir/bed/id -o UserKnownHostsFile=$dir/bed/known_hosts -o IdentitiesOnly=yes -o BatchMode=yes"
  a_repository
  git -C "$dir/work" push -q "${urls% *}/truth.git" main
  git ls-remote -q "${urls#* }/truth.git" main | grep -q refs/heads/main || die "no fetch over git://"
  $stop
}

case ${1:-} in
  ssh | oracle | estate | githttp | gitssh) "check_$1" ;;
  *) die "usage: check_beds.sh ssh|oracle|estate|githttp|gitssh" ;;
esac
