#pragma once

#include <string_view>

namespace plumbline::adapters::cron {

/// What a remote host is asked to run: always these bytes, whatever the configuration says. Needs
/// a POSIX shell with awk, sed and grep, and tar; uses getent where there is one. Reads only.
///
/// It prints, a line each: "plumbline-cron 1"; "path STATE PATH" for each asked path; "inside
/// denied|folder PATH" for what tar will not give; "links N …" (ls -l of files with several
/// names); "user PASSWD-LINE"; "users complete"; "anacron"; "package PATH SUM"; "tar gnu". Then
/// "plumbline-tar", a tar stream, "plumbline-tar-end CODE"; where there are symbolic links to
/// files "plumbline-links", a second stream with what they lead to, "plumbline-links-end CODE";
/// and at the very end "plumbline-end". Everything is in one function that runs only when all of
/// it has arrived.
inline constexpr std::string_view read_script = R"sh(plumbline_read() {
LC_ALL=C; export LC_ALL
PATH="$PATH:/usr/sbin:/usr/bin:/sbin:/bin"; export PATH
cd / || return
echo 'plumbline-cron 1'
command -v tar >/dev/null 2>&1 || { echo 'no-tar'; echo 'plumbline-end'; return; }
set --
for path in etc/crontab etc/anacrontab etc/localtime etc/timezone etc/default/cron \
  etc/sysconfig/crond etc/os-release usr/lib/os-release etc/passwd; do
  if [ -L "$path" ] || [ -e "$path" ]; then
    if [ -d "$path" ]; then echo "path not_a_file /$path"
    elif [ -f "$path" ] && [ ! -r "$path" ]; then echo "path denied /$path"
    else echo "path ok /$path"; set -- "$@" "$path"; fi
  elif [ -d "${path%/*}" ] && [ ! -x "${path%/*}" ]; then echo "path denied /$path"
  else echo "path absent /$path"; fi
done
for path in etc/cron.d etc/cron.hourly etc/cron.daily etc/cron.weekly etc/cron.monthly \
  var/spool/cron/crontabs var/spool/cron; do
  if [ ! -e "$path" ]; then
    if [ -d "${path%/*}" ] && [ ! -x "${path%/*}" ]; then echo "path denied /$path"
    else echo "path absent /$path"; fi
    continue
  fi
  if [ ! -d "$path" ]; then echo "path not_a_file /$path"; continue; fi
  if [ ! -r "$path" ] || [ ! -x "$path" ]; then echo "path denied /$path"; continue; fi
  echo "path ok /$path"
  for file in "$path"/* "$path"/.[!.]* "$path"/..?*; do
    if [ -L "$file" ]; then set -- "$@" "$file"
    elif [ ! -e "$file" ]; then continue
    elif [ -d "$file" ]; then echo "inside folder /$file"
    elif [ -f "$file" ] && [ ! -r "$file" ]; then echo "inside denied /$file"
    else set -- "$@" "$file"; fi
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
  if [ -L "$file" ] && [ -f "$file" ]; then set -- "$@" "$file"; fi
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
