#pragma once

#include <string>

#include "tests/reconcile/bench.hpp"

// One workflow, one crontab, in the shape that most tests start from.

namespace plumbline::test {

inline const std::string story_truth =
    "plumbline: v1\n"
    "workflow: orders\n"
    "schedule: {cron: \"30 6 * * mon-fri\", timezone: Europe/Berlin}\n"
    "timeout: {run: 2h}\n"
    "places:\n"
    "  - {platform: host-17, id: cron.d/orders#orders}\n";

inline const std::string story_live =
    "# plumbline: id=orders\n"
    "30 6 * * 1-5 svc-orders timeout 2h /opt/orders/load\n";

inline const PlaceId story_place{"host-17", "cron.d/orders#orders"};

/// `text` with its first `from` replaced; throws if there is none.
inline std::string with(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

/// The story, both sides equal.
inline Bench story() {
  Bench bench;
  bench.truth["payments/orders.yaml"] = story_truth;
  bench.hosts["host-17"].files["cron.d/orders"].text = story_live;
  return bench;
}

inline void set_truth(Bench& bench, const std::string& from, const std::string& to) {
  bench.truth["payments/orders.yaml"] = with(story_truth, from, to);
}

inline void set_live(Bench& bench, const std::string& from, const std::string& to) {
  bench.hosts["host-17"].files["cron.d/orders"].text = with(story_live, from, to);
}

/// Nine o'clock on the given day of November 2026, UTC.
inline Instant day(int number) {
  return at("2026-11-01T09:00:00Z") + std::chrono::hours(24 * (number - 1));
}

}  // namespace plumbline::test
