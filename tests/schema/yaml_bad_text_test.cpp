#include <chrono>
#include <iostream>
#include <string>
#include <vector>

#include "canonical-schema/codec/yaml_document.hpp"
#include "tests/support/catch.hpp"

namespace plumbline::test {
namespace {

using codec::parse_yaml;
using namespace std::string_literals;

struct BadText {
  std::string text;
  const char* place;  ///< line:column of the first error
  const char* message;
};

const std::vector<BadText> bad_texts{
    // Nothing, or no mapping.
    {"", "1:1", "no content"},
    {"\n\n", "1:1", "no content"},
    {"# a comment\n", "1:1", "no content"},
    {"---\n", "2:1", "no content"},
    {"~\n", "1:1", "the top level is nothing, not a mapping"},
    {"text\n", "1:1", "the top level is text"},
    {"a:b\n", "1:1", "the top level is text"},
    {"- a\n- b\n", "1:1", "the top level is a list"},
    {"\n  [a, b]\n", "2:3", "the top level is a list"},
    // Text that the library's own reader ignores or loops on.
    {",", "1:1", "unexpected \",\""},
    {",:x", "1:1", "unexpected \",:x\""},
    {",a: b", "1:1", "unexpected \",a: b\""},
    {"k: v\n---\n,:x", "2:1", "a second document"},
    {"a: 1\n...\ntext\n", "3:1", "unexpected \"text\""},
    {"a: 1\n---\nb: 2\n", "2:1", "a second document"},
    {"{a: 1} x\n", "1:8", "unexpected \"x\""},
    {"  a: 1\nb: 2\n", "2:1", "unexpected \"b: 2\""},
    {"a: 'x\n", "1:4", "a quote is not closed"},
    {"a: >\n  b\nc\n", "3:1", "no `:` follows \"c\""},
    {"a: b\nc\n", "2:1", "no `:` follows \"c\""},
    {"a: 1\nb c 'd\n  e'\n", "2:1", "a key must stand on one line"},
    {"a: 1\n? |\n  b\n: 2\n", "2:3", "a key must stand on one line"},
    {"%: 1\na: 2\n", "1:1", "begins with `%`"},
    {"%YAML 1.1\n---\na: 2\n", "1:1", "begins with `%`"},
    {"a: 1\n%b: 2\n", "2:1", "begins with `%`"},
    {"a: [x, , y]\n", "1:8", "list item before this is empty"},
    {"a:\n  -\n  - x\n", "3:3", "list item before this is empty"},
    // Keys.
    {"a: 1\na: 2\n", "2:1", "\"a\" stands here twice, first in line 1"},
    {"'a': 1\n\"a\": 2\n", "2:1", "\"a\" stands here twice"},
    {"a:\n  b: 1\n  c: 2\n  b: 3\n", "4:3", "\"b\" stands here twice, first in line 2"},
    {"a: {b: 1, b: 2}\n", "1:11", "\"b\" stands here twice"},
    {"k: v\r\nk: w\r\n", "2:1", "\"k\" stands here twice"},
    {"\xEF\xBB\xBF"
     "a: 1\na: 2\n",
     "2:1", "\"a\" stands here twice"},
    {"? [a]\n: b\n", "1:3", "a key must be text, not a list"},
    {"{a: b}: c\n", "1:1", "a key must be text, not a mapping"},
    {": v\n", "1:1", "a key is missing"},
    {"~: v\n", "1:1", "a key is missing"},
    {"a: {b}\n", "1:5", "no `:` follows \"b\""},
    // Sharing and types.
    {"a: &x 1\n", "1:4", "an anchor"},
    {"a: &x {b: 1}\n", "1:4", "an anchor"},
    {"a: *x\n", "1:4", "an alias"},
    {"a: */5 * * * *\n", "1:4", "an alias"},
    {"a: !!str 1\n", "1:4", "a tag"},
    {"a: ! x\n", "1:4", "a tag"},
    {"a: !x [b]\n", "1:4", "a tag"},
    {"<<: {a: 1}\n", "1:1", "merging by `<<`"},
    // Syntax.
    {"a: b: c\n", "1:5", "a `:` stands where no value can begin"},
    {"ü: ß: c\n", "1:5", "a `:` stands where no value can begin"},
    {"a: 1\n b: 2\n", "2:3", "a `:` stands where no value can begin"},
    {"a\nb: c\n", "2:2", "a `:` stands where no value can begin"},
    {"a: - b\n", "1:4", "a `-` stands where no list item can begin"},
    {"a: 1\n]\n", "2:1", "closes nothing"},
    {"a: [b]]\n", "1:7", "closes nothing"},
    {"a: [1, 2\n", "1:4", "a `[` is not closed"},
    {"a: {b: 1\n", "1:4", "a `{` is not closed"},
    {"a: [b\n", "1:4", "a `[` is not closed"},
    {"a: \"b\n", "1:4", "a quote is not closed"},
    {"a: \"\\q\"\n", "1:7", "an unknown escape"},
    {"a: @daily\n", "1:4", "cannot begin with this character"},
    {"a: `x`\n", "1:4", "cannot begin with this character"},
    {"a: |x\n  b\n", "1:5", "after `|` or `>` the line must end"},
    {"a: [1] 2\n", "1:8", "does not fit into the mapping"},
    {"a: \"b\" c\n", "1:8", "does not fit into the mapping"},
    {"a:\n- b\n c: d\n", "3:3", "a `:` stands where no value can begin"},
    // Bytes.
    {"a:\n\tb: 1\n", "2:1", "a tab stands in the indentation"},
    {"a:\n  b: 1\n \tc: 2\n", "3:2", "a tab stands in the indentation"},
    {"a: 1\n\xEF\xBB\xBF"
     "b: 2\n",
     "2:1", "a byte order mark in the middle"},
    {"a: 1\rb: 2\n", "1:5", "a carriage return without a line feed"},
    {"a\0b: 1\n"s, "1:2", "a NUL byte"},
    {"a: \"\\0\"\n", "1:4", "contains a NUL character"},
    {"a: \x01\n", "1:4", "a control character (byte 01)"},
    {"a: \x7F\n", "1:4", "a control character (byte 7F)"},
    {"a: ü\xC2\x9B"
     "1\n",
     "1:5", "a control character"},
    {"a: \xFF\n", "1:4", "byte FF is no UTF-8"},
    {"ü: 1\nö: \xC3\n", "2:4", "byte C3 is no UTF-8"},
    {"a: \xED\xA0\x80\n", "1:4", "byte ED is no UTF-8"},
    {"a: \xC0\xAF\n", "1:4", "byte C0 is no UTF-8"},
    {"a: b\xE2\x80\xAE"
     "c\n",
     "1:5", "reverses the text around it"},
    {"\xFF\xFE"
     "a\0"s,
     "1:1", "byte FF is no UTF-8"},
};

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

std::string alias_bomb() {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int level = 1; level < 9; ++level) {
    const std::string before = "*a" + std::to_string(level - 1);
    text += "a" + std::to_string(level) + ": &a" + std::to_string(level) + " [" + before;
    for (int i = 0; i < 8; ++i) text += ", " + before;
    text += "]\n";
  }
  return text;
}

}  // namespace

