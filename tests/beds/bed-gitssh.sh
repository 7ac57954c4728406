#!/bin/bash
# Real Git over a private sshd (key only) and over git://, both on loopback.
#
#   bed-gitssh.sh install DIR
#   bed-gitssh.sh start DIR SSH_PORT GIT_PORT    prints both base URLs on one line
#   bed-gitssh.sh repo DIR NAME                  makes the bare repository NAME.git
#   bed-gitssh.sh stop DIR
#
# A repository is at BASE/NAME.git. The client's key is DIR/id, the host's key is in DIR/known_hosts:
#   GIT_SSH_COMMAND="ssh -i DIR/id -o UserKnownHostsFile=DIR/known_hosts -o IdentitiesOnly=yes" git clone ...
set -eu

die() { echo "bed-gitssh: $*" >&2; exit 1; }
verb=${1:-}
dir=${2:-}
[ -n "$dir" ] || { sed -n '2,/^set -eu/{/^set -eu/d;p}' "$0" >&2; exit 2; }
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)

alive() { [ -s "$dir/$1.pid" ] && kill -0 "$(cat "$dir/$1.pid")" 2>/dev/null; }
listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

install_() {
  [ -x /usr/sbin/sshd ] || die "no sshd (Debian package openssh-server)"
  mkdir -p "$dir/repos"
  local key
  for key in host id; do
    [ -s "$dir/$key" ] || ssh-keygen -q -t ed25519 -N '' -C bed -f "$dir/$key"
  done
  cp "$dir/id.pub" "$dir/authorized_keys"
}

start_sshd() {
  [ "$(id -u)" != 0 ] || mkdir -p /run/sshd
  cat >"$dir/sshd_config" <<T
Port $1
ListenAddress 127.0.0.1
HostKey $dir/host
AuthorizedKeysFile $dir/authorized_keys
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
StrictModes no
PermitRootLogin prohibit-password
PidFile none
T
  setsid /usr/sbin/sshd -D -e -f "$dir/sshd_config" >"$dir/sshd.log" 2>&1 </dev/null &
  echo $! >"$dir/sshd.pid"
  printf '[127.0.0.1]:%s %s\n' "$1" "$(cut -d' ' -f1,2 "$dir/host.pub")" >"$dir/known_hosts"
}

start_daemon() {
  setsid "$(git --exec-path)/git-daemon" --reuseaddr --listen=127.0.0.1 --port="$1" \
    --base-path="$dir/repos" --export-all --enable=receive-pack >"$dir/gitd.log" 2>&1 </dev/null &
  echo $! >"$dir/gitd.pid"
}

start() {
  local port tries
  for port in "$1" "$2"; do ! listening "$port" || die "port $port is in use"; done
  start_sshd "$1"
  start_daemon "$2"
  for port in "$1" "$2"; do
    tries=0
    until listening "$port"; do
      tries=$((tries + 1))
      if [ $tries -ge 100 ] || ! alive sshd || ! alive gitd; then
        cat "$dir"/*.log >&2
        stop
        die "port $port did not open"
      fi
      sleep 0.05
    done
  done
  echo "ssh://$(id -un)@127.0.0.1:$1$dir/repos git://127.0.0.1:$2"
}

stop() {
  local name pid
  for name in sshd gitd; do
    if alive $name; then
      pid=$(cat "$dir/$name.pid")
      kill "$pid" 2>/dev/null || :
      for _ in $(seq 50); do
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
      done
    fi
    rm -f "$dir/$name.pid"
  done
}

case $verb in
  install) install_ ;;
  repo) git init -q --bare -b main "$dir/repos/$3.git" ;;
  start) start "$3" "$4" ;;
  stop) stop ;;
  *) die "unknown verb $verb" ;;
esac
