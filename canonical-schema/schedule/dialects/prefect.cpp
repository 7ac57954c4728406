#include <algorithm>
#include <array>
#include <charconv>

#include "canonical-schema/excerpt.hpp"
#include "canonical-schema/schedule/dialects/croniter.hpp"
#include "canonical-schema/schedule/dialects/families.hpp"
#include "canonical-schema/schedule/dialects/field_spec.hpp"
#include "canonical-schema/schedule/dialects/flat_json.hpp"
#include "canonical-schema/schedule/dialects/recurrence_rule.hpp"
#include "canonical-schema/time.hpp"

// Prefect's cron, interval and RRULE schedules, as text or as its API's JSON.

namespace plumbline::schedule {
namespace {

using Readings = std::vector<Reading>;

constexpr Seconds day{86'400};

/// Prefect carries its own copy of croniter, of this version.
Result<Readings> read_cron(std::string_view text, CroniterDays days, std::vector<Lint>& lints) {
  const auto version = croniter_version("6.0.0");
  if (!version) return fail(version.error());
  for (const auto& word : split_words(text)) {
    if (equal_ignoring_case(word.text, "r") || equal_ignoring_case(word.text, "h")) {
      return refuse(text, word.at, "Random and Hashed expressions are unsupported",
                    "write the value itself");
    }
  }
  return read_croniter({*version, days, false}, text, lints);
}

Result<Readings> read_rule(std::string_view text) {
  auto rule = recurrence_rule(text);
  if (!rule) return fail(std::move(rule.error()));
  Reading reading;
  reading.fields = std::move(rule->fields);
  reading.local_start = rule->start;
  return Readings{std::move(reading)};
}

class JsonReader {
 public:
  JsonReader(std::string_view text, std::vector<FlatMember> members, std::vector<Lint>& lints)
      : text_(text), members_(std::move(members)), lints_(lints) {}

  Result<Readings> read();

 private:
  Result<Readings> kind();
  Result<Readings> interval(const FlatMember& seconds);
  Result<void> only(std::span<const std::string_view> keys) const;
  Result<Readings> within(const FlatMember& member, Result<Readings> read);
  [[nodiscard]] const FlatMember* find(std::string_view key) const {
    const auto found = std::ranges::find(members_, key, &FlatMember::key);
    return found == members_.end() || (!found->is_string && found->value == "null") ? nullptr
                                                                                    : &*found;
  }
  [[nodiscard]] tl::unexpected<Error> bad(const FlatMember& member, const std::string& what) const {
    return refuse(text_, member.at, what + ": " + excerpt(member.value),
                  "write for example {\"cron\": \"0 9 * * *\", \"timezone\": \"Europe/Berlin\"}");
  }

  std::string_view text_;
  std::vector<FlatMember> members_;
  std::vector<Lint>& lints_;
  std::vector<Lint> inner_lints_;  ///< of a member's value, with spans within that
};

Result<Readings> JsonReader::read() {
  auto readings = kind();
  if (!readings) return readings;
  const auto* zone = find("timezone");
  if (zone == nullptr) return readings;
  if (!zone->is_string || zone->value.empty()) return bad(*zone, "no zone");
  for (auto& reading : *readings) {
    if (reading.kind == TriggerKind::cron) reading.zone = zone->value;
  }
  return readings;
}

Result<Readings> JsonReader::kind() {
  if (const auto* cron = find("cron")) {
    constexpr std::array<std::string_view, 3> keys{"cron", "timezone", "day_or"};
    if (auto fine = only(keys); !fine) return fail(std::move(fine.error()));
    const auto* day_or = find("day_or");
    const bool either = day_or == nullptr || day_or->value == "true";
    if (day_or != nullptr && (day_or->is_string || (!either && day_or->value != "false"))) {
      return bad(*day_or, "neither true nor false");
    }
    return within(*cron, read_cron(cron->value, either ? CroniterDays::either : CroniterDays::both,
                                   inner_lints_));
  }
  if (const auto* seconds = find("interval")) {
    constexpr std::array<std::string_view, 3> keys{"interval", "timezone", "anchor_date"};
    if (auto fine = only(keys); !fine) return fail(std::move(fine.error()));
    return interval(*seconds);
  }
  if (const auto* rule = find("rrule")) {
    constexpr std::array<std::string_view, 2> keys{"rrule", "timezone"};
    if (auto fine = only(keys); !fine) return fail(std::move(fine.error()));
    return within(*rule, read_rule(rule->value));
  }
  return refuse(text_, 0, "neither cron nor interval nor rrule",
                "write for example {\"cron\": \"0 9 * * *\"}");
}

/// Spans of what was read in a member's value, as spans of the whole text; where the value has
/// escapes, of the whole value.
Result<Readings> JsonReader::within(const FlatMember& member, Result<Readings> read) {
  const std::size_t begin = member.at + 1;
  const bool plain = text_.substr(begin, member.value.size()) == member.value;
  for (auto& lint : inner_lints_) {
    if (lint.end > 0) {
      lint.begin = plain ? lint.begin + begin : 0;
      lint.end = plain ? lint.end + begin : 0;
    }
    lints_.push_back(std::move(lint));
  }
  if (!read && read.error().where.column > 0) {
    const int before = column_of(text_, begin);
    read.error().where.column = plain ? read.error().where.column + before - 1 : before;
  }
  return read;
}

Result<void> JsonReader::only(std::span<const std::string_view> keys) const {
  for (const auto& member : members_) {
    if (std::ranges::find(keys, member.key) == keys.end()) {
      return bad(member, "Extra inputs are not permitted (" + member.key + ")");
    }
  }
  return {};
}

/// Whole seconds. From a day on Prefect adds days on the clock of a zone, after a first leap by
/// elapsed time: in a zone whose clock changes the hour depends on when it was asked.
Result<Readings> JsonReader::interval(const FlatMember& seconds) {
  std::string_view number = seconds.value;
  if (const auto point = number.find('.'); point != number.npos) {
    if (number.find_first_not_of('0', point + 1) != number.npos) {
      return fail(ErrorKind::unsupported, "fractions of a second are not read: " + excerpt(number),
                  "write whole seconds");
    }
    number = number.substr(0, point);
  }
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (seconds.is_string || error != std::errc() || end != number.data() + number.size()) {
    return bad(seconds, "no number of seconds");
  }
  if (value <= 0) return bad(seconds, "interval must be positive");
  if (value > longest_duration.count()) {
    return not_read(text_, seconds.at, "an interval of more than a thousand years is not compared",
                    "write for example {\"interval\": 3600}");
  }
  Reading reading;
  reading.kind = TriggerKind::every;
  reading.period.seconds = Seconds{value};
  const auto* zone = find("timezone");
  const bool by_clock = zone != nullptr && zone->value != "UTC" && zone->value != "Etc/UTC";
  if (by_clock && reading.period.seconds >= day) {
    return fail(ErrorKind::unsupported,
                "in a zone whose clock changes Prefect moves intervals of a day and more by an "
                "hour, depending on when it is asked",
                "write a cron schedule");
  }
  if (const auto* anchor = find("anchor_date")) {
    auto instant = parse_instant(anchor->value);
    if (!instant) return bad(*anchor, "no instant with its offset");
    reading.anchor = *instant;
  }
  return Readings{std::move(reading)};
}

Result<Readings> read(const DialectProfile&, std::string_view, std::string_view text,
                      std::vector<Lint>& lints) {
  if (is_recurrence_rule(text)) return read_rule(text);
  if (!text.starts_with('{')) return read_cron(text, CroniterDays::either, lints);
  auto members = flat_json(text);
  if (!members) return fail(std::move(members.error()));
  return JsonReader(text, *std::move(members), lints).read();
}

/// A skipped time runs later by the gap, a repeated one in its first copy, hourly ones too.
DstPolicy policy(const CronFields&) { return {GapPolicy::shift, FoldPolicy::first}; }

}  // namespace

DialectRows prefect_dialects() {
  DialectProfile prefect;
  prefect.name = "prefect";
  prefect.title = "Prefect";
  prefect.read = read;
  prefect.dst = policy;
  return {prefect};
}

}  // namespace plumbline::schedule