TEST_CASE("each bad YAML text gives one clear message at its place", "[schema][yaml]") {
  for (const auto& bad : bad_texts) {
    const auto reading = parse_yaml(bad.text, "w.yaml");
    CAPTURE(bad.text);
    REQUIRE_FALSE(reading.ok());
    const Error& error = reading.errors.front();
    CHECK_THAT(error.message, ContainsSubstring(bad.message));
    CHECK(std::to_string(error.where.line) + ":" + std::to_string(error.where.column) == bad.place);
    CHECK(error.where.file == "w.yaml");
    CHECK_FALSE(error.hint.empty());
    CHECK(error.kind == ErrorKind::invalid);
  }
}

TEST_CASE("one mistake is one message", "[schema][yaml]") {
  for (const char* text : {"a:\n\tb: 1\n", "a: [b\n", "a: {b: 1, c\n", "a: 'x\n", "a: b\nc\n",
                           "a: @daily\n", ": v\n", ",", "a: &x 1\n", "a: [x, , y]\n"}) {
    CAPTURE(text);
    CHECK(parse_yaml(text, "w.yaml").errors.size() == 1);
  }
}

TEST_CASE("all mistakes that leave the rest readable are reported, in order", "[schema][yaml]") {
  const auto reading = parse_yaml("a: &x 1\nb:\n  c: 2\n  c: 3\na: 4\nd: *x\na: 5\n", "w.yaml");
  std::vector<int> lines;
  for (const auto& error : reading.errors) lines.push_back(error.where.line);
  CHECK(lines == std::vector<int>{1, 4, 5, 6, 7});
}

