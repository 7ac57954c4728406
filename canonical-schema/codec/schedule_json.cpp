#include "canonical-schema/codec/schedule_json.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "canonical-schema/codec/json_document.hpp"
#include "canonical-schema/duration.hpp"
#include "canonical-schema/excerpt.hpp"

namespace plumbline::codec {
namespace {

using Json = nlohmann::json;

/// More texts than this start no one job.
constexpr std::size_t most_texts = 1'000;

tl::unexpected<Error> wrong(const std::string& field, std::string message, std::string hint = {}) {
  Where where;
  where.field = field;
  return fail(ErrorKind::invalid, std::move(message), std::move(hint), std::move(where));
}

/// The text of a member; empty if it is null or not there.
Result<std::string> text_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || found->is_null()) return std::string();
  if (!found->is_string()) return wrong(key, std::string("`") + key + "` is no text");
  return found->get<std::string>();
}

Result<std::optional<Instant>> instant_of(const Json& object, const char* key) {
  const auto text = text_of(object, key);
  if (!text) return fail(text.error());
  if (text->empty()) return std::nullopt;
  const auto instant = parse_instant(*text);
  if (!instant) return wrong(key, instant.error().message, instant.error().hint);
  return *instant;
}

/// A key that is misspelt would change the answer unseen. `around`: what else the object may hold.
Result<void> check_keys(const Json& object, std::initializer_list<std::string_view> around) {
  constexpr std::array<std::string_view, 8> own{"dialect", "expr",  "tz",  "timezone",
                                                "anchor",  "start", "end", "jitter"};
  for (const auto& [key, value] : object.items()) {
    if (std::ranges::find(own, key) != own.end() ||
        std::ranges::find(around, key) != around.end()) {
      continue;
    }
    return wrong("", "a schedule has no key " + excerpt(key),
                 "its keys are dialect, expr, tz (or timezone), anchor, start, end and jitter");
  }
  return {};
}

Result<std::string> zone_of(const Json& object) {
  const bool both = object.contains("tz") && object.contains("timezone");
  if (both) return wrong("timezone", "`tz` and `timezone` are the same; write one of them");
  return text_of(object, object.contains("timezone") ? "timezone" : "tz");
}

Result<std::vector<std::string>> texts_of(const Json& object) {
  const auto found = object.find("expr");
  if (found == object.end()) {
    return wrong("expr", "there is no `expr`", "write {\"dialect\", \"expr\", \"tz\"}");
  }
  if (found->is_string()) return std::vector<std::string>{found->get<std::string>()};
  if (!found->is_array()) return wrong("expr", "`expr` is neither a text nor a list of texts");
  if (found->empty()) {
    return wrong("expr", "`expr` is an empty list", "write null where nothing starts the workflow");
  }
  if (found->size() > most_texts) {
    return wrong("expr",
                 "`expr` lists " + std::to_string(found->size()) + " texts, more than the " +
                     std::to_string(most_texts) + " that are read",
                 "compare parts of the list");
  }
  std::vector<std::string> texts;
  for (const auto& item : *found) {
    if (!item.is_string()) return wrong("expr", "`expr` lists something that is no text");
    texts.push_back(item.get<std::string>());
  }
  return texts;
}

Result<std::optional<Seconds>> jitter_of(const Json& object) {
  const auto found = object.find("jitter");
  if (found == object.end() || found->is_null()) return std::nullopt;
  const bool is_whole = found->is_number_unsigned();
  if (!is_whole) return wrong("jitter", "`jitter` is no whole number of seconds");
  const auto seconds = found->get<std::uint64_t>();
  if (seconds > static_cast<std::uint64_t>(longest_duration.count())) {
    return wrong("jitter", "`jitter` is longer than a thousand years", "it counts seconds");
  }
  return Seconds{static_cast<std::int64_t>(seconds)};
}

