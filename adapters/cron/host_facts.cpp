#include "adapters/cron/host_facts.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "adapters/system/zone_data.hpp"

namespace plumbline::adapters::cron {
namespace {

std::string_view content_of(const HostSnapshot& snapshot, std::string_view path) {
  const auto* file = snapshot.file(path);
  return file == nullptr ? std::string_view{} : std::string_view(file->content);
}

bool exists(const HostSnapshot& snapshot, std::string_view path) {
  const auto* status = snapshot.status(path);
  return status != nullptr &&
         (status->state == PathState::ok || status->state == PathState::denied);
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view around = " \t\r\n\"'";
  const auto first = text.find_first_not_of(around);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(around) - first + 1);
}

/// The value of KEY=value in a file of shell assignments; the last one counts.
std::string_view value_of(std::string_view text, std::string_view key) {
  std::string_view found;
  while (!text.empty()) {
    const auto newline = text.find('\n');
    auto line = text.substr(0, newline);
    text = newline == std::string_view::npos ? std::string_view{} : text.substr(newline + 1);
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    if (line.starts_with(key) && line.size() > key.size() && line[key.size()] == '=') {
      found = trim(line.substr(key.size() + 1));
    }
  }
  return found;
}

bool any_word(std::string_view text, std::initializer_list<std::string_view> words) {
  while (!text.empty()) {
    const auto blank = text.find(' ');
    if (std::find(words.begin(), words.end(), text.substr(0, blank)) != words.end()) return true;
    text = blank == std::string_view::npos ? std::string_view{} : text.substr(blank + 1);
  }
  return false;
}

/// What the system calls itself, ID and ID_LIKE.
std::string system_names(const HostSnapshot& snapshot) {
  auto text = content_of(snapshot, "/etc/os-release");
  if (text.empty()) text = content_of(snapshot, "/usr/lib/os-release");
  const auto id = value_of(text, "ID");
  const auto like = value_of(text, "ID_LIKE");
  return std::string(id) + (like.empty() ? "" : " " + std::string(like));
}

struct Signs {
  std::string debian;
  std::string cronie;
};

void note(std::string& signs, std::string_view sign) {
  if (!signs.empty()) signs += ", ";
  signs += sign;
}

bool has_user_files(const HostSnapshot& snapshot, std::string_view folder) {
  const auto files = snapshot.in_folder(folder);
  return std::any_of(files.begin(), files.end(),
                     [](const HostFile* file) { return file->self.type == FileType::regular; });
}

Signs signs_of(const HostSnapshot& snapshot, const std::string& names) {
  Signs signs;
  if (any_word(names, {"debian", "ubuntu", "raspbian", "devuan"})) {
    note(signs.debian, "os-release");
  } else if (any_word(names,
                      {"rhel", "fedora", "centos", "suse", "opensuse", "arch", "amzn", "gentoo"})) {
    note(signs.cronie, "os-release");
  }
  if (exists(snapshot, "/etc/default/cron")) note(signs.debian, "/etc/default/cron");
  if (exists(snapshot, "/var/spool/cron/crontabs")) {
    note(signs.debian, "/var/spool/cron/crontabs");
  }
  if (exists(snapshot, "/etc/sysconfig/crond")) note(signs.cronie, "/etc/sysconfig/crond");
  if (snapshot.file("/etc/cron.d/0hourly") != nullptr) note(signs.cronie, "/etc/cron.d/0hourly");
  if (content_of(snapshot, "/etc/anacrontab").find("START_HOURS_RANGE") != std::string_view::npos) {
    note(signs.cronie, "START_HOURS_RANGE in /etc/anacrontab");
  }
  if (has_user_files(snapshot, "/var/spool/cron")) note(signs.cronie, "tabs in /var/spool/cron");
  if (!signs.debian.empty() || !signs.cronie.empty()) return signs;
  // Weaker: what the two packages ship as /etc/crontab.
  const auto crontab = content_of(snapshot, "/etc/crontab");
  if (crontab.find("run-parts --report /etc/cron.") != std::string_view::npos) {
    note(signs.debian, "the text of /etc/crontab");
  } else if (crontab.find("man 4 crontabs") != std::string_view::npos) {
    note(signs.cronie, "the text of /etc/crontab");
  }
  return signs;
}

/// The name in "…/zoneinfo/Europe/Berlin".
std::optional<std::string> zone_in_link(std::string_view link) {
  constexpr std::string_view folder = "zoneinfo/";
  const auto at = link.rfind(folder);
  if (at == std::string_view::npos) return std::nullopt;
  link.remove_prefix(at + folder.size());
  for (const std::string_view variant : {"posix/", "right/"}) {
    if (link.starts_with(variant)) link.remove_prefix(variant.size());
  }
  if (link.empty()) return std::nullopt;
  return std::string(link);
}

Diagnostic lint(std::string code, std::string message, std::string at) {
  Diagnostic diagnostic;
  diagnostic.code = std::move(code);
  diagnostic.message = std::move(message);
  diagnostic.at = std::move(at);
  return diagnostic;
}

/// A copy of a zone's file does not say its name. What stands in /etc/timezone is it if the rules
/// are the same.
std::optional<std::string> name_of_copy(const HostFile& file, std::string_view text,
                                        const schedule::ZoneSource& zones, std::string& reason) {
  reason = "/etc/localtime is no link into zoneinfo, and /etc/timezone does not name its rules";
  const auto named = zones.load(text);
  const auto own = system::zone_from_bytes("localtime", file.content);
  if (!named || !own || !same_rules(**named, **own)) return std::nullopt;
  return std::string(text);
}

/// The name that /etc/localtime stands for; nullopt with a reason.
std::optional<std::string> localtime_name(const HostSnapshot& snapshot,
                                          const schedule::ZoneSource& zones, std::string& reason) {
  const auto* status = snapshot.status("/etc/localtime");
  const auto* file = snapshot.file("/etc/localtime");
  const auto text = trim(content_of(snapshot, "/etc/timezone"));
  if (status != nullptr && status->state == PathState::denied) {
    reason = "/etc/localtime may not be read";
    return std::nullopt;
  }
  if (file == nullptr && snapshot.is_copy && text.empty()) {
    reason = "the tree has no /etc/localtime";
    return std::nullopt;
  }
  if (file == nullptr) return text.empty() ? std::string("UTC") : std::string(text);
  if (auto name = zone_in_link(file->link_text)) return name;
  return name_of_copy(*file, text, zones, reason);
}

HostZone named(std::string name, const schedule::ZoneSource& zones, std::string at) {
  HostZone zone;
  auto rules = zones.load(name);
  if (rules) {
    zone.ref = {schedule::ZoneKnowledge::named, std::move(name)};
    zone.rules = std::move(*rules);
    return zone;
  }
  zone.ref = {schedule::ZoneKnowledge::unobservable, {}};
  zone.diagnostics.push_back(lint("zone-unknown",
                                  "the zone of this host is not known here: " +
                                      rules.error().message + " (set `timezone` on the platform)",
                                  std::move(at)));
  return zone;
}

}  // namespace

