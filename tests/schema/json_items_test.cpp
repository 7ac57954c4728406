#include "canonical-schema/codec/json_items.hpp"

#include <vector>

#include "tests/support/catch.hpp"

using namespace plumbline;
using Items = std::vector<std::string>;

namespace {

/// The items of a text that is fed in blocks of `block` bytes, and what end() says.
std::pair<Items, std::string> cut(std::string_view text, std::size_t block) {
  codec::JsonItems items;
  Items taken;
  const auto take = [&] {
    while (auto item = items.take()) taken.push_back(*std::move(item));
  };
  for (; !text.empty(); text.remove_prefix(std::min(block, text.size()))) {
    items.feed(text.substr(0, block));
    take();
  }
  auto wrong = items.end();
  take();
  return {taken, wrong};
}

}  // namespace

TEST_CASE("A stream of JSON is cut into items however it arrives", "[schema][json]") {
  struct Case {
    const char* text;
    Items items;
    const char* wrong;
  };
  const std::vector<Case> cases{
      {"", {}, ""},
      {"[]", {}, ""},
      {"[1, \"a,]\\\"\", null,{\"b\":[1,{}]} , [2]]",
       {"1", "\"a,]\\\"\"", "null", "{\"b\":[1,{}]}", "[2]"},
       ""},
      {"{\"vectors\": [1, {\"vectors\": [2]}], \"x\": [3]}", {"1", "{\"vectors\": [2]}"}, ""},
      {"{\"meta\": {\"vectors\": [0]}, \"vectors\" : [1]}", {"1"}, ""},
      {"{\"vectors\": [1], \"x\": \"}, vectors:\"} ", {"1"}, ""},
      {"{\"vectors\": [1], \"vectors\": [2]}",
       {"1"},
       "the key \"vectors\" stands twice: one list was read, and nothing else"},
      {"{\"vectors\": 1, \"vectors\": [2]}",
       {"2"},
       "the key \"vectors\" stands twice: one list was read, and nothing else"},
      {"{\"vectors\": [1], \"x\": {\"vectors\": [2]}",
       {"1"},
       "the object around the list is not closed"},
      {"{\"vectors\": 1\n{\"vectors\": [2]}", {"{\"vectors\": 1", "2"}, ""},
      {"{\"vectors\": [1]} 2", {"1"}, "something stands behind the list"},
      {"{\"vectors\": 1, \"vectors\": 2}\n{\"vectors\": 3}\n",
       {"{\"vectors\": 1, \"vectors\": 2}", "{\"vectors\": 3}"},
       ""},
      {"{\"a\": 1}\n{\"b\": [\"}\"]}\n", {"{\"a\": 1}", "{\"b\": [\"}\"]}"}, ""},
      {"\xEF\xBB\xBF[true]", {"true"}, ""},
      {"[1, 2", {"1", "2"}, "the list is not closed"},
      {"[1, {\"a\": ", {"1", "{\"a\": "}, "the list is not closed"},
      {"{\"a\": 1}\n{\"b\"\n{\"c\": 2}\n", {"{\"a\": 1}", "{\"b\"", "{\"c\": 2}"}, ""},
      {"1\n[\n\"\n{\n2\n", {"1", "[", "\"", "{", "2"}, ""},
      {"[{\"a\": 1},\n{\"b\": [,\n{\"c\": 2}]", {"{\"a\": 1}", "{\"b\": [,", "{\"c\": 2}"}, ""},
      {"[1] 2", {"1"}, "something stands behind the list"},
      {"7", {"7"}, ""},
  };
  for (const auto& [text, items, wrong] : cases) {
    for (const std::size_t block : {1U, 2U, 3U, 1000U}) {
      CAPTURE(text, block);
      const auto [taken, complaint] = cut(text, block);
      CHECK(taken == items);
      CHECK(complaint == wrong);
    }
  }
}

TEST_CASE("An item that is too long is cut and the next one is whole", "[schema][json]") {
  const std::string text = "[\"" + std::string(codec::JsonItems::longest_item + 10, 'x') + "\", 1]";
  const auto [taken, wrong] = cut(text, 70'000);
  REQUIRE(taken.size() == 2);
  CHECK(taken[0].size() == codec::JsonItems::longest_item);
  CHECK(taken[1] == "1");
  CHECK(wrong.empty());
}
