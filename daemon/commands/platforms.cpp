#include <algorithm>

#include "canonical-schema/codec/json_text.hpp"
#include "daemon/commands/commands.hpp"
#include "daemon/commands/live.hpp"
#include "reports/display_text.hpp"

namespace plumbline::daemon {
namespace {

std::string state_of(const reconcile::PlatformReading& platform) {
  if (!platform.listing) return "unread";
  return platform.listing->unread.empty() ? "read" : "partial";
}

std::string json_line(const reconcile::PlatformReading& platform) {
  std::string out = "{\"platform\": " + codec::json_string(platform.name);
  const auto add = [&](const char* key, const std::string& value) {
    out += std::string(", \"") + key + "\": " + codec::json_string(value);
  };
  add("kind", platform.kind);
  add("environment", platform.environment);
  add("state", state_of(platform));
  if (platform.listing) {
    add("version", platform.listing->version);
    add("description", platform.listing->description);
    out += ", \"workflows\": " + std::to_string(platform.listing->count());
  } else {
    add("error", describe(platform.listing.error()));
  }
  return out + "}\n";
}

std::string text_of(const std::vector<reconcile::PlatformReading>& platforms) {
  std::size_t widest = 8;
  for (const auto& platform : platforms) widest = std::max(widest, platform.name.size());
  std::string out;
  for (const auto& platform : platforms) {
    out += reports::padded(reports::visible(platform.name), widest + 2);
    out += reports::padded(platform.kind, 15) + reports::padded(platform.environment, 13);
    out += reports::padded(state_of(platform), 9);
    if (platform.listing) {
      out += std::to_string(platform.listing->count()) + " workflows";
      if (!platform.listing->description.empty()) {
        out += ", " + reports::visible(platform.listing->description);
      }
    }
    out += "\n";
  }
  return out;
}

}  // namespace

int run_platforms_command(const Session& session) {
  int code = 0;
  const auto shell = open_shell(session, code);
  if (shell == nullptr) return code;
  const auto platforms = read_platforms(session, *shell, session.arguments.values("--platform"));
  std::string text;
  if (session.arguments.has("--json")) {
    for (const auto& platform : platforms) text += json_line(platform);
  } else {
    text = text_of(platforms);
  }
  const auto done = session.console.print(text);
  return done ? completeness(platforms) : give_up(session, done.error());
}

}  // namespace plumbline::daemon
