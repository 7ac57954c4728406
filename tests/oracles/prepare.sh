#!/bin/bash
# Builds an oracle below build/oracles/ unless it is there and newer than its source, and prints
# the command that answers.
#
#   tests/oracles/prepare.sh robfig
set -eu
here=$(cd "$(dirname "$0")" && pwd)
built=${PLUMBLINE_ORACLES:-$(cd "$here/../.." && pwd)/build/oracles}
mkdir -p "$built"
exec 9>"$built/$1.lock"
flock 9

case $1 in
  robfig)
    program=$built/robfig
    if [ ! -x "$program" ] || [ "$here/robfig/main.go" -nt "$program" ]; then
      # Debian's copy of the library lies in a tree for Go without modules.
      (cd "$here/robfig" && env GO111MODULE=off GOFLAGS= GOPATH=/usr/share/gocode \
        GOCACHE="$built/gocache" go build -o "$program" .) >&2
    fi
    echo "$program"
    ;;
  *)
    echo "prepare.sh: no oracle $1" >&2
    exit 2
    ;;
esac