TEST_CASE("a file that breaks off keeps what stood before", "[schema][yaml]") {
  const auto reading = parse_yaml("workflow: x\nplaces:\n  - cron/db1: y\n  - cron/db2: [\n", "w");
  REQUIRE_FALSE(reading.ok());
  const auto root = reading.document.root();
  REQUIRE(root.find("places"));
  CHECK(root.find("places")->items().front().find("cron/db1")->text() == "y");
}

TEST_CASE("hostile YAML ends soon", "[schema][yaml]") {
  const std::size_t many = 1'000'000;
  const std::vector<std::pair<const char*, std::string>> hostile{
      {"one comma", ","},
      {"a comma and a colon", ",:x"},
      {"an alias bomb", alias_bomb()},
      {"2,000 brackets", repeated("[", 2000)},
      {"2,000 nested lists", "a: " + repeated("[", 2000) + repeated("]", 2000)},
      {"1 MB of [", repeated("[", many)},
      {"1 MB of {", repeated("{", many)},
      {"1 MB of ,", repeated(",", many)},
      {"1 MB of - ", repeated("- ", many / 2)},
      {"1 MB of ? ", repeated("? ", many / 2)},
      {"1 MB of a: ", repeated("a: ", many / 3)},
      {"1 MB of : ", repeated(": ", many / 2)},
      {"1 MB of &a ", repeated("&a ", many / 3)},
      {"1 MB of empty documents", repeated("---\n", many / 4)},
      {"1 MB of keys", "a:\n" + repeated(" b:\n", many / 4)},
      {"deep blocks", repeated("- ", 200) + "x"},
      {"over the size", repeated("a", 1024 * 1024 + 1)},
  };
  for (const auto& [name, text] : hostile) {
    const auto start = std::chrono::steady_clock::now();
    const auto reading = parse_yaml(text, "w.yaml");
    const auto took = std::chrono::steady_clock::now() - start;
    std::cout << name << ": " << std::chrono::duration_cast<std::chrono::microseconds>(took).count()
              << " us\n";
    CAPTURE(name);
    CHECK_FALSE(reading.ok());
    CHECK(reading.errors.size() <= codec::YamlLimits().errors + 1);
    // A wide bound: the machine may be busy, and sanitizers slow it.
    CHECK(took < std::chrono::seconds(10));
  }
}

TEST_CASE("every limit is exact", "[schema][yaml]") {
  codec::YamlLimits limits;
  SECTION("bytes") {
    limits.bytes = 5;
    CHECK(parse_yaml("a: 12", "w", limits).ok());
    CHECK_THAT(parse_yaml("a: 123", "w", limits).errors.at(0).message,
               ContainsSubstring("6 bytes, more than the 5"));
  }
  SECTION("depth") {
    limits.depth = 3;
    CHECK(parse_yaml("a: [[1]]", "w", limits).ok());
    CHECK_THAT(parse_yaml("a: [[[1]]]", "w", limits).errors.at(0).message,
               ContainsSubstring("more than 3 levels"));
  }
  SECTION("nodes") {
    limits.events = 5;
    CHECK(parse_yaml("a: 1\nb: 2\n", "w", limits).ok());
    CHECK_THAT(parse_yaml("a: 1\nb: 2\nc: 3\n", "w", limits).errors.at(0).message,
               ContainsSubstring("more than 5 nodes"));
  }
  SECTION("documents") {
    limits.documents = 2;
    const auto two = parse_yaml("a: 1\n---\nb: 2\n", "w", limits);
    CHECK(two.ok());
    CHECK(two.document.roots().size() == 2);
    CHECK_THAT(parse_yaml("a: 1\n---\nb: 2\n---\nc: 3\n", "w", limits).errors.at(0).message,
               ContainsSubstring("more than 2 documents"));
  }
  SECTION("errors") {
    limits.errors = 3;
    const auto reading = parse_yaml(repeated("a: 1\n", 50), "w", limits);
    CHECK(reading.errors.size() == 4);
    CHECK_THAT(reading.errors.back().message, ContainsSubstring("after 3 errors"));
  }
}

}  // namespace plumbline::test