Result<Dialect> find_dialect(const HostSnapshot& snapshot) {
  const auto names = system_names(snapshot);
  if (any_word(names, {"alpine", "openwrt", "freebsd"})) {
    return fail(ErrorKind::unsupported,
                "the cron of \"" + names + "\" is neither Debian's nor cronie",
                "set `dialect` on the platform if one of the two is installed there after all");
  }
  const auto signs = signs_of(snapshot, names);
  const std::string hint = "set `dialect: debian-cron` or `dialect: cronie` on the platform";
  if (!signs.debian.empty() && !signs.cronie.empty()) {
    return fail(ErrorKind::invalid,
                "cannot tell which cron this host runs: " + signs.debian +
                    " speak for Debian's cron, " + signs.cronie + " for cronie",
                hint);
  }
  if (!signs.debian.empty()) return Dialect::debian;
  if (!signs.cronie.empty()) return Dialect::cronie;
  return fail(ErrorKind::invalid, "cannot tell which cron this host runs: nothing there shows it",
              hint);
}

namespace {

/// Why /etc/localtime, which is there, tells no zone; nullopt if it is absent, or holds rules that
/// merely have no name here.
std::optional<Error> broken_localtime(const HostSnapshot& snapshot) {
  const auto* status = snapshot.status("/etc/localtime");
  const auto* file = snapshot.file("/etc/localtime");
  const bool absent = file == nullptr && (status == nullptr || status->state == PathState::absent);
  if (absent) return std::nullopt;
  const bool has_bytes = file != nullptr && file->state == PathState::ok;
  if (has_bytes && system::zone_from_bytes("localtime", file->content)) return std::nullopt;
  return Error{ErrorKind::corrupt,
               "/etc/localtime is there and tells no time zone",
               "repair it on the host, or set `timezone` on the platform",
               Where{"/etc/localtime", 0, 0, {}, {}, {}},
               {}};
}

}  // namespace

