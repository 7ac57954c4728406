#include "canonical-schema/codec/yaml_reader.hpp"

#include <algorithm>
#include <charconv>
#include <tuple>
#include <utility>

#include "canonical-schema/excerpt.hpp"
#include "canonical-schema/nearest.hpp"

namespace plumbline::codec {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

std::string lower(std::string_view text) {
  std::string copy(text);
  for (char& c : copy) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return copy;
}

std::string_view without_sign(std::string_view text) {
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  return text;
}

/// Digits with colons, "12:30": seconds or minutes to readers of YAML 1.1.
bool is_sexagesimal(std::string_view text) {
  return text.find(':') != std::string_view::npos && is_digit(text.front()) &&
         is_digit(text.back()) &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || c == ':'; });
}

/// True if some YAML reader, of 1.1 or 1.2, takes the plain text for a number.
bool looks_like_number(std::string_view text) {
  text = without_sign(text);
  const std::string word = lower(text);
  if (word == ".inf" || word == ".nan") return true;
  if (text.empty() || (!is_digit(text.front()) && text.front() != '.')) return false;
  if (is_sexagesimal(text)) return true;
  if (word.starts_with("0x") || word.starts_with("0o") || word.starts_with("0b")) {
    return word.size() > 2 && word.find_first_not_of("0123456789abcdef_", 2) == std::string::npos;
  }
  const auto exponent = word.find('e');
  const auto mantissa = std::string_view(word).substr(0, exponent);
  if (exponent != std::string::npos &&
      !all_digits(without_sign(std::string_view(word).substr(exponent + 1)))) {
    return false;
  }
  return mantissa.find_first_of("0123456789") != std::string_view::npos &&
         mantissa.find_first_not_of("0123456789_.") == std::string_view::npos &&
         std::count(mantissa.begin(), mantissa.end(), '.') <= 1;
}

/// What readers of YAML 1.1 make of a plain word: true, false, or neither.
std::optional<bool> truth_value(std::string_view text) {
  const std::string word = lower(text);
  if (word == "true" || word == "yes" || word == "on" || word == "y") return true;
  if (word == "false" || word == "no" || word == "off" || word == "n") return false;
  return std::nullopt;
}

bool is_plain_scalar(const YamlNode& node) {
  return node.kind() == YamlKind::scalar && node.plain();
}

void refuse_type(const YamlNode& node, std::string_view wanted, std::string hint, Errors& errors) {
  refuse(node, "wants " + std::string(wanted) + ", found " + found(node), std::move(hint), errors);
}

std::string joined(std::span<const std::string_view> words) {
  constexpr std::size_t most = 16;
  std::string text;
  for (std::size_t i = 0; i < words.size() && i < most; ++i) {
    if (i > 0) text += ", ";
    text += words[i];
  }
  return words.size() > most ? text + ", …" : text;
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> known,
                         const char* list) {
  if (const auto near = nearest(word, known)) return "did you mean `" + std::string(*near) + "`?";
  return list + joined(known);
}

/// "-?DIGITS", with a fraction if `fraction`, without a needless zero in front.
bool is_decimal(std::string_view text, bool fraction) {
  if (!text.empty() && text.front() == '-') text.remove_prefix(1);
  const auto point = fraction ? text.find('.') : std::string_view::npos;
  const auto whole = text.substr(0, point);
  if (!all_digits(whole) || (whole.size() > 1 && whole.front() == '0')) return false;
  return point == std::string_view::npos || all_digits(text.substr(point + 1));
}

const char* number_hint(const YamlNode& node) {
  const auto digits = without_sign(node.text());
  if (node.kind() != YamlKind::scalar) return "write a number";
  if (!node.plain()) return "remove the quotes";
  if (digits.size() > 1 && digits.front() == '0' && all_digits(digits)) {
    return "remove the leading zero: some readers take it for octal";
  }
  return "write it in plain digits";
}

std::string shown(double value) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return std::string(text.data(), end);
}

std::string span_of(const std::string& least, bool from, const std::string& most, bool to) {
  if (from && to) return "from " + least + " to " + most;
  return from ? "at least " + least : "at most " + most;
}

}  // namespace

std::string found(const YamlNode& node) {
  if (node.kind() != YamlKind::scalar) return name(node.kind());
  if (!node.plain()) return "the quoted text " + excerpt(node.text());
  if (looks_like_number(node.text())) return "the number " + std::string(node.text().substr(0, 40));
  return excerpt(node.text());
}

