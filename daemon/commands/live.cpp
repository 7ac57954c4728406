#include "daemon/commands/live.hpp"

#include <algorithm>

#include "reconcile/verdict.hpp"

namespace plumbline::daemon {
namespace {

constexpr std::size_t platforms_at_once = 8;

void complain_of(const Session& session, const reconcile::PlatformReading& platform) {
  if (!platform.listing) {
    Error error = platform.listing.error();
    if (error.where.platform.empty()) error.where.platform = platform.name;
    session.console.complain(error);
    return;
  }
  for (const auto& part : platform.listing->unread) {
    Error error = part.error;
    error.where.platform = platform.name;
    error.trail.push_back("while reading " + part.what);
    session.console.complain(error);
  }
}

}  // namespace

std::vector<reconcile::PlatformReading> read_platforms(const Session& session, Shell& shell,
                                                       const std::vector<std::string>& globs) {
  auto sources = shell.sources(globs);
  const auto count = std::to_string(sources.size());
  const auto raw = read_all(sources, platforms_at_once, session.stop, [&](std::size_t done) {
    session.console.progress("read " + std::to_string(done) + " of " + count + " platforms");
  });
  const auto now = present(session);
  std::vector<reconcile::PlatformReading> platforms;
  for (const auto& reading : raw) {
    platforms.push_back(normalise(reading, now));
    complain_of(session, platforms.back());
  }
  session.console.settle();
  return platforms;
}

int completeness(const std::vector<reconcile::PlatformReading>& platforms) {
  const bool whole = std::all_of(platforms.begin(), platforms.end(), [](const auto& platform) {
    return platform.listing && platform.listing->unread.empty();
  });
  return whole ? reconcile::exit_code::agree : reconcile::exit_code::incomplete;
}

}  // namespace plumbline::daemon
