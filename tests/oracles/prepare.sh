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

# java_oracle FOLDER CLASS GROUP:ARTIFACT:VERSION…: the class of the folder against these jars.
java_oracle() {
  local folder=$1 class=$2 classes=$built/$1.classes jars="" artifact jar tool
  shift 2
  for tool in java javac mvn; do
    command -v "$tool" >/dev/null || absent "no $tool"
  done
  for artifact; do
    jar=$built/jars/$(echo "$artifact" | cut -d: -f2,3 | tr : -).jar
    [ -f "$jar" ] || mvn -B -q dependency:copy -Dartifact="$artifact" \
      -DoutputDirectory="$built/jars" >&2 || absent "$artifact cannot be fetched"
    jars=$jars:$jar
  done
  if [ "$here/$folder/$class.java" -nt "$classes/$class.class" ]; then
    javac -cp "$jars" -d "$classes" "$here/$folder/$class.java" >&2
  fi
  echo "java -cp '$classes$jars' $class"
}

# prepare_clock: what a daemon needs for running on the simulated clock of tests/beds.
prepare_clock() {
  [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null || absent "not root, and no sudo without a password"
  command -v cc >/dev/null || absent "no C compiler"
  unshare -m true 2>/dev/null || absent "no mount namespaces"
  if [ ! -f "$built/vclock.so" ] || [ "$here/../beds/vclock.c" -nt "$built/vclock.so" ]; then
    cc -O2 -fPIC -shared -o "$built/vclock.so" "$here/../beds/vclock.c" -ldl
  fi
}

# build_cronie DIRECTORY: Debian's source of it, as Debian 13 has it. The daemon is built as Debian
# does, but without what only matters when it runs something.
build_cronie() {
  local site
  site=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 2>/dev/null | sed -n 1p)
  [ -n "$site" ] || absent "no apt"
  rm -rf "$1"
  mkdir -p "$1/apt/lists/partial" "$1/apt/cache/archives/partial"
  cd "$1"
  echo "deb-src $site trixie main" >apt/sources.list
  local apt=(-o Dir::Etc::sourcelist="$1/apt/sources.list" -o Dir::Etc::sourceparts=/dev/null
    -o Dir::State::lists="$1/apt/lists" -o Dir::Cache="$1/apt/cache" -o APT::Sandbox::User=root)
  apt-get "${apt[@]}" update >&2 && apt-get "${apt[@]}" source cronie >&2 ||
    absent "apt cannot fetch cronie's source"
  mv cronie-*/ source
  cd source
  ./configure --sysconfdir=/etc --localstatedir=/var --without-pam --without-selinux --without-audit \
    --without-inotify SPOOL_DIR=/var/spool/cron/crontabs >&2
  # What autotools made is there; its age says nothing.
  make AUTOCONF=: AUTOMAKE=: ACLOCAL=: AUTOHEADER=: >&2
}

# fetch_python FOLDER PACKAGE...: the packages and what they need, in a folder of their own.
fetch_python() {
  local folder=$1
  shift
  [ ! -e "$folder/complete" ] || return 0
  command -v python3 >/dev/null || absent "no python3"
  python3 -m pip --version >/dev/null 2>&1 || absent "no pip for python3"
  rm -rf "$folder"
  python3 -m pip install --quiet --disable-pip-version-check --no-warn-conflicts --root-user-action=ignore \
    --target "$folder" "$@" >&2 || absent "$* cannot be fetched"
  touch "$folder/complete"
}

case $1 in
  airflow)
    # airflow VERSION-OF-CRONITER
    packages=$built/airflow-3.3.2
    fetch_python "$packages" "apache-airflow-core==3.3.2"
    fetch_python "$built/croniter-$2" "croniter==$2" python-dateutil pytz
    echo "python3 '$here/airflow/oracle.py' '$built/croniter-$2' '$packages'"
    ;;
  croniter)
    # croniter VERSION [and|cronbug]
    packages=$built/croniter-$2
    fetch_python "$packages" "croniter==$2" python-dateutil pytz
    echo "python3 '$here/croniter/oracle.py' '$packages' ${3:-}"
    ;;
  prefect)
    packages=$built/prefect-3.8.8
    fetch_python "$packages" "prefect==3.8.8"
    echo "python3 '$here/prefect/oracle.py' '$packages'"
    ;;
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
  quartz)
    java_oracle quartz QuartzOracle org.quartz-scheduler:quartz:2.5.2 org.slf4j:slf4j-api:2.0.17 \
      org.slf4j:slf4j-nop:2.0.17
    ;;
  spring)
    java_oracle spring SpringOracle org.springframework:spring-context:6.2.19 \
      org.springframework:spring-core:6.2.19 org.springframework:spring-jcl:6.2.19
    ;;
  debian-cron)
    [ -x /usr/sbin/cron ] || absent "no cron (Debian package)"
    prepare_clock
    echo "VCLOCK_SO='$built/vclock.so' python3 '$here/vixie/ask.py' /usr/sbin/cron '-f -L 1' 'crontab -n' 72"
    dpkg-query -W -f '${Version}\n' cron
    ;;
  cronie)
    source=$built/cronie/source
    prepare_clock
    [ -x "$source/src/crontab" ] || (build_cronie "$built/cronie") || absent "cronie is not built"
    echo "VCLOCK_SO='$built/vclock.so' python3 '$here/vixie/ask.py' '$source/src/crond' '-n -s' '$source/src/crontab -T' 72"
    (cd "$source" && sed -n '1s/.*(\(.*\)).*/\1/p' debian/changelog)
    ;;
  temporal)
    program=$built/temporal
    if [ ! -x "$program" ] || [ "$here/temporal/main.go" -nt "$program" ] ||
      [ "$here/temporal/go.mod" -nt "$program" ]; then
      command -v go >/dev/null || absent "no Go toolchain"
      # What it downloads is written down beside the module, which must not be here.
      mkdir -p "$built/temporal-module"
      cp "$here/temporal/main.go" "$here/temporal/go.mod" "$built/temporal-module/"
      (cd "$built/temporal-module" && env GOFLAGS=-mod=mod go mod download go.temporal.io/server) \
        >&2 || absent "no way to Temporal's Go module, or an older Go than it wants"
      # Hundreds of packages: a slow machine is not asked, rather than held up.
      built_in_time=0
      (cd "$built/temporal-module" && env GOFLAGS=-mod=mod timeout 400 go build -o "$program" .) \
        >&2 || built_in_time=$?
      [ "$built_in_time" != 124 ] || absent "Temporal's server was not built within 400 seconds"
      [ "$built_in_time" = 0 ] || exit "$built_in_time"
    fi
    echo "$program"
    sed -n 's|.*go.temporal.io/server v||p' "$here/temporal/go.mod"
    ;;
  *)
    echo "prepare.sh: no oracle $1" >&2
    exit 2
    ;;
esac