void refuse(const YamlNode& node, std::string message, std::string hint, Errors& errors) {
  errors.push_back({ErrorKind::invalid, std::move(message), std::move(hint), node.where(), {}});
}

void refuse(const YamlNode& node, const Error& error, Errors& errors) {
  Where where = node.where();
  if (error.where.column > 0 && node.end_offset()) {
    where.column += error.where.column - 1 + (node.plain() ? 0 : 1);
  }
  errors.push_back({ErrorKind::invalid, error.message, error.hint, std::move(where), error.trail});
}

std::optional<std::string> read_text(const YamlNode& node, Errors& errors) {
  if (node.kind() != YamlKind::scalar) {
    refuse_type(node, "text", "write it on one line, in quotes if needed", errors);
    return std::nullopt;
  }
  if (node.text().empty()) {
    refuse(node, "the text is empty", "write a text, or remove the key", errors);
    return std::nullopt;
  }
  if (node.plain() && (truth_value(node.text()) || looks_like_number(node.text()))) {
    refuse_type(node, "text", "put it in quotes: some YAML readers take it for something else",
                errors);
    return std::nullopt;
  }
  return std::string(node.text());
}

std::optional<std::string> read_scalar(const YamlNode& node, Errors& errors) {
  if (node.kind() == YamlKind::scalar) return std::string(node.text());
  refuse_type(node, "text", "write it on one line, in quotes if needed", errors);
  return std::nullopt;
}

std::optional<bool> read_boolean(const YamlNode& node, Errors& errors) {
  if (is_plain_scalar(node)) {
    if (node.text() == "true") return true;
    if (node.text() == "false") return false;
  }
  std::string hint = "write true or false";
  if (node.kind() == YamlKind::scalar) {
    if (const auto value = truth_value(node.text())) {
      hint = std::string("write ") + (*value ? "true" : "false") + ", without quotes";
    }
  }
  refuse_type(node, "true or false", std::move(hint), errors);
  return std::nullopt;
}

std::optional<std::int64_t> read_integer(const YamlNode& node, const IntegerRange& range,
                                         Errors& errors) {
  const auto text = node.text();
  if (!is_plain_scalar(node) || !is_decimal(text, false)) {
    refuse_type(node, "a whole number", number_hint(node), errors);
    return std::nullopt;
  }
  std::int64_t value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec == std::errc() && value >= range.least && value <= range.most) return value;
  const IntegerRange all;
  refuse(node, "the number " + std::string(text.substr(0, 40)) + " is out of range",
         "write a whole number " + span_of(std::to_string(range.least), range.least != all.least,
                                           std::to_string(range.most), true),
         errors);
  return std::nullopt;
}

std::optional<double> read_number(const YamlNode& node, const NumberRange& range, Errors& errors) {
  const auto text = node.text();
  if (!is_plain_scalar(node) || !is_decimal(text, true)) {
    refuse_type(node, "a number", number_hint(node), errors);
    return std::nullopt;
  }
  double value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec == std::errc() && value >= range.least && value <= range.most) return value;
  const NumberRange all;
  refuse(node, "the number " + std::string(text.substr(0, 40)) + " is out of range",
         "write a number " +
             span_of(shown(range.least), range.least > all.least, shown(range.most), true),
         errors);
  return std::nullopt;
}

std::optional<Seconds> read_duration(const YamlNode& node, Errors& errors) {
  if (node.kind() != YamlKind::scalar) {
    refuse_type(node, "a duration", "write it like 90s, 5m, 1h30m, 2d or 1w", errors);
    return std::nullopt;
  }
  auto duration = parse_duration(node.text());
  if (duration) return *duration;
  refuse(node, duration.error(), errors);
  return std::nullopt;
}

std::optional<Period> read_period(const YamlNode& node, Errors& errors) {
  if (node.kind() != YamlKind::scalar) {
    refuse_type(node, "a period", "write it like 90s, 5m, 1h30m, 2d, 1w or 1mo", errors);
    return std::nullopt;
  }
  auto period = parse_period(node.text());
  if (period) return *period;
  refuse(node, period.error(), errors);
  return std::nullopt;
}

std::optional<Instant> read_instant(const YamlNode& node, bool end_of_day, Errors& errors) {
  if (node.kind() != YamlKind::scalar) {
    refuse_type(node, "a point in time", "write it like 2026-11-21 or 2026-11-21T09:00:00Z",
                errors);
    return std::nullopt;
  }
  auto instant = parse_instant(node.text(), end_of_day);
  if (instant) return *instant;
  refuse(node, instant.error(), errors);
  return std::nullopt;
}

