#include <cstdlib>

#include <charconv>

#include "daemon/commands/commands.hpp"
#include "daemon/config/config_reader.hpp"
#include "reconcile/verdict.hpp"

namespace plumbline::daemon {

int exit_code_of(const Error& error) {
  return error.kind == ErrorKind::invalid ? reconcile::exit_code::invalid
                                          : reconcile::exit_code::failed;
}

int give_up(const Session& session, const Error& error) {
  session.console.complain(error);
  return exit_code_of(error);
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
  for (const auto& error : reading.errors) session.console.complain(error);
  if (!reading.ok()) {
    code = reconcile::exit_code::invalid;
    return std::nullopt;
  }
  return std::move(reading.config);
}

std::unique_ptr<Shell> open_shell(const Session& session, int& code) {
  auto config = load_config(session, code);
  if (!config) return nullptr;
  return std::make_unique<Shell>(std::move(*config), process_directories(), session.stop);
}

Instant present(const Session& session) {
  const char* stated = std::getenv("SOURCE_DATE_EPOCH");
  if (stated != nullptr || session.arguments.has("--deterministic")) {
    std::int64_t seconds = 0;
    const std::string_view text = stated == nullptr ? "0" : stated;
    std::from_chars(text.data(), text.data() + text.size(), seconds);
    return Instant{Seconds{seconds}};
  }
  return std::chrono::time_point_cast<Seconds>(std::chrono::system_clock::now());
}

}  // namespace plumbline::daemon
