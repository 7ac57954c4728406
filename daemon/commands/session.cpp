#include <cstdlib>

#include <charconv>

#include "adapters/git/remote_url.hpp"
#include "canonical-schema/glob.hpp"
#include "canonical-schema/nearest.hpp"
#include "daemon/commands/commands.hpp"
#include "daemon/config/config_reader.hpp"
#include "reconcile/verdict.hpp"

namespace plumbline::daemon {
namespace {

/// The last second of the year 9999, the last that RFC 3339 can write.
constexpr std::int64_t last_second = 253'402'300'799;

std::optional<Seconds> seconds_in(std::string_view text) {
  std::int64_t seconds = 0;
  const auto* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, seconds);
  if (read.ec != std::errc() || read.ptr != end || seconds < 0 || seconds > last_second) {
    return std::nullopt;
  }
  return Seconds{seconds};
}

/// A misspelled --platform would leave nothing to read, and nothing read looks like agreement.
std::optional<Error> selects_nothing(const Session& session, const Config& config) {
  for (const auto& glob : session.arguments.values("--platform")) {
    std::vector<std::string_view> names;
    bool matched = false;
    for (const auto& [name, entry] : config.platforms) {
      names.emplace_back(name);
      matched = matched || glob_matches(glob, name);
    }
    if (matched) continue;
    const auto near = nearest(glob, names);
    return Error{
        ErrorKind::invalid,
        "no configured platform matches '" + glob + "'",
        near ? "did you mean " + std::string(*near) + "?" : "`plumbline platforms` lists them",
        {},
        {}};
  }
  return std::nullopt;
}

}  // namespace

int exit_code_of(const Error& error) {
  return error.kind == ErrorKind::invalid ? reconcile::exit_code::invalid
                                          : reconcile::exit_code::failed;
}

int give_up(const Session& session, const Error& error) {
  session.console.complain(error);
  return exit_code_of(error);
}

/// Addresses that would be refused when they are used, told before anything is read: one that
/// holds a password must not get as far as a report.
std::vector<Error> wrong_addresses(const Config& config) {
  std::vector<Error> errors;
  const auto check = [&](const std::string& repo, const Where& where) {
    if (!adapters::git::is_remote(repo)) return;
    const auto url = adapters::git::parse_remote_url(repo, false);
    if (url) return;
    Error error = url.error();
    error.where = where;
    errors.push_back(std::move(error));
  };
  for (const auto& entry : config.truth) check(entry.repo, entry.where);
  check(config.policy.repo, {});
  return errors;
}

std::optional<Config> load_config(const Session& session, int& code) {
  const auto directories = process_directories();
  const auto path = find_config(session.arguments.value("--config").value_or(""), directories);
  if (!path) {
    session.console.complain(path.error());
    code = reconcile::exit_code::invalid;
    return std::nullopt;
  }
  auto reading = read_config(*path, directories.home, system_files());
  if (reading.ok()) reading.errors = wrong_addresses(reading.config);
  for (const auto& error : reading.errors) session.console.complain(error);
  for (auto& warning : reading.warnings) {
    warning.message = "warning: " + warning.message;
    session.console.complain(warning);
  }
  if (!reading.ok()) {
    code = reconcile::exit_code::invalid;
    return std::nullopt;
  }
  return std::move(reading.config);
}

std::unique_ptr<Shell> open_shell(const Session& session, int& code) {
  auto config = load_config(session, code);
  if (!config) return nullptr;
  if (const auto error = selects_nothing(session, *config)) {
    code = give_up(session, *error);
    return nullptr;
  }
  return std::make_unique<Shell>(std::move(*config), process_directories(), session.stop);
}

std::optional<Error> wrong_clock() {
  if (const char* stated = std::getenv("SOURCE_DATE_EPOCH"); stated && !seconds_in(stated)) {
    return Error{ErrorKind::invalid,
                 "SOURCE_DATE_EPOCH is not a number of seconds",
                 "unset it, or give it the seconds since 1970, such as 1795257600",
                 {},
                 {}};
  }
  return std::nullopt;
}

Instant present(const Session& session) {
  const char* stated = std::getenv("SOURCE_DATE_EPOCH");
  if (stated != nullptr || session.arguments.has("--deterministic")) {
    return Instant{seconds_in(stated == nullptr ? "0" : stated).value_or(Seconds{0})};
  }
  return std::chrono::time_point_cast<Seconds>(std::chrono::system_clock::now());
}

}  // namespace plumbline::daemon
