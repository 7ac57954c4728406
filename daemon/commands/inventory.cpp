#include <map>

#include "daemon/commands/commands.hpp"
#include "daemon/commands/live.hpp"
#include "daemon/truth_reader.hpp"
#include "reconcile/verdict.hpp"
#include "reports/inventory.hpp"

namespace plumbline::daemon {
namespace {

/// Which workflow truth declares at a place. Truth that cannot be read only leaves names out.
std::map<PlaceId, std::string> declared_names(const Session& session, Shell& shell) {
  std::map<PlaceId, std::string> names;
  TruthReader reader(shell.config(), shell.cache(), shell.runner(), shell.zones(), session.stop);
  const auto pinned = reader.pin();
  if (!pinned) {
    session.console.complain(pinned.error());
    return names;
  }
  for (const auto& repository : pinned->repositories) {
    if (repository.error) session.console.complain(*repository.error);
  }
  for (const auto& workflow : reader.read(*pinned).workflows) {
    for (const auto& place : workflow.places) names.emplace(place.id, to_string(workflow.id));
  }
  return names;
}

std::vector<reports::InventoryRow> rows_of(const std::vector<reconcile::PlatformReading>& platforms,
                                           const std::map<PlaceId, std::string>& names) {
  std::vector<reports::InventoryRow> rows;
  for (const auto& platform : platforms) {
    if (!platform.listing) continue;
    for (const auto& live : platform.listing->workflows) {
      const auto name = names.find(PlaceId{platform.name, live.id});
      // What is switched off by a plain comment exists only for whoever declares it.
      if (live.standing == Standing::dormant && name == names.end()) continue;
      rows.push_back(
          {platform.kind, platform.name, name == names.end() ? "" : name->second, &live});
    }
  }
  return rows;
}

}  // namespace

int run_inventory_command(const Session& session) {
  int code = 0;
  const auto shell = open_shell(session, code);
  if (shell == nullptr) return code;
  const auto platforms = read_platforms(session, *shell, session.arguments.values("--platform"));
  const auto rows = rows_of(platforms, declared_names(session, *shell));
  std::string text;
  if (session.arguments.has("--json")) {
    for (const auto& row : rows) text += reports::inventory_json(row);
  } else {
    text = reports::inventory_text(
        rows, {session.console.width(), session.console.colour(), !session.console.unicode()});
  }
  const auto done = session.console.print(text);
  return done ? completeness(platforms) : give_up(session, done.error());
}

}  // namespace plumbline::daemon
