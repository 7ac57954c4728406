#include "canonical-schema/codec/json_document.hpp"

#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "canonical-schema/codec/text_check.hpp"
#include "canonical-schema/excerpt.hpp"

namespace plumbline::codec {
namespace {

using Json = nlohmann::json;

/// Walks over the bytes and lets others see how far it has come, since the library does not say
/// where the event lies that it reports.
class TrackedByte {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  TrackedByte(const char* at, const char** seen) : at_(at), seen_(seen) {}

  reference operator*() const { return *at_; }
  TrackedByte& operator++() {
    *seen_ = ++at_;
    return *this;
  }
  TrackedByte operator++(int) {
    const TrackedByte old = *this;
    ++*this;
    return old;
  }
  bool operator==(const TrackedByte& other) const { return at_ == other.at_; }
  bool operator!=(const TrackedByte& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  const char** seen_;
};

/// The library's own words for a syntax error, without its prefix and the text it quotes, which
/// may be as long as the file.
std::string syntax_message(std::string_view what) {
  const auto reason = what.find(" - ");
  if (reason == std::string_view::npos) return "a number is too large for a double";
  what.remove_prefix(reason + 3);
  const auto quoted = what.find("; last read");
  std::string message = "this is no JSON: " + std::string(what.substr(0, quoted));
  const auto wanted = what.rfind("; expected ");
  if (quoted != std::string_view::npos && wanted != std::string_view::npos && wanted > quoted) {
    message += what.substr(wanted);
  }
  return message;
}

/// Builds the value; each member returns false to end the parse, with `problem` set.
class TreeBuilder final : public nlohmann::json_sax<Json> {
 public:
  explicit TreeBuilder(std::size_t depth) : depth_(depth) {}

  Json root;
  std::string problem;

  bool null() override { return put(nullptr); }
  bool boolean(bool value) override { return put(value); }
  bool number_integer(number_integer_t value) override { return put(value); }
  bool number_unsigned(number_unsigned_t value) override { return put(value); }
  bool number_float(number_float_t value, const string_t& text) override {
    if (text.find_first_of(".eE") != std::string::npos) return put(value);
    return refuse("the integer " + excerpt(text) + " does not fit into 64 bits");
  }
  bool string(string_t& value) override { return put(std::move(value)); }
  bool binary(binary_t&) override { return refuse("binary data"); }

  bool start_object(std::size_t) override { return open(Json::object()); }
  bool start_array(std::size_t) override { return open(Json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    auto& object = open_.back()->get_ref<Json::object_t&>();
    const auto [place, is_new] = object.try_emplace(name, nullptr);
    member_ = &place->second;
    return is_new || refuse("the key " + excerpt(name) + " stands twice in one object");
  }

  bool parse_error(std::size_t, const std::string&, const Json::exception& error) override {
    return refuse(syntax_message(error.what()));
  }

 private:
  bool refuse(std::string why) {
    problem = std::move(why);
    return false;
  }
  Json& place(Json value) {
    if (open_.empty()) return root = std::move(value);
    if (open_.back()->is_object()) return *member_ = std::move(value);
    return open_.back()->get_ref<Json::array_t&>().emplace_back(std::move(value));
  }
  bool put(Json value) {
    place(std::move(value));
    return true;
  }
  bool open(Json value) {
    if (open_.size() >= depth_) {
      return refuse("nested more than " + std::to_string(depth_) + " levels deep");
    }
    open_.push_back(&place(std::move(value)));
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  std::size_t depth_;
  std::vector<Json*> open_;
  Json* member_ = nullptr;
};

/// Not by recursion: this is what guards the recursion of the library's printer.
bool deeper_than(const Json& value, std::size_t most) {
  std::vector<std::pair<const Json*, std::size_t>> waiting{{&value, 0}};
  while (!waiting.empty()) {
    const auto [node, depth] = waiting.back();
    waiting.pop_back();
    if (!node->is_structured()) continue;
    if (depth >= most) return true;
    for (const Json& child : *node) {
      if (child.is_structured()) waiting.emplace_back(&child, depth + 1);
    }
  }
  return false;
}

}  // namespace

Result<Json> parse_json(std::string_view bytes, std::string_view file, const JsonLimits& limits) {
  const char* const hint = "check that the file is whole and was made by the program it names";
  if (bytes.size() > limits.bytes) {
    Where where;
    where.file = file;
    return fail(ErrorKind::corrupt,
                std::to_string(bytes.size()) + " bytes, more than the " +
                    std::to_string(limits.bytes) + " that are read",
                hint, where);
  }
  TreeBuilder builder(limits.depth);
  const char* seen = bytes.data();
  const char* const end = bytes.data() + bytes.size();
  const bool whole =
      Json::sax_parse(TrackedByte(bytes.data(), &seen), TrackedByte(end, &seen), &builder);
  if (whole) return std::move(builder.root);
  const auto read = static_cast<std::size_t>(seen - bytes.data());
  return fail(ErrorKind::corrupt, std::move(builder.problem), hint,
              place_of(bytes, read == 0 ? 0 : read - 1, file));
}

Result<std::string> dump_json(const Json& value, int indent) {
  if (deeper_than(value, JsonLimits().depth)) {
    return fail(
        ErrorKind::invalid,
        "the value is nested more than " + std::to_string(JsonLimits().depth) + " levels deep",
        "flatten it");
  }
  return value.dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace plumbline::codec
