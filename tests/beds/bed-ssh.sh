#!/bin/bash
# A real sshd on loopback that shows a private crontab tree: a remote cron host.
#
#   bed-ssh.sh start DIR PORT [TREE [ZONE]]   listens on 127.0.0.1:PORT; prints ssh_config=, key=, known_hosts=
#   bed-ssh.sh stop DIR
#
# DIR    the bed's own folder: keys, config, log
# TREE   what the sessions see and write instead of the host's own: any of
#          etc/crontab, etc/anacrontab, etc/cron.{d,hourly,daily,weekly,monthly}/, var/spool/cron/,
#          etc/passwd, etc/localtime, etc/default/cron
#        with its owners and modes. What the tree does not hold does not exist in the sessions either
#        (but etc/passwd and etc/localtime: without them the host's show through). Needs root, for a
#        private mount namespace. Single files are bind mounts: edit them in place, do not replace them.
#        Without TREE the sessions see the plain host, and any user may start the bed.
# ZONE   the zone of the remote host, if TREE holds no etc/localtime
#
# Client: ssh -F DIR/ssh_config bed COMMAND
# For tests of refusal: DIR/known_hosts_wrong (another host key), DIR/client_wrong (an unknown key).
set -eu

sshd=${SSHD:-/usr/sbin/sshd}
private_files="etc/crontab etc/anacrontab etc/passwd etc/localtime etc/default/cron"
private_folders="etc/cron.d etc/cron.hourly etc/cron.daily etc/cron.weekly etc/cron.monthly"

die() { echo "bed-ssh: $*" >&2; exit 1; }

# "STATE STARTTIME" of a process; the start time tells a recycled process id apart.
process_state() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f1,20; }

alive() {
  local pid started now
  [ -s "$dir/sshd.run" ] || return 1
  read -r pid started <"$dir/sshd.run"
  now=$(process_state "$pid")
  [ -n "$now" ] && [ "${now#* }" = "$started" ] && [ "${now% *}" != Z ]
}

listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

write_keys() {
  local key
  for key in host client client_wrong; do
    [ -f "$dir/$key" ] || ssh-keygen -q -t ed25519 -N '' -C "bed-$key" -f "$dir/$key"
  done
  cp "$dir/client.pub" "$dir/authorized_keys"
  echo "[127.0.0.1]:$port $(cut -d' ' -f1,2 "$dir/host.pub")" >"$dir/known_hosts"
  echo "[127.0.0.1]:$port $(cut -d' ' -f1,2 "$dir/client_wrong.pub")" >"$dir/known_hosts_wrong"
}

write_configs() {
  cat >"$dir/sshd_config" <<T
Port $port
ListenAddress 127.0.0.1
HostKey $dir/host
PidFile none
AuthorizedKeysFile $dir/authorized_keys
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
AllowUsers $(id -un)
X11Forwarding no
AllowTcpForwarding no
PrintMotd no
LogLevel VERBOSE
MaxStartups 100
Subsystem sftp internal-sftp
T
  cat >"$dir/ssh_config" <<T
Host bed
  HostName 127.0.0.1
  Port $port
  User $(id -un)
  IdentityFile $dir/client
  IdentitiesOnly yes
  IdentityAgent none
  UserKnownHostsFile $dir/known_hosts
  GlobalKnownHostsFile /dev/null
  StrictHostKeyChecking yes
  BatchMode yes
  ConnectTimeout 10
  LogLevel ERROR
T
}