std::optional<std::size_t> read_word(const YamlNode& node, std::span<const std::string_view> words,
                                     Errors& errors) {
  if (node.kind() == YamlKind::scalar) {
    const auto at = std::find(words.begin(), words.end(), node.text());
    if (at != words.end()) return static_cast<std::size_t>(at - words.begin());
    refuse(node, "unknown word " + excerpt(node.text()),
           did_you_mean(node.text(), words, "write one of "), errors);
  } else {
    refuse_type(node, "one of " + joined(words), "write one word", errors);
  }
  return std::nullopt;
}

std::optional<std::vector<YamlNode>> read_list(const YamlNode& node, Errors& errors) {
  if (node.kind() == YamlKind::sequence) return node.items();
  refuse_type(node, "a list", "write it as [a, b], or one `- item` a line", errors);
  return std::nullopt;
}

std::optional<std::vector<std::string>> read_texts(const YamlNode& node, Errors& errors) {
  const auto items = read_list(node, errors);
  if (!items) return std::nullopt;
  std::vector<std::string> texts;
  for (const YamlNode& item : *items) {
    if (auto text = read_text(item, errors)) texts.push_back(std::move(*text));
  }
  return texts.size() == items->size() ? std::optional(std::move(texts)) : std::nullopt;
}

YamlFields::YamlFields(const YamlNode& node, Errors& errors) : node_(node), errors_(&errors) {
  if (!is_map()) refuse_type(node, "a mapping", "write `key: value` lines", errors);
}

std::optional<YamlNode> YamlFields::find(std::string_view key) {
  const bool is_asked_again = std::find(known_.begin(), known_.end(), key) != known_.end();
  if (!is_asked_again) known_.push_back(key);
  auto value = node_.find(key);
  if (!value || value->kind() != YamlKind::null) return value;
  if (is_asked_again) return std::nullopt;
  refuse(*value, "has no value", "write a value, or remove the key", *errors_);
  return std::nullopt;
}

std::optional<YamlNode> YamlFields::require(std::string_view key) {
  if (is_map() && !node_.find(key)) {
    refuse(node_, "the key `" + std::string(key) + "` is missing",
           "add `" + std::string(key) + ": …`", *errors_);
  }
  return find(key);
}

std::optional<std::string> YamlFields::text(std::string_view key) {
  const auto value = find(key);
  return value ? read_text(*value, *errors_) : std::nullopt;
}

std::optional<bool> YamlFields::boolean(std::string_view key) {
  const auto value = find(key);
  return value ? read_boolean(*value, *errors_) : std::nullopt;
}

std::optional<std::int64_t> YamlFields::integer(std::string_view key, const IntegerRange& range) {
  const auto value = find(key);
  return value ? read_integer(*value, range, *errors_) : std::nullopt;
}

std::optional<double> YamlFields::number(std::string_view key, const NumberRange& range) {
  const auto value = find(key);
  return value ? read_number(*value, range, *errors_) : std::nullopt;
}

std::optional<Seconds> YamlFields::duration(std::string_view key) {
  const auto value = find(key);
  return value ? read_duration(*value, *errors_) : std::nullopt;
}

std::optional<std::vector<std::string>> YamlFields::texts(std::string_view key) {
  const auto value = find(key);
  return value ? read_texts(*value, *errors_) : std::nullopt;
}

std::string YamlFields::required_text(std::string_view key) {
  const auto value = require(key);
  return value ? read_text(*value, *errors_).value_or("") : std::string();
}

void YamlFields::refuse_unknown_keys() {
  for (const auto& [key, value] : node_.entries()) {
    if (std::find(known_.begin(), known_.end(), key.text()) != known_.end()) continue;
    if (key.kind() != YamlKind::scalar) continue;  // the parser has refused it
    refuse(key, "unknown key " + excerpt(key.text()),
           did_you_mean(key.text(), known_, "known here: "), *errors_);
  }
}

void sort_by_place(Errors& errors) {
  std::stable_sort(errors.begin(), errors.end(), [](const Error& a, const Error& b) {
    return std::tie(a.where.file, a.where.line, a.where.column) <
           std::tie(b.where.file, b.where.line, b.where.column);
  });
}

}  // namespace plumbline::codec
