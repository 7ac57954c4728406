#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "canonical-schema/codec/yaml_document.hpp"
#include "canonical-schema/duration.hpp"
#include "canonical-schema/result.hpp"
#include "canonical-schema/time.hpp"
#include "canonical-schema/value_words.hpp"

// Typed values out of YAML. All of them add what is wrong to a list and answer nullopt, so that
// one pass over a file reports everything. Messages say what was found and what is wanted.

namespace plumbline::codec {

using Errors = std::vector<Error>;

/// "the number 5", "\"yes\"", "a list", "nothing": what stands there, for messages.
[[nodiscard]] std::string found(const YamlNode& node);

/// Adds an error at `node`.
void refuse(const YamlNode& node, std::string message, std::string hint, Errors& errors);
/// Adds an error of a parser of scalars (parse_duration, parse_instant, …) at `node`. A column
/// within the scalar moves the place, if the scalar stands on one line.
void refuse(const YamlNode& node, const Error& error, Errors& errors);

/// Text, not empty. Plain words that other YAML readers take for something else (true, yes, 12,
/// 1.5, null) are refused with the hint to put them in quotes.
[[nodiscard]] std::optional<std::string> read_text(const YamlNode& node, Errors& errors);
/// Any scalar as it was written, empty and numbers too: `12` is "12".
[[nodiscard]] std::optional<std::string> read_scalar(const YamlNode& node, Errors& errors);
/// `true` or `false`. yes, no, on, off, y, n and quoted words are refused.
[[nodiscard]] std::optional<bool> read_boolean(const YamlNode& node, Errors& errors);

struct IntegerRange {
  std::int64_t least = std::numeric_limits<std::int64_t>::min();
  std::int64_t most = std::numeric_limits<std::int64_t>::max();
};
/// A plain decimal integer: no leading zero, no 0x, no fraction, no underscore.
[[nodiscard]] std::optional<std::int64_t> read_integer(const YamlNode& node,
                                                       const IntegerRange& range, Errors& errors);

struct NumberRange {
  double least = std::numeric_limits<double>::lowest();
  double most = std::numeric_limits<double>::max();
};
/// A plain decimal number, "2", "1.5"; no exponent, no .inf, no .nan.
[[nodiscard]] std::optional<double> read_number(const YamlNode& node, const NumberRange& range,
                                                Errors& errors);
/// parse_duration(); a bare number is refused, since nothing says its unit.
[[nodiscard]] std::optional<Seconds> read_duration(const YamlNode& node, Errors& errors);
/// parse_period().
[[nodiscard]] std::optional<Period> read_period(const YamlNode& node, Errors& errors);
/// parse_instant().
[[nodiscard]] std::optional<Instant> read_instant(const YamlNode& node, bool end_of_day,
                                                  Errors& errors);

/// The index of the word in `words`; the nearest one is the hint.
[[nodiscard]] std::optional<std::size_t> read_word(const YamlNode& node,
                                                   std::span<const std::string_view> words,
                                                   Errors& errors);
/// The value of a word of a table of value_words.hpp.
template <class Enum, std::size_t size>
[[nodiscard]] std::optional<Enum> read_word(const YamlNode& node,
                                            const std::array<Word<Enum>, size>& words,
                                            Errors& errors) {
  std::array<std::string_view, size> texts;
  for (std::size_t i = 0; i < size; ++i) texts[i] = words[i].text;
  const auto index = read_word(node, std::span<const std::string_view>(texts), errors);
  return index ? std::optional(words[*index].value) : std::nullopt;
}

/// The items of a list.
[[nodiscard]] std::optional<std::vector<YamlNode>> read_list(const YamlNode& node, Errors& errors);
/// A list of read_text(); nullopt if one of them is wrong.
[[nodiscard]] std::optional<std::vector<std::string>> read_texts(const YamlNode& node,
                                                                 Errors& errors);

/// The keys of one mapping. Every key that a call names is known; at the end
/// refuse_unknown_keys() reports all others with the nearest known one.
class YamlFields {
 public:
  /// If `node` is no mapping, that is reported and no key is there. `errors` must outlive this.
  YamlFields(const YamlNode& node, Errors& errors);

  [[nodiscard]] const YamlNode& node() const { return node_; }
  /// True if `node` is a mapping.
  [[nodiscard]] bool is_map() const { return node_.kind() == YamlKind::map; }
  [[nodiscard]] Errors& errors() const { return *errors_; }

  /// The value of `key`, which must be a literal or outlive this. A key without a value (`key:`)
  /// is reported, and counts as not there.
  [[nodiscard]] std::optional<YamlNode> find(std::string_view key);
  /// As above; reports a key that is not there.
  [[nodiscard]] std::optional<YamlNode> require(std::string_view key);
  /// Lets a key pass unread.
  void allow(std::string_view key) { known_.push_back(key); }

  // Optional keys: nullopt if not there or wrong (which is reported).
  [[nodiscard]] std::optional<std::string> text(std::string_view key);
  [[nodiscard]] std::optional<bool> boolean(std::string_view key);
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view key,
                                                    const IntegerRange& range);
  [[nodiscard]] std::optional<double> number(std::string_view key, const NumberRange& range);
  [[nodiscard]] std::optional<Seconds> duration(std::string_view key);
  [[nodiscard]] std::optional<std::vector<std::string>> texts(std::string_view key);
  template <class Enum, std::size_t size>
  [[nodiscard]] std::optional<Enum> word(std::string_view key,
                                         const std::array<Word<Enum>, size>& words) {
    const auto value = find(key);
    return value ? read_word(*value, words, *errors_) : std::nullopt;
  }
  /// Required text; empty if not there or wrong.
  [[nodiscard]] std::string required_text(std::string_view key);

  /// Reports every key that no call has named.
  void refuse_unknown_keys();

 private:
  YamlNode node_;
  Errors* errors_;
  std::vector<std::string_view> known_;
};

/// By file, line and column; what one place has wrong stays in order.
void sort_by_place(Errors& errors);

}  // namespace plumbline::codec
