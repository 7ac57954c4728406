#include "adapters/system/zone_data.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include <absl/time/time.h>
#include <unistd.h>

#include "canonical-schema/codec/digest.hpp"
#include "canonical-schema/excerpt.hpp"
#include "canonical-schema/nearest.hpp"

namespace plumbline::adapters::system {
namespace {

namespace fs = std::filesystem;
using schedule::Transition;
using schedule::Zone;
using schedule::ZonePtr;

/// The largest tz file of today is below 8 kB; a larger one is none.
constexpr std::size_t longest_file = 1'000'000;
constexpr std::size_t longest_name = 255;
constexpr std::size_t most_transitions = 20'000;
constexpr std::string_view magic = "TZif";
constexpr Seconds cycle = std::chrono::days{146'097};

/// A private directory that exists as long as this does.
class TemporaryDirectory {
 public:
  static std::optional<TemporaryDirectory> make() {
    std::error_code error;
    std::string path = (fs::temp_directory_path(error) / "plumbline-zone-XXXXXX").string();
    if (error || ::mkdtemp(path.data()) == nullptr) return std::nullopt;
    return TemporaryDirectory(path);
  }
  TemporaryDirectory(TemporaryDirectory&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  TemporaryDirectory& operator=(TemporaryDirectory&&) = delete;
  ~TemporaryDirectory() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  explicit TemporaryDirectory(fs::path path) : path_(std::move(path)) {}
  fs::path path_;
};

tl::unexpected<Error> not_a_zone_file(const std::string& name) {
  return fail(ErrorKind::corrupt, excerpt(name) + " is not a tz file",
              "reinstall the tz database (Debian package tzdata)");
}

/// Loads bytes into an absl zone. absl caches by name as long as the process lives, so each load
/// has a name of its own: else an updated file would give the rules of the old one.
Result<absl::TimeZone> load_absl(const std::string& name, std::string_view bytes) {
  const auto directory = TemporaryDirectory::make();
  if (!directory) {
    return fail(ErrorKind::unreachable, "no temporary directory to read a tz file from",
                "set TMPDIR to a directory that can be written");
  }
  const fs::path file = directory->path() / "zone";
  {
    std::ofstream out(file, std::ios::binary);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!out.flush()) {
      return fail(ErrorKind::unreachable, "the temporary directory cannot be written",
                  "set TMPDIR to a directory with free space");
    }
  }
  absl::TimeZone zone;
  if (!absl::LoadTimeZone("file:" + file.string(), &zone)) return not_a_zone_file(name);
  return zone;
}

Instant instant_of(absl::Time time) { return Instant{Seconds{absl::ToUnixSeconds(time)}}; }

Seconds offset_at(const absl::TimeZone& zone, Instant at) {
  return Seconds{zone.At(absl::FromUnixSeconds(at.time_since_epoch().count())).offset};
}

/// True if the file ends in a rule with summer time, so that there is no last transition.
bool has_footer_rule(std::string_view bytes) {
  if (bytes.size() < 2 || bytes.back() != '\n') return false;
  const auto start = bytes.rfind('\n', bytes.size() - 2);
  if (start == std::string_view::npos) return false;
  return bytes.substr(start + 1).find(',') != std::string_view::npos;
}

/// Every change of the offset that absl knows; with a footer rule it has laid out 400 years.
std::optional<std::vector<Transition>> all_transitions(const absl::TimeZone& zone) {
  std::vector<Transition> transitions;
  absl::Time time = absl::InfinitePast();
  absl::TimeZone::CivilTransition change;
  std::optional<Seconds> offset;
  while (zone.NextTransition(time, &change)) {
    if (transitions.size() >= most_transitions) return std::nullopt;
    // The end of the change on the new clock is the instant of the change.
    time = zone.At(change.to).trans;
    const Instant at = instant_of(time);
    const Seconds before = offset.value_or(offset_at(zone, at - Seconds{1}));
    offset = offset_at(zone, at);
    if (*offset != before) transitions.push_back({at, *offset});
  }
  return transitions;
}

Result<ZonePtr> build(std::string name, std::string_view bytes) {
  if (!bytes.starts_with(magic) || bytes.size() > longest_file) return not_a_zone_file(name);
  const auto source = load_absl(name, bytes);
  if (!source) return fail(source.error());
  auto transitions = all_transitions(*source);
  if (!transitions) return not_a_zone_file(name);
  Zone zone;
  zone.name = std::move(name);
  zone.digest = codec::sha256_hex(bytes);
  zone.transitions = *std::move(transitions);
  zone.fixed_from_now = !has_footer_rule(bytes);
  if (zone.transitions.empty()) {
    zone.initial_offset = offset_at(*source, Instant{});
    zone.horizon = Instant{} + cycle;
    return std::make_shared<const Zone>(std::move(zone));
  }
  zone.initial_offset = offset_at(*source, zone.transitions.front().at - Seconds{1});
  const Instant last = zone.transitions.back().at;
  if (zone.fixed_from_now) {
    zone.horizon = last + cycle + std::chrono::days{366};
  } else {
    // The last whole year that is laid out ends after the last transition: cut there, so that
    // the 400 years before it hold each yearly change exactly 400 times.
    using namespace std::chrono;
    const year_month_day date{floor<days>(last)};
    zone.horizon = sys_days{(date.year() + years{1}) / January / 1};
  }
  return std::make_shared<const Zone>(std::move(zone));
}

Result<std::string> read_file(const fs::path& file, const std::string& name) {
  std::error_code error;
  const auto status = fs::status(file, error);
  if (status.type() == fs::file_type::not_found) {
    return fail(ErrorKind::not_found, "there is no time zone " + excerpt(name));
  }
  if (status.type() != fs::file_type::regular) return not_a_zone_file(name);
  const auto size = fs::file_size(file, error);
  if (error || size > longest_file) return not_a_zone_file(name);
  std::ifstream in(file, std::ios::binary);
  if (!in) {
    return fail(ErrorKind::forbidden, "the tz file of " + excerpt(name) + " cannot be read",
                "let this user read " + file.string());
  }
  std::string bytes(static_cast<std::size_t>(size), '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  return bytes;
}

Result<void> check_name(std::string_view name) {
  const bool readable = std::ranges::all_of(name, [](char c) { return c > ' ' && c < '\x7f'; });
  if (name.empty() || name.size() > longest_name || name.front() == '/' || !readable ||
      name.find("..") != std::string_view::npos || name.find("//") != std::string_view::npos) {
    return fail(ErrorKind::invalid, excerpt(name) + " is no name of a time zone",
                "write an IANA name, for example Europe/Berlin");
  }
  constexpr std::array<std::string_view, 3> of_this_machine{"localtime", "posixrules", "Factory"};
  if (std::ranges::find(of_this_machine, name) != of_this_machine.end()) {
    return fail(ErrorKind::not_found, excerpt(name) + " is another zone on every machine",
                "write the zone's own name, for example Europe/Berlin");
  }
  constexpr std::string_view with_leap_seconds = "right/";
  if (name.starts_with(with_leap_seconds)) {
    return fail(ErrorKind::not_found, excerpt(name) + " counts leap seconds, as no scheduler does",
                "write " + std::string(name.substr(with_leap_seconds.size())));
  }
  return {};
}

/// The names in the directory, for a hint.
std::vector<std::string> zone_names(const fs::path& directory) {
  constexpr std::size_t most_names = 5'000;
  std::vector<std::string> names;
  std::error_code error;
  for (fs::recursive_directory_iterator at(directory, error), end; !error && at != end;
       at.increment(error)) {
    if (at.depth() == 0 && at->is_directory() &&
        (at->path().filename() == "posix" || at->path().filename() == "right")) {
      at.disable_recursion_pending();
    } else if (at->is_regular_file(error) && names.size() < most_names) {
      names.push_back(at->path().lexically_relative(directory).string());
    }
  }
  std::ranges::sort(names);
  return names;
}

/// "PST", "Z", "UTC+2": one abbreviation is no hint for another, and some mean several zones.
bool is_abbreviation(std::string_view name) {
  const auto letters = name.substr(0, name.find_first_of("+-0123456789"));
  const auto all_in = [&](char first, char last) {
    return std::ranges::all_of(letters, [&](char c) { return c >= first && c <= last; });
  };
  return letters.size() <= 5 && (all_in('A', 'Z') || all_in('a', 'z'));
}

std::string hint_for(std::string_view name, const fs::path& directory) {
  const auto names = zone_names(directory);
  if (names.empty()) return "install the tz database (Debian package tzdata)";
  const std::vector<std::string_view> views(names.begin(), names.end());
  if (is_abbreviation(name)) {
    return "write a zone's full name, e.g. America/Los_Angeles; for a fixed offset Etc/GMT-2 "
           "(= UTC+2)";
  }
  if (const auto near = nearest(name, views)) return "did you mean " + std::string(*near) + "?";
  return "write an IANA name, for example Europe/Berlin";
}

}  // namespace

ZoneData::ZoneData(std::filesystem::path directory) : directory_(std::move(directory)) {}

Result<ZonePtr> ZoneData::load(std::string_view name) const {
  if (auto checked = check_name(name); !checked) return fail(std::move(checked.error()));
  const std::scoped_lock lock(mutex_);
  if (const auto known = loaded_.find(name); known != loaded_.end()) return known->second;
  auto zone = zone_from_file(std::string(name), directory_ / name);
  if (!zone) {
    Error error = std::move(zone.error());
    if (error.kind == ErrorKind::not_found) error.hint = hint_for(name, directory_);
    return fail(std::move(error));
  }
  loaded_.emplace(name, *zone);
  return zone;
}

Result<ZonePtr> zone_from_bytes(std::string name, std::string_view bytes) {
  return build(std::move(name), bytes);
}

Result<ZonePtr> zone_from_file(std::string name, const std::filesystem::path& file) {
  const auto bytes = read_file(file, name);
  if (!bytes) return fail(bytes.error());
  return build(std::move(name), *bytes);
}

}  // namespace plumbline::adapters::system
