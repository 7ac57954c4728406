#include "daemon/live_reader.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include "daemon/platforms.hpp"
#include "reports/redact.hpp"

namespace plumbline::daemon {
namespace {

Result<std::unique_ptr<adapters::LiveReading>> read_one(ConfiguredSource& configured,
                                                        std::stop_token stop) {
  if (!configured.source) return fail(configured.source.error());
  try {
    return (*configured.source)->read(std::move(stop));
  } catch (const std::exception& error) {
    // One adapter's defect must not silence the others.
    return fail(ErrorKind::corrupt,
                std::string("reading failed inside the adapter: ") + error.what(),
                "this is a defect of Plumbline; please report it");
  }
}

}  // namespace

std::vector<RawReading> read_all(std::vector<ConfiguredSource>& sources, std::size_t in_flight,
                                 std::stop_token stop,
                                 const std::function<void(std::size_t)>& told) {
  std::vector<RawReading> readings(sources.size());
  std::atomic<std::size_t> next{0};
  std::mutex telling;
  std::size_t done = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < sources.size(); i = next++) {
      const auto begin = std::chrono::steady_clock::now();
      readings[i].entry = sources[i].entry;
      readings[i].reading = read_one(sources[i], stop);
      readings[i].duration = std::chrono::duration_cast<std::chrono::milliseconds>(
          std::chrono::steady_clock::now() - begin);
      const std::lock_guard lock(telling);
      told(++done);
    }
  };
  std::vector<std::jthread> workers;
  const auto wanted = std::min(std::max<std::size_t>(in_flight, 1), sources.size());
  for (std::size_t i = 1; i < wanted; ++i) workers.emplace_back(work);
  work();
  workers.clear();
  return readings;
}

reconcile::PlatformReading normalise(const RawReading& raw, Instant read_at) {
  reconcile::PlatformReading platform;
  platform.name = raw.entry->name;
  platform.kind = raw.entry->kind;
  platform.environment = raw.entry->environment;
  platform.installation = raw.entry->defaults;
  platform.report_packages = raw.entry->cron.report_packages;
  platform.duration = raw.duration;
  platform.read_at = read_at;
  if (!raw.reading) {
    platform.listing = fail(raw.reading.error());
    platform.profile = profile_of(raw.entry->kind, {});
    return platform;
  }
  platform.requests = (*raw.reading)->requests();
  platform.listing = (*raw.reading)->normalise();
  reports::redact(*platform.listing);
  platform.dialect = platform.listing->dialect;
  platform.profile = profile_of(raw.entry->kind, platform.listing->version);
  return platform;
}

}  // namespace plumbline::daemon