HostZone find_zone(const HostSnapshot& snapshot, std::string_view stated,
                   const schedule::ZoneSource& zones) {
  if (!stated.empty()) return named(std::string(stated), zones, "timezone");
  std::string reason;
  auto name = localtime_name(snapshot, zones, reason);
  if (!name) {
    HostZone zone;
    zone.ref = {schedule::ZoneKnowledge::unobservable, {}};
    zone.diagnostics.push_back(
        lint("zone-unknown",
             "the zone of this host is not known: " + reason + " (set `timezone` on the platform)",
             "/etc/localtime"));
    zone.unread = broken_localtime(snapshot);
    return zone;
  }
  auto zone = named(*name, zones, "/etc/localtime");
  if (!zone.rules) zone.unread = broken_localtime(snapshot);
  const auto text = trim(content_of(snapshot, "/etc/timezone"));
  if (text.empty() || text == *name || !zone.rules) return zone;
  const auto other = zones.load(text);
  if (!other || !same_rules(**other, *zone.rules)) {
    zone.diagnostics.push_back(lint("timezone-file-differs",
                                    "/etc/timezone says " + std::string(text) +
                                        ", /etc/localtime is " + *name +
                                        ": cron goes by the latter",
                                    "/etc/timezone"));
  }
  return zone;
}

bool uses_lsb_names(const HostSnapshot& snapshot) {
  auto options = value_of(content_of(snapshot, "/etc/default/cron"), "EXTRA_OPTS");
  while (!options.empty()) {
    options.remove_prefix(std::min(options.find_first_not_of(' '), options.size()));
    const auto word = options.substr(0, options.find(' '));
    // Letters may be joined ("-lf"); -L takes a number.
    if (word.starts_with('-') &&
        word.substr(0, word.find('L')).find('l') != std::string_view::npos) {
      return true;
    }
    options.remove_prefix(word.size());
  }
  return false;
}

bool same_rules(const schedule::Zone& a, const schedule::Zone& b) {
  if (a.digest == b.digest) return true;
  constexpr Instant since{Seconds(1'577'836'800)};  // 2020-01-01
  const auto recent = [&](const schedule::Zone& zone) {
    const auto& all = zone.transitions;
    return std::find_if(all.begin(), all.end(),
                        [&](const schedule::Transition& change) { return change.at > since; });
  };
  const auto offset_before = [](const schedule::Zone& zone, auto first) {
    return first == zone.transitions.begin() ? zone.initial_offset : std::prev(first)->offset;
  };
  const auto first_a = recent(a);
  const auto first_b = recent(b);
  const auto until = std::min(a.horizon, b.horizon);
  const auto counts = [&](const schedule::Transition& change) { return change.at < until; };
  const auto end_a = std::find_if_not(first_a, a.transitions.end(), counts);
  const auto end_b = std::find_if_not(first_b, b.transitions.end(), counts);
  return offset_before(a, first_a) == offset_before(b, first_b) &&
         std::equal(first_a, end_a, first_b, end_b);
}

}  // namespace plumbline::adapters::cron
