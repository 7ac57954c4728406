#include "tests/schedule/engines/odd_runs.hpp"

#include <algorithm>
#include <iterator>
#include <span>
#include <sstream>

#include "tests/schedule/schedules.hpp"

namespace plumbline::schedule::test {

using namespace std::chrono;

OddRuns odd_runs(const EngineAnswer& engine, const EngineAnswer& ours) {
  const auto horizon = [](const EngineAnswer& answer) {
    return answer.fires.size() < fires_asked ? Instant::max() : answer.fires.back();
  };
  const Instant until = std::min(horizon(engine), horizon(ours));
  OddRuns odd;
  std::ranges::set_difference(engine.fires, ours.fires, std::back_inserter(odd.engine));
  std::ranges::set_difference(ours.fires, engine.fires, std::back_inserter(odd.ours));
  for (auto* side : {&odd.engine, &odd.ours}) {
    std::erase_if(*side, [&](Instant at) { return at > until; });
  }
  return odd;
}

bool differ_only_in(const EngineAnswer& engine, const EngineAnswer& ours,
                    const std::function<bool(Instant)>& is_explained) {
  const auto odd = odd_runs(engine, ours);
  return odd.engine.size() + odd.ours.size() > 0 && std::ranges::all_of(odd.engine, is_explained) &&
         std::ranges::all_of(odd.ours, is_explained);
}

bool ends_early(const EngineAnswer& engine, const EngineAnswer& ours) {
  return engine.fires.size() < ours.fires.size() &&
         std::ranges::equal(engine.fires, std::span(ours.fires).first(engine.fires.size()));
}

Segment segment_of(const EngineQuestion& question, Instant at) {
  return segment_at(**zones().load(question.zone), at);
}

sys_seconds local(const EngineQuestion& question, Instant at) {
  return at + segment_of(question, at).offset;
}

std::vector<std::string> day_items(const EngineQuestion& question, char letter) {
  std::istringstream fields(question.expr);
  std::string field;
  for (int i = 0; i < 4; ++i) fields >> field;
  std::ranges::transform(field, field.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  });
  std::istringstream items(field);
  std::vector<std::string> found;
  for (std::string item; std::getline(items, item, ',');) {
    if (item.find(letter) != std::string::npos) found.push_back(item);
  }
  return found;
}

bool follows_odd_gap(const EngineQuestion& question, Instant at) {
  const auto segment = segment_of(question, at);
  return segment.gap() % hours{1} != seconds{0} && at < segment.begin + segment.gap();
}

}  // namespace plumbline::schedule::test
