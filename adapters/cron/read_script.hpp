#pragma once

#include <string_view>

namespace plumbline::adapters::cron {

/// What a remote host is asked to run: always these bytes, whatever the configuration says. Needs
/// a POSIX shell with awk, sed and grep, and tar; uses getent where there is one. Reads only.
///
/// It prints, a line each: "plumbline-cron 1"; "path STATE PATH" for each asked path; "inside
/// STATE PATH" for each file in a folder: given (to tar), denied, folder, socket,
/// or strange (its name holds a line end; PATH is the folder); "links N …" (ls -l of files with
/// several names); "user PASSWD-LINE"; "users complete"; "anacron"; "package PATH SUM"; "tar gnu".
/// Then "plumbline-tar", a tar stream, "plumbline-tar-end CODE"; then "target STATE PATH" for each
/// symbolic link among the files that leads to a file (given) or to where nobody may look (denied);
/// where some are given "plumbline-links", a second stream with what they lead to,
/// "plumbline-links-end CODE"; and at the very end "plumbline-end". Everything is in one function
/// that runs only when all of it has arrived. What is called ok or given must come in the stream:
/// tar may fail without a word. "absent" is said only where the kernel says that nothing is there.
inline constexpr std::string_view read_script = R"sh(plumbline_gone() {
case $(ls -Ld "$1" 2>&1 >/dev/null) in
*'No such file'*|*'Not a directory'*|*'not found'*) return 0;;
esac
return 1
}
plumbline_read() {
LC_ALL=C; export LC_ALL
PATH="$PATH:/usr/sbin:/usr/bin:/sbin:/bin"; export PATH
cd / || return
echo 'plumbline-cron 1'
command -v tar >/dev/null 2>&1 || { echo 'no-tar'; echo 'plumbline-end'; return; }
set --
for path in etc/crontab etc/anacrontab etc/localtime etc/timezone etc/default/cron \
  etc/sysconfig/crond etc/os-release usr/lib/os-release etc/passwd; do
  if [ -L "$path" ] || [ -e "$path" ]; then
    if [ -d "$path" ] || [ -S "$path" ]; then echo "path not_a_file /$path"
    elif [ -f "$path" ] && [ ! -r "$path" ]; then echo "path denied /$path"
    else echo "path ok /$path"; set -- "$@" "$path"; fi
  elif plumbline_gone "$path"; then echo "path absent /$path"
  else echo "path denied /$path"; fi
done
for path in etc/cron.d etc/cron.hourly etc/cron.daily etc/cron.weekly etc/cron.monthly \
  var/spool/cron/crontabs var/spool/cron; do
  if [ ! -e "$path" ]; then
    if plumbline_gone "$path"; then echo "path absent /$path"
    else echo "path denied /$path"; fi
    continue
  fi
  if [ ! -d "$path" ]; then echo "path not_a_file /$path"; continue; fi
  if [ ! -r "$path" ] || [ ! -x "$path" ]; then echo "path denied /$path"; continue; fi
  echo "path ok /$path"
  for file in "$path"/* "$path"/.[!.]* "$path"/..?*; do
    if [ ! -L "$file" ] && [ ! -e "$file" ]; then continue; fi
    case $file in *'
'*) echo "inside strange /$path"; continue;; esac
    if [ ! -L "$file" ] && [ -d "$file" ]; then echo "inside folder /$file"
    elif [ ! -L "$file" ] && [ -S "$file" ]; then echo "inside socket /$file"
    elif [ ! -L "$file" ] && [ -f "$file" ] && [ ! -r "$file" ]; then echo "inside denied /$file"
    else echo "inside given /$file"; set -- "$@" "$file"; fi
  done
done
[ -x usr/sbin/anacron ] && [ -f usr/sbin/anacron ] && echo 'anacron'
ls -Llnd "$@" 2>/dev/null | awk '$1 ~ /^-/ && $2 > 1 { print "links " $2 " " $0 }'
grep '^ /etc/cron' var/lib/dpkg/status 2>/dev/null | sed 's/^/package/'
[ -r etc/passwd ] && { sed 's/^/user /' etc/passwd; echo; echo 'users complete'; }
if command -v getent >/dev/null 2>&1; then
  { cat etc/crontab etc/cron.d/* 2>/dev/null | awk '{ for (i = 2; i <= 8; i++) print $i }'
    ls var/spool/cron var/spool/cron/crontabs 2>/dev/null; } |
    grep '^[A-Za-z0-9_.][A-Za-z0-9_.@-]*$' | sort -u | xargs getent passwd root 2>/dev/null |
    sed 's/^/user /'
fi
case $(tar --version 2>/dev/null) in *GNU*) echo 'tar gnu';; esac
echo 'plumbline-tar'
tar -cf - "$@" 2>/dev/null
echo "plumbline-tar-end $?"
for file do
  shift
  [ -L "$file" ] || continue
  if [ -f "$file" ]; then echo "target given /$file"; set -- "$@" "$file"
  elif [ ! -e "$file" ] && ! plumbline_gone "$file"; then echo "target denied /$file"; fi
done
if [ $# -gt 0 ]; then
  echo 'plumbline-links'
  tar -chf - "$@" 2>/dev/null
  echo "plumbline-links-end $?"
fi
echo 'plumbline-end'
}
plumbline_read </dev/null
)sh";

}  // namespace plumbline::adapters::cron
