#!/bin/bash
# Builds an oracle below build/oracles/ unless it is there and newer than its source. Prints the
# command that answers, and on a second line the engine's version where the machine decides it.
# Exits with 3 where the toolchain or the network that it needs is absent, and says so on stderr.
#
#   tests/oracles/prepare.sh robfig
set -eu
here=$(cd "$(dirname "$0")" && pwd)
built=${PLUMBLINE_ORACLES:-$(cd "$here/../.." && pwd)/build/oracles}
mkdir -p "$built"
exec 9>"$built/$1.lock"
flock 9

absent() { echo "prepare.sh: $*" >&2; exit 3; }

case $1 in
  robfig)
    program=$built/robfig
    if [ ! -x "$program" ] || [ "$here/robfig/main.go" -nt "$program" ]; then
      command -v go >/dev/null || absent "no Go toolchain"
      [ -d /usr/share/gocode/src/github.com/robfig/cron ] ||
        absent "no golang-github-robfig-cron-dev (Debian package)"
      # Debian's copy of the library lies in a tree for Go without modules.
      (cd "$here/robfig" && env GO111MODULE=off GOFLAGS= GOPATH=/usr/share/gocode \
        GOCACHE="$built/gocache" go build -o "$program" .) >&2
    fi
    echo "$program"
    dpkg-query -W -f '${Version}\n' golang-github-robfig-cron-dev 2>/dev/null || :
    ;;
  systemd)
    library=$(ls /usr/lib/*/systemd/libsystemd-shared-*.so /usr/lib/systemd/libsystemd-shared-*.so \
      2>/dev/null | head -n 1 || :)
    [ -n "$library" ] || absent "no systemd"
    program=$built/systemd
    if [ ! -x "$program" ] || [ "$here/systemd/main.c" -nt "$program" ]; then
      cc -O1 -Wall -Wextra -o "$program" "$here/systemd/main.c" -ldl >&2
    fi
    echo "$program $library"
    dpkg-query -W -f '${Version}\n' systemd 2>/dev/null || :
    ;;
  *)
    echo "prepare.sh: no oracle $1" >&2
    exit 2
    ;;
esac
