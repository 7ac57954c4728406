#include "adapters/cron/marker.hpp"

#include <algorithm>

#include "canonical-schema/excerpt.hpp"

namespace plumbline::adapters::cron {
namespace {

constexpr std::string_view blanks = " \t\r";
constexpr const char* id_alphabet =
    "an id is 1 to 128 letters, digits and . _ - + @ : and begins with a letter or a digit";

void skip_blanks(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
}

/// The value at the front of `text`, which loses it; nullopt if its quote is not closed.
std::optional<std::string> take_value(std::string_view& text) {
  if (!text.empty() && (text.front() == '"' || text.front() == '\'')) {
    const auto close = text.find(text.front(), 1);
    if (close == std::string_view::npos) return std::nullopt;
    std::string value(text.substr(1, close - 1));
    text.remove_prefix(close + 1);
    return value;
  }
  const auto length = std::min(text.find_first_of(blanks), text.size());
  std::string value(text.substr(0, length));
  text.remove_prefix(length);
  return value;
}

void store(Marker& marker, std::string_view key, std::string value) {
  std::optional<std::string>* slot = key == "id"      ? &marker.id
                                     : key == "owner" ? &marker.owner
                                     : key == "tz"    ? &marker.tz
                                                      : nullptr;
  if (slot == nullptr) {
    marker.problems.push_back("unknown key \"" + std::string(key) +
                              "\" (a marker knows id, owner and tz)");
  } else if (slot->has_value()) {
    marker.problems.push_back("key \"" + std::string(key) + "\" stands twice");
  } else if (value.empty()) {
    marker.problems.push_back("key \"" + std::string(key) + "\" has no value" +
                              (key == "id" ? std::string(": ") + id_alphabet : std::string()));
  } else if (key == "id" && !is_marker_id(value)) {
    marker.problems.push_back(excerpt(value) + " cannot be an id: " + id_alphabet);
  } else {
    *slot = std::move(value);
  }
}

}  // namespace

bool is_marker_id(std::string_view id) {
  constexpr std::size_t longest = 128;
  constexpr std::string_view others = "._-+@:";
  const auto is_letter_or_digit = [](char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9');
  };
  return !id.empty() && id.size() <= longest && is_letter_or_digit(id.front()) &&
         std::all_of(id.begin(), id.end(), [&](char byte) {
           return is_letter_or_digit(byte) || others.find(byte) != std::string_view::npos;
         });
}

Marker read_marker(std::string_view line) {
  Marker marker;
  const auto colon = line.find("plumbline:");
  if (colon == std::string_view::npos) return marker;
  auto rest = line.substr(colon + std::string_view("plumbline:").size());
  for (skip_blanks(rest); !rest.empty(); skip_blanks(rest)) {
    const auto equals = rest.find_first_of("= \t\r");
    if (equals == std::string_view::npos || rest[equals] != '=' || equals == 0) {
      const auto word = rest.substr(0, std::min(rest.find_first_of(blanks), rest.size()));
      marker.problems.push_back("\"" + std::string(word) + "\" is no key=value");
      rest.remove_prefix(word.size());
      continue;
    }
    const auto key = rest.substr(0, equals);
    rest.remove_prefix(equals + 1);
    auto value = take_value(rest);
    if (!value) {
      marker.problems.push_back("the quote behind \"" + std::string(key) + "=\" is not closed");
      return marker;
    }
    store(marker, key, std::move(*value));
  }
  return marker;
}

}  // namespace plumbline::adapters::cron
