#include "reports/json_writer.hpp"

#include <cmath>
#include <utility>

#include <nlohmann/json.hpp>

#include "canonical-schema/codec/json_text.hpp"
#include "reports/display_text.hpp"

namespace plumbline::reports {
namespace {

bool is_plain(char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; }

void append_unit(std::string& out, std::uint32_t unit) {
  constexpr std::string_view digits = "0123456789abcdef";
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += digits[(unit >> shift) & 0xFU];
}

/// \uXXXX, as a surrogate pair above U+FFFF.
void append_escape(std::string& out, char32_t character) {
  if (character < 0x10000) return append_unit(out, character);
  append_unit(out, 0xD800U + ((character - 0x10000U) >> 10U));
  append_unit(out, 0xDC00U + ((character - 0x10000U) & 0x3FFU));
}

void append_character(std::string& out, CodePoint point, std::string_view bytes) {
  if (!point.valid) {
    out += "\xEF\xBF\xBD";
  } else if (point.value == U'"' || point.value == U'\\') {
    out += '\\';
    out += bytes;
  } else if (point.value == U'\n') {
    out += "\\n";
  } else if (point.value == U'\t') {
    out += "\\t";
  } else if (is_hazardous(point.value)) {
    append_escape(out, point.value);
  } else {
    out += bytes;
  }
}

}  // namespace

void JsonWriter::append_string(std::string_view value) {
  out_ += '"';
  while (!value.empty()) {
    std::size_t plain = 0;
    while (plain < value.size() && is_plain(value[plain])) ++plain;
    out_ += value.substr(0, plain);
    value.remove_prefix(plain);
    if (value.empty()) break;
    const auto point = first_code_point(value);
    append_character(out_, point, value.substr(0, point.bytes));
    value.remove_prefix(point.bytes);
  }
  out_ += '"';
}

void JsonWriter::new_line() {
  out_ += '\n';
  out_.append(2 * depth_, ' ');
}

void JsonWriter::before_value() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (!first_) out_ += ',';
  if (style_ == Style::pretty && depth_ > 0) new_line();
  first_ = false;
}

JsonWriter& JsonWriter::begin(char bracket) {
  before_value();
  out_ += bracket;
  ++depth_;
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::end(char bracket) {
  --depth_;
  if (style_ == Style::pretty && !first_) new_line();
  out_ += bracket;
  first_ = false;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  before_value();
  append_string(name);
  out_ += style_ == Style::pretty ? ": " : ":";
  after_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::string(std::string_view value) {
  before_value();
  append_string(value);
  return *this;
}

JsonWriter& JsonWriter::string_or_null(std::string_view value) {
  return value.empty() ? null() : string(value);
}

JsonWriter& JsonWriter::number(std::int64_t value) {
  before_value();
  out_ += std::to_string(value);
  return *this;
}

JsonWriter& JsonWriter::decimal(double value) {
  before_value();
  codec::append_json_number(out_, std::round(value * 1000.0) / 1000.0);
  return *this;
}

JsonWriter& JsonWriter::boolean(bool value) {
  before_value();
  out_ += value ? "true" : "false";
  return *this;
}

JsonWriter& JsonWriter::null() {
  before_value();
  out_ += "null";
  return *this;
}

JsonWriter& JsonWriter::embedded(std::string_view json) {
  if (!nlohmann::json::accept(json)) return string(json);
  before_value();
  // Characters outside ASCII stand only inside the strings of valid JSON, where an escape may
  // take their place; control characters cannot stand there at all.
  while (!json.empty()) {
    const auto point = first_code_point(json);
    if (point.value >= 0x7F && is_hazardous(point.value)) {
      append_escape(out_, point.value);
    } else if (point.value >= 0x20) {
      out_ += json.substr(0, point.bytes);
    }
    json.remove_prefix(point.bytes);
  }
  return *this;
}

std::string JsonWriter::take() {
  if (style_ == Style::pretty) out_ += '\n';
  depth_ = 0;
  first_ = true;
  return std::exchange(out_, {});
}

}  // namespace plumbline::reports
