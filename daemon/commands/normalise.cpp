#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "adapters/cron/cron_translate.hpp"
#include "adapters/system/zone_data.hpp"
#include "daemon/commands/commands.hpp"
#include "reconcile/verdict.hpp"
#include "reports/inventory.hpp"
#include "reports/redact.hpp"

namespace plumbline::daemon {
namespace {

namespace cron = adapters::cron;

constexpr std::size_t largest_input = std::size_t{16} << 20;

Result<std::string> read_input(const std::string& name) {
  const auto refuse = [&](ErrorKind kind, std::string message, std::string hint) {
    return fail(kind, std::move(message), std::move(hint), Where{name, 0, 0, {}, {}, {}});
  };
  std::error_code error;
  if (name != "-" && !std::filesystem::is_regular_file(name, error)) {
    return refuse(ErrorKind::not_found, "no such file", "check the path");
  }
  std::ifstream file;
  if (name != "-") {
    file.open(name, std::ios::binary);
    if (!file) return refuse(ErrorKind::forbidden, "this file cannot be read", "check its mode");
  }
  std::istream& stream = name == "-" ? std::cin : file;
  std::string bytes;
  std::string block(std::size_t{64} << 10, '\0');
  while (stream.read(block.data(), static_cast<std::streamsize>(block.size())) ||
         stream.gcount() > 0) {
    bytes.append(block, 0, static_cast<std::size_t>(stream.gcount()));
    if (bytes.size() > largest_input) {
      return refuse(ErrorKind::invalid, "this file is larger than 16 MiB", "is it a crontab?");
    }
  }
  return bytes;
}

/// Where the file stands, as far as the options and its name tell.
std::string source_of(const Arguments& arguments, const std::string& name) {
  auto source = arguments.value("--source").value_or("");
  const auto user = arguments.value("--user");
  if (source.empty() && user) return "user/" + *user;
  if (source.empty()) return "cron.d/" + std::filesystem::path(name).filename().string();
  if (source == "user" && user) return "user/" + *user;
  return source;
}

Error diagnostic_error(const std::string& file, const UnreadPart& part) {
  Error error = part.error;
  if (error.where.file.empty()) error.where.file = file;
  return error;
}

}  // namespace

int run_normalise_command(const Session& session) {
  const auto kind = session.arguments.value("--kind");
  if (!kind) {
    return give_up(session, Error{ErrorKind::invalid,
                                  "--kind is required",
                                  "plumbline normalise --kind cron /etc/crontab",
                                  {},
                                  {}});
  }
  const adapters::system::ZoneData zones;
  cron::TranslateOptions options;
  options.dialect = session.arguments.value("--dialect").value_or("debian-cron");
  options.timezone = session.arguments.value("--timezone").value_or("");
  const auto context = cron::understand(cron::HostSnapshot{}, options, zones);
  if (!context) return give_up(session, context.error());
  int code = reconcile::exit_code::agree;
  for (const auto& name : session.arguments.positional("FILE")) {
    const auto bytes = read_input(name);
    if (!bytes) {
      session.console.complain(bytes.error());
      code = reconcile::exit_code::invalid;
      continue;
    }
    auto listing =
        cron::translate_file({source_of(session.arguments, name), *bytes}, *context, zones);
    for (const auto& part : listing.unread) {
      session.console.complain(diagnostic_error(name, part));
      code = reconcile::exit_code::invalid;
    }
    std::string text;
    for (auto& live : listing.workflows) {
      // A commented line exists only for truth that claims it, and here is none.
      if (live.standing == Standing::dormant) continue;
      reports::redact(live);
      text += reports::inventory_json({*kind, {}, {}, &live});
    }
    const auto done = session.console.print(text);
    if (!done) return give_up(session, done.error());
  }
  return code;
}

}  // namespace plumbline::daemon
