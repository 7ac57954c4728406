#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "canonical-schema/schedule/dialect.hpp"
#include "canonical-schema/schedule/schedule.hpp"
#include "canonical-schema/schedule/trigger.hpp"

// The first byte chooses the dialect or kind of trigger, and whether an engine with several
// versions is the newest of them or any; the rest is its text. Whatever is accepted must equal
// itself, keep its hash and have ascending fire times.

namespace {

using namespace plumbline;
using namespace plumbline::schedule;

/// One zone with a yearly clock change is enough to reach the code for changes.
class OneZone final : public ZoneSource {
 public:
  OneZone() {
    auto zone = std::make_shared<Zone>();
    zone->name = "Fuzz/Zone";
    zone->digest = "fuzz";
    const auto half_year = std::chrono::hours{24 * 182};
    // 400 years of 52-week half years would not repeat: the changes stay in the past.
    for (int i = 0; i < 8; ++i) {
      zone->transitions.push_back(
          {Instant{} + i * half_year, std::chrono::hours{i % 2 == 0 ? 2 : 1}});
    }
    zone->initial_offset = std::chrono::hours{1};
    zone->horizon = Instant{} + std::chrono::hours{24 * 150'000};
    zone_ = zone;
  }
  Result<ZonePtr> load(std::string_view) const override { return zone_; }

 private:
  ZonePtr zone_;
};

Trigger trigger_of(std::uint8_t selector, std::string text) {
  Trigger trigger;
  trigger.expr = std::move(text);
  trigger.zone = {ZoneKnowledge::named, "Fuzz/Zone"};
  const auto dialects = dialect_names();
  const std::size_t choice = selector % (dialects.size() + 2);
  if (choice < dialects.size()) {
    trigger.kind = TriggerKind::cron;
    trigger.dialect = dialects[choice];
    const auto versions = find_dialect(trigger.dialect)->versions();
    if ((selector & 0x80U) == 0 && versions && versions->size() > 1) {
      trigger.dialect += "@" + versions->back().argument;
    }
  } else {
    trigger.kind = choice == dialects.size() ? TriggerKind::every : TriggerKind::at;
    if ((selector & 0x80U) != 0) trigger.anchor = Instant{Seconds{selector}};
  }
  return trigger;
}

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  static const OneZone zones;
  std::string text(size - 1, '\0');
  for (std::size_t i = 1; i < size; ++i) text[i - 1] = static_cast<char>(data[i]);
  const auto schedule = compile({trigger_of(data[0], text)}, zones);
  if (!schedule) {
    require(!schedule.error().message.empty());
    return 0;
  }
  const auto relation = relate(**schedule, **schedule, Instant{}).relation;
  require(relation == Relation::equal || relation == Relation::never_both ||
          relation == Relation::nondeterministic || relation == Relation::unknown_phase ||
          (relation == Relation::ambiguous_version && (data[0] & 0x80U) != 0));
  const auto again = compile({trigger_of(data[0], text)}, zones);
  require(again && canonical_hash(**again) == canonical_hash(**schedule));
  require(explain(**schedule).size() <= 200);
  Instant last = Instant::min();
  for (const auto at : next_fires(**schedule, Instant{}, 5)) {
    require(at > last);
    last = at;
  }
  for (const auto& lint : lints(**schedule)) require(lint.end <= text.size());
  return 0;
}
