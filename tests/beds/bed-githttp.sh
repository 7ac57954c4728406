#!/bin/bash
# Real Git over http and https: lighttpd with `git http-backend` and basic authentication, on loopback.
#
#   bed-githttp.sh install DIR
#   bed-githttp.sh start DIR HTTP_PORT HTTPS_PORT    prints both base URLs on one line
#   bed-githttp.sh repo DIR NAME                     makes the bare repository NAME.git
#   bed-githttp.sh stop DIR
#
# Users: rw with password rw-pass (fetch and push), ro with ro-pass (fetch only).
# The certificate of https is DIR/cert.pem, self-signed. A repository is at BASE/NAME.git.
# A client sets GIT_TERMINAL_PROMPT=0, or a refusal waits for a terminal.
set -eu

die() { echo "bed-githttp: $*" >&2; exit 1; }
verb=${1:-}
dir=${2:-}
[ -n "$dir" ] || { sed -n '2,/^set -eu/{/^set -eu/d;p}' "$0" >&2; exit 2; }
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
lighttpd=${LIGHTTPD:-/usr/sbin/lighttpd}

alive() { [ -s "$dir/pid" ] && kill -0 "$(cat "$dir/pid")" 2>/dev/null; }

install_() {
  [ -x "$lighttpd" ] && [ -e /usr/lib/lighttpd/mod_openssl.so ] ||
    die "no lighttpd (Debian packages lighttpd, lighttpd-mod-openssl)"
  mkdir -p "$dir/repos"
  if [ ! -s "$dir/server.pem" ]; then
    openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=localhost \
      -addext 'subjectAltName=DNS:localhost,IP:127.0.0.1' \
      -keyout "$dir/key.pem" -out "$dir/cert.pem" 2>/dev/null
    cat "$dir/cert.pem" "$dir/key.pem" >"$dir/server.pem"
  fi
  printf 'rw:rw-pass\nro:ro-pass\n' >"$dir/users"
}

# HTTP/2 is off because lighttpd breaks big pushes over it. A push announces itself in the query
# already, so that is where the read-only user is refused as well.
write_config() {
  cat >"$dir/lighttpd.conf" <<C
server.modules = ("mod_setenv", "mod_alias", "mod_auth", "mod_authn_file", "mod_cgi", "mod_openssl", "mod_accesslog")
server.feature-flags = ("server.h2proto" => "disable")
server.bind = "127.0.0.1"
server.port = $1
server.document-root = "$dir/repos"
server.errorlog = "$dir/error.log"
accesslog.filename = "$dir/access.log"
server.upload-dirs = ("$dir")
\$SERVER["socket"] == "127.0.0.1:$2" { ssl.engine = "enable"  ssl.pemfile = "$dir/server.pem" }
auth.backend = "plain"
auth.backend.plain.userfile = "$dir/users"
alias.url = ( "/git" => "$(git --exec-path)/git-http-backend" )
\$HTTP["url"] =~ "^/git/" {
  cgi.assign = ("" => "")
  setenv.set-environment = ( "GIT_PROJECT_ROOT" => "$dir/repos", "GIT_HTTP_EXPORT_ALL" => "1",
    "GIT_CONFIG_COUNT" => "1", "GIT_CONFIG_KEY_0" => "safe.directory", "GIT_CONFIG_VALUE_0" => "*" )
  auth.require = ( "" => ( "method" => "basic", "realm" => "git", "require" => "valid-user" ) )
}
\$HTTP["url"] =~ "^/git/.*/git-receive-pack" { auth.require = ( "" => ( "method" => "basic", "realm" => "git", "require" => "user=rw" ) ) }
\$HTTP["querystring"] =~ "service=git-receive-pack" { auth.require = ( "" => ( "method" => "basic", "realm" => "git", "require" => "user=rw" ) ) }
C
}

start() {
  ! alive || die "already running in $dir"
  write_config "$1" "$2"
  "$lighttpd" -tt -f "$dir/lighttpd.conf" >/dev/null
  setsid "$lighttpd" -D -f "$dir/lighttpd.conf" >"$dir/log" 2>&1 </dev/null &
  echo $! >"$dir/pid"
  local tries=0
  until [ "$(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$1/git/x")" = 401 ]; do
    tries=$((tries + 1))
    if [ $tries -ge 100 ] || ! alive; then
      cat "$dir/log" "$dir/error.log" >&2
      stop
      die "lighttpd did not get ready"
    fi
    sleep 0.05
  done
  echo "http://127.0.0.1:$1/git https://127.0.0.1:$2/git"
}

stop() {
  if alive; then
    local pid
    pid=$(cat "$dir/pid")
    kill "$pid" 2>/dev/null || :
    for _ in $(seq 50); do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.1
    done
    kill -9 "$pid" 2>/dev/null || :
  fi
  rm -f "$dir/pid"
}

case $verb in
  install) install_ ;;
  repo)
    git init -q --bare -b main "$dir/repos/$3.git"
    git -C "$dir/repos/$3.git" config http.receivepack true
    git -C "$dir/repos/$3.git" config uploadpack.allowFilter true
    ;;
  start) start "$3" "$4" ;;
  stop) stop ;;
  *) die "unknown verb $verb" ;;
esac
