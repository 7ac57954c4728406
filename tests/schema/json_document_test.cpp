#include "canonical-schema/codec/json_document.hpp"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"

namespace plumbline::test {
namespace {

using codec::dump_json;
using codec::parse_json;

struct BadJson {
  std::string text;
  const char* place;
  const char* message;
};

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

const std::vector<BadJson> bad_texts{
    {"", "1:1", "unexpected end of input"},
    {"{", "1:1", "unexpected end of input"},
    {"[1,2", "1:4", "unexpected end of input; expected ']'"},
    {"[1,]", "1:4", "unexpected ']'"},
    {"{\"a\":1,}", "1:8", "expected string literal"},
    {"{'a':1}", "1:2", "invalid literal"},
    {"[1]\n\n ]", "3:2", "expected end of input"},
    {"{}x", "1:3", "expected end of input"},
    {"nul", "1:3", "invalid literal"},
    {"01", "1:2", "expected end of input"},
    {"[NaN]", "1:2", "invalid literal"},
    {"// c\n1", "1:1", "invalid literal"},
    {"{\"a\":1,\"a\":2}", "1:10", "the key \"a\" stands twice"},
    {"{\"a\":{\"b\":1,\n\"b\":2}}", "2:3", "the key \"b\" stands twice"},
    {"{\"a\":1,\"\\u0061\":2}", "1:15", "the key \"a\" stands twice"},
    {"[1e999]", "1:7", "too large for a double"},
    {"[123456789012345678901]", "1:23", "does not fit into 64 bits"},
    {"[\"\xFF\"]", "1:3", "ill-formed UTF-8"},
    {"[\"\x01\"]", "1:3", "control character U+0001"},
    {"\"\\ud800\"", "1:8", "surrogate"},
    {nested(65), "1:65", "nested more than 64 levels"},
    {nested(100'000), "1:65", "nested more than 64 levels"},
    {std::string(200'000, '['), "1:65", "nested more than 64 levels"},
};

}  // namespace

TEST_CASE("each bad JSON text gives one clear message at its place", "[schema][json]") {
  for (const auto& bad : bad_texts) {
    const auto value = parse_json(bad.text, "a.json");
    CAPTURE(bad.text.substr(0, 100));
    REQUIRE_FALSE(value);
    CHECK_THAT(value.error().message, ContainsSubstring(bad.message));
    CHECK(value.error().message.size() < 300);
    const auto& where = value.error().where;
    CHECK(where.file == "a.json");
    CHECK(std::to_string(where.line) + ":" + std::to_string(where.column) == bad.place);
    CHECK(value.error().kind == ErrorKind::corrupt);
  }
}

TEST_CASE("JSON values are read as they are", "[schema][json]") {
  const auto value = parse_json(
      "\xEF\xBB\xBF {\"a\": [1, -2, 1.5, true, null, \"ü\\n\"], \"b\": {\"a\": {}}, "
      "\"big\": 18446744073709551615} ",
      "a.json");
  REQUIRE(value);
  CHECK(*value == nlohmann::json::parse("{\"a\": [1, -2, 1.5, true, null, \"ü\\n\"], "
                                        "\"b\": {\"a\": {}}, \"big\": 18446744073709551615}"));
  CHECK(parse_json(nested(64), "a.json").has_value());
}

TEST_CASE("JSON over its size limit is not read", "[schema][json]") {
  CHECK(parse_json("[1]", "a.json", {.bytes = 3, .depth = 64}).has_value());
  const auto value = parse_json("[1] ", "a.json", {.bytes = 3, .depth = 64});
  REQUIRE_FALSE(value);
  CHECK_THAT(value.error().message, ContainsSubstring("4 bytes, more than the 3"));
}

TEST_CASE("JSON is printed whatever it holds", "[schema][json]") {
  CHECK(dump_json(nlohmann::json{{"a", "\xFF"}}).value() == "{\"a\":\"\xEF\xBF\xBD\"}");
  CHECK(dump_json(nlohmann::json{{"a", {1}}}, 1).value() == "{\n \"a\": [\n  1\n ]\n}");
}

TEST_CASE("JSON too deep for the stack is refused, not printed", "[schema][json]") {
  nlohmann::json deep = 1;
  for (int i = 0; i < 100'000; ++i) {
    nlohmann::json outer = nlohmann::json::array();
    outer.push_back(std::move(deep));
    deep = std::move(outer);
  }
  const auto text = dump_json(deep);
  REQUIRE_FALSE(text);
  CHECK_THAT(text.error().message, ContainsSubstring("64 levels"));
}

}  // namespace plumbline::test