Result<WrittenSchedule> schedule_of(const Json& json,
                                    std::initializer_list<std::string_view> around = {}) {
  WrittenSchedule schedule;
  if (json.is_string()) {
    schedule.pasted = json.get<std::string>();
    return schedule;
  }
  if (!json.is_object()) {
    return wrong("", "a schedule is neither an object nor a text",
                 "write {\"dialect\", \"expr\", \"tz\"}, or \"DIALECT:EXPR@ZONE\"");
  }
  if (auto ok = check_keys(json, around); !ok) return fail(ok.error());
  const auto expr = json.find("expr");
  schedule.nothing = expr != json.end() && expr->is_null();
  auto exprs = schedule.nothing ? std::vector<std::string>() : texts_of(json);
  if (!exprs) return fail(exprs.error());
  auto dialect = text_of(json, "dialect");
  if (!dialect) return fail(dialect.error());
  auto zone = zone_of(json);
  if (!zone) return fail(zone.error());
  schedule.exprs = *std::move(exprs);
  schedule.dialect = *std::move(dialect);
  schedule.zone = *std::move(zone);
  for (auto [key, member] :
       {std::pair{"anchor", &schedule.anchor}, std::pair{"start", &schedule.start},
        std::pair{"end", &schedule.end}}) {
    auto instant = instant_of(json, key);
    if (!instant) return fail(instant.error());
    *member = *instant;
  }
  auto jitter = jitter_of(json);
  if (!jitter) return fail(jitter.error());
  schedule.jitter = *jitter;
  return schedule;
}

Result<Json> json_of(std::string_view text) {
  auto json = parse_json(text, {});
  if (json) return json;
  // Line and column count within the entry: the reader of a long list has no use for them.
  Error error = std::move(json.error());
  error.where = {};
  return fail(std::move(error));
}

Result<WrittenSchedule> side_of(const Json& entry, const char* key) {
  const auto found = entry.find(key);
  if (found == entry.end()) {
    return wrong(key, std::string("there is no `") + key + "`",
                 "an entry is {\"id\", \"a\", \"b\"}");
  }
  auto side = schedule_of(*found);
  if (side) return side;
  Error error = std::move(side.error());
  error.where.field = key + (error.where.field.empty() ? "" : "." + error.where.field);
  return fail(std::move(error));
}

std::string id_of(const Json& entry) {
  if (!entry.is_object()) return "null";
  const auto found = entry.find("id");
  return found == entry.end() ? "null" : dump_json(*found).value_or("null");
}

}  // namespace

Result<WrittenSchedule> read_schedule_json(std::string_view text) {
  const auto json = json_of(text);
  if (!json) return fail(json.error());
  return schedule_of(*json);
}

Result<WrittenQuestion> read_question_json(std::string_view text) {
  const auto json = json_of(text);
  if (!json) return fail(json.error());
  if (!json->is_object()) {
    return wrong("", "a line is no object",
                 "write {\"dialect\", \"expr\", \"tz\", \"from\", \"count\"}");
  }
  auto schedule = schedule_of(*json, {"id", "from", "count"});
  if (!schedule) return fail(schedule.error());
  WrittenQuestion question{*std::move(schedule), {}, {}};
  auto from = instant_of(*json, "from");
  if (!from) return fail(from.error());
  question.from = *from;
  const auto count = json->find("count");
  if (count == json->end() || count->is_null()) return question;
  if (!count->is_number_unsigned()) return wrong("count", "`count` is no number from 0 on");
  question.count = count->get<std::size_t>();
  return question;
}

ScheduleEntry read_entry_json(std::string_view text) {
  const auto json = json_of(text);
  if (!json) return {"null", fail(json.error())};
  return {id_of(*json), schedule_of(*json, {"id"})};
}

PairEntry read_pair_json(std::string_view text) {
  const auto json = json_of(text);
  if (!json) return {"null", fail(json.error())};
  if (!json->is_object()) {
    return {"null", wrong("", "an entry is no object", "an entry is {\"id\", \"a\", \"b\"}")};
  }
  std::string id = id_of(*json);
  auto a = side_of(*json, "a");
  if (!a) return {std::move(id), fail(a.error())};
  auto b = side_of(*json, "b");
  if (!b) return {std::move(id), fail(b.error())};
  return {std::move(id), WrittenPair{*std::move(a), *std::move(b)}};
}

}  // namespace plumbline::codec
