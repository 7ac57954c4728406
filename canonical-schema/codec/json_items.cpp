#include "canonical-schema/codec/json_items.hpp"

#include <utility>

namespace plumbline::codec {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool opens(char c) { return c == '[' || c == '{'; }
bool closes(char c) { return c == ']' || c == '}'; }

/// Of the name that matters, and one more, so that a longer one is another.
constexpr std::size_t longest_name = 8;
/// After so many items that are never closed the input is no list; each costs a pass over the rest.
constexpr int most_unclosed = 100;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

}  // namespace

void JsonItems::feed(std::string_view bytes) {
  for (const char c : bytes) {
    if (collecting_) {
      inside(c);
    } else {
      start(c);
    }
  }
}

/// A character between two items.
void JsonItems::start(char c) {
  if (place_ == Place::behind) return behind_list(c);
  if (is_space(c) || (c == ',' && place_ == Place::in_array)) return;
  if (place_ == Place::before) {
    if (byte_order_mark.find(c) != std::string_view::npos) return;
    place_ = c == '[' ? Place::in_array : Place::between_lines;
    if (c == '[') return;
  } else if (place_ == Place::in_array && c == ']') {
    place_ = Place::behind;
    depth_ = wrapped_ ? 1 : 0;
    return;
  }
  collecting_ = true;
  depth_ = 0;
  inside(c);
}

void JsonItems::inside(char c) {
  const bool ends_scalar =
      depth_ == 0 && !in_string_ && !item_.empty() && (is_space(c) || c == ',' || closes(c));
  if (ends_scalar) {
    finish_item();
    start(c);
    return;
  }
  if (item_.size() < longest_item) item_ += c;
  if (in_string_) {
    inside_string(c);
  } else {
    between_strings(c);
  }
}

void JsonItems::inside_string(char c) {
  if (escaped_) {
    escaped_ = false;
  } else if (c == '\\') {
    escaped_ = true;
  } else if (c == '"') {
    in_string_ = false;
    if (depth_ == 0) finish_item();
    return;
  }
  if (depth_ == 1 && name_.size() < longest_name) name_ += c;
}

void JsonItems::between_strings(char c) {
  if (c == '"') {
    in_string_ = true;
    name_.clear();
    named_vectors_ = false;
  } else if (c == ':') {
    named_vectors_ = place_ == Place::between_lines && depth_ == 1 && name_ == "vectors";
    if (named_vectors_) ++times_named_;
  } else if (opens(c)) {
    if (std::exchange(named_vectors_, false) && c == '[') return enter_array();
    ++depth_;
  } else if (closes(c)) {
    if (depth_ > 0) --depth_;
    if (depth_ == 0) finish_item();
  }
}

/// What else an object holds beside its "vectors" is nobody's concern, but they are there once.
void JsonItems::behind_list(char c) {
  if (depth_ == 0) {
    stray_ = stray_ || !is_space(c);
  } else if (in_string_) {
    inside_string(c);
  } else if (c == '"') {
    in_string_ = true;
    name_.clear();
  } else if (c == ':') {
    if (depth_ == 1 && name_ == "vectors") ++times_named_;
  } else if (opens(c)) {
    ++depth_;
  } else if (closes(c)) {
    --depth_;
  }
}

void JsonItems::enter_array() {
  place_ = Place::in_array;
  wrapped_ = true;
  collecting_ = false;
  item_.clear();
}

void JsonItems::finish_item() {
  items_.push_back(std::exchange(item_, {}));
  if (!wrapped_) times_named_ = 0;
  collecting_ = false;
  in_string_ = false;
}

void JsonItems::take_line_for_item() {
  const std::string text = std::exchange(item_, {});
  const auto line = text.find('\n');
  items_.push_back(text.substr(0, line));
  collecting_ = in_string_ = escaped_ = false;
  depth_ = times_named_ = 0;
  if (line != std::string::npos) feed(std::string_view(text).substr(line + 1));
}

std::string JsonItems::end() {
  for (int lines = 0; collecting_ && (depth_ > 0 || in_string_); ++lines) {
    if (lines == most_unclosed || item_.size() == longest_item) {
      return "an entry is not closed: what follows its line was not read";
    }
    take_line_for_item();
  }
  if (collecting_) finish_item();
  if (place_ == Place::in_array) return "the list is not closed";
  if (wrapped_ && times_named_ > 1) {
    return "the key \"vectors\" stands twice: one list was read, and nothing else";
  }
  if (place_ == Place::behind && depth_ > 0) return "the object around the list is not closed";
  if (stray_) return "something stands behind the list";
  return {};
}

std::optional<std::string> JsonItems::take() {
  if (items_.empty()) return std::nullopt;
  auto item = std::move(items_.front());
  items_.pop_front();
  return item;
}

}  // namespace plumbline::codec
