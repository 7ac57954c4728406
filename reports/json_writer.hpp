#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace plumbline::reports {

/// Writes JSON front to back, keys in the order of the calls. Strings are always valid: bytes
/// that are no UTF-8 become U+FFFD, and characters that would steer a terminal or reorder text
/// are written as \uXXXX, so that printing the bytes is harmless.
/// The caller keeps the calls balanced; within objects every value follows a key().
class JsonWriter {
 public:
  enum class Style { compact, pretty };
  explicit JsonWriter(Style style = Style::compact) : style_(style) {}

  JsonWriter& begin_object() { return begin('{'); }
  JsonWriter& end_object() { return end('}'); }
  JsonWriter& begin_array() { return begin('['); }
  JsonWriter& end_array() { return end(']'); }
  JsonWriter& key(std::string_view name);
  JsonWriter& string(std::string_view value);
  /// `null` for an empty text.
  JsonWriter& string_or_null(std::string_view value);
  JsonWriter& number(std::int64_t value);
  /// At most three decimals.
  JsonWriter& decimal(double value);
  JsonWriter& boolean(bool value);
  JsonWriter& null();
  /// A value that is JSON already; written as a string if it is none after all.
  JsonWriter& embedded(std::string_view json);

  /// What was written; leaves the writer empty.
  [[nodiscard]] std::string take();

 private:
  JsonWriter& begin(char bracket);
  JsonWriter& end(char bracket);
  void before_value();
  void new_line();
  void append_string(std::string_view value);

  Style style_;
  std::string out_;
  std::size_t depth_ = 0;
  bool first_ = true;       ///< nothing was written yet at this depth
  bool after_key_ = false;  ///< the next value belongs to a key
};

}  // namespace plumbline::reports