# A copy of /etc without the host's cron; what TREE holds gets a mount point in it.
prepare_etc() {
  local path
  rm -rf "$dir/etc"
  cp -a /etc "$dir/etc"
  (cd "$dir" && rm -rf $private_folders etc/crontab etc/anacrontab etc/default/cron)
  if [ -e "$tree/etc/passwd" ]; then
    # sshd needs its own user and the one who logs in, whatever the tree says.
    { cat "$tree/etc/passwd"
      for path in root sshd "$(id -un)"; do
        grep -q "^$path:" "$tree/etc/passwd" || grep "^$path:" /etc/passwd || :
      done; } | awk -F: '!seen[$1]++' >"$dir/etc/passwd"
  fi
  if [ -n "$zone" ]; then
    echo "$zone" >"$dir/etc/timezone"
    ln -sf "/usr/share/zoneinfo/$zone" "$dir/etc/localtime"
  fi
  # A link cannot be mounted over: it is copied.
  if [ -e "$tree/etc/localtime" ] || [ -L "$tree/etc/localtime" ]; then
    rm -f "$dir/etc/localtime" "$dir/etc/timezone"
    cp -a "$tree/etc/localtime" "$dir/etc/localtime"
  fi
  for path in $private_folders; do [ ! -d "$tree/$path" ] || mkdir -p "$dir/$path"; done
  for path in etc/crontab etc/anacrontab etc/default/cron; do
    [ ! -e "$tree/$path" ] || { mkdir -p "$(dirname "$dir/$path")"; : >"$dir/$path"; }
  done
  mkdir -p "$tree/var/spool/cron" /var/spool/cron
}

start_with_tree() {
  [ "$(id -u)" = 0 ] || die "a TREE needs root (private mount namespace)"
  tree=$(cd "$tree" && pwd)
  prepare_etc
  setsid unshare -m --propagation private bash -c '
    set -eu
    dir=$1 tree=$2
    mount --bind "$dir/etc" /etc
    for path in $4 etc/crontab etc/anacrontab etc/default/cron; do
      [ ! -e "$tree/$path" ] || mount --bind "$tree/$path" "/$path"
    done
    mount --bind "$tree/var/spool/cron" /var/spool/cron
    exec "$3" -D -e -f "$dir/sshd_config"' \
    bash "$dir" "$tree" "$sshd" "$private_folders" </dev/null >"$dir/sshd.log" 2>&1 &
}

start() {
  port=$1 tree=${2:-} zone=${3:-}
  [ -x "$sshd" ] || die "no $sshd (Debian package openssh-server)"
  ! alive || die "already running in $dir"
  ! listening "$port" || die "port $port is in use"
  chmod 700 "$dir"
  write_keys
  write_configs
  # Where sshd, running as root, locks its unprivileged half in; it insists.
  [ "$(id -u)" != 0 ] || mkdir -p /run/sshd
  "$sshd" -t -f "$dir/sshd_config" || die "sshd refuses its config"
  if [ -n "$tree" ]; then
    start_with_tree
  else
    setsid "$sshd" -D -e -f "$dir/sshd_config" </dev/null >"$dir/sshd.log" 2>&1 &
  fi
  local state
  state=$(process_state $!)
  echo "$! ${state#* }" >"$dir/sshd.run"
  disown -a
  for _ in $(seq 200); do
    listening "$port" && break
    alive || { cat "$dir/sshd.log" >&2; die "sshd ended"; }
    sleep 0.05
  done
  ssh -F "$dir/ssh_config" bed true || { tail -n 5 "$dir/sshd.log" >&2; stop; die "login does not work"; }
  echo "ssh_config=$dir/ssh_config"
  echo "key=$dir/client"
  echo "known_hosts=$dir/known_hosts"
}

stop() {
  if alive; then
    local pid
    read -r pid _ <"$dir/sshd.run"
    # Sessions are its children: end the whole process group.
    kill -- -"$pid" 2>/dev/null || kill "$pid" 2>/dev/null || :
    for _ in $(seq 60); do
      alive || break
      sleep 0.05
    done
    ! alive || kill -9 -- -"$pid"
  fi
  rm -f "$dir/sshd.run"
  rm -rf "$dir/etc"
}

[ $# -ge 2 ] || { sed -n '2,/^set -eu/{/^set -eu/d;p}' "$0" >&2; exit 2; }
verb=$1
mkdir -p "$2"
dir=$(cd "$2" && pwd)
shift 2
case $verb in
  start)
    [ $# -ge 1 ] || die "start DIR PORT [TREE [ZONE]]"
    start "$@"
    ;;
  stop) stop ;;
  *) die "unknown verb $verb" ;;
esac
