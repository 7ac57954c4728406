#include "canonical-schema/codec/yaml_document.hpp"

#include <random>
#include <string>
#include <vector>

#include "canonical-schema/codec/yaml_scalar.hpp"
#include "tests/support/catch.hpp"

namespace plumbline::test {
namespace {

using codec::parse_yaml;
using codec::YamlKind;
using codec::YamlNode;

/// "line:column" of the value of `key`.
std::string place(const YamlNode& map, std::string_view key) {
  const auto node = map.find(key).value();
  return std::to_string(node.line()) + ":" + std::to_string(node.column());
}

/// The scalar's own bytes, quotes included.
std::string written(const codec::YamlDocument& document, const YamlNode& node) {
  const auto end = node.end_offset();
  return end ? std::string(document.bytes().substr(node.offset(), *end - node.offset())) : "?";
}

}  // namespace

TEST_CASE("YAML scalars keep their text, their quotes and their place", "[schema][yaml]") {
  const auto reading = parse_yaml(
      "plain: one two\n"
      "single: 'it''s'\n"
      "double: \"a\\tb \\u00fc\"  # comment\n"
      "folded: >\n  one\n  two\n"
      "kept: |\n  one\n  two\n"
      "lines: one\n  two\n"
      "number: 12\n"
      "empty: ''\n",
      "w.yaml");
  REQUIRE(reading.ok());
  const auto root = reading.document.root();
  const auto text = [&](std::string_view key) { return std::string(root.find(key)->text()); };
  const auto bytes = [&](std::string_view key) {
    return written(reading.document, *root.find(key));
  };
  CHECK(text("plain") == "one two");
  CHECK(text("single") == "it's");
  CHECK(text("double") == "a\tb ü");
  CHECK(text("folded") == "one two\n");
  CHECK(text("kept") == "one\ntwo\n");
  CHECK(text("lines") == "one two");
  CHECK(text("empty").empty());
  CHECK(bytes("plain") == "one two");
  CHECK(bytes("single") == "'it''s'");
  CHECK(bytes("double") == "\"a\\tb \\u00fc\"");
  CHECK(bytes("empty") == "''");
  CHECK(bytes("folded") == "?");
  CHECK(bytes("lines") == "?");
  CHECK(root.find("number")->plain());
  CHECK_FALSE(root.find("single")->plain());
  CHECK_FALSE(root.find("kept")->plain());
  CHECK(place(root, "double") == "3:9");
}

TEST_CASE("YAML places count code points, in files with CRLF and a byte order mark too",
          "[schema][yaml]") {
  for (const char* text :
       {"ä: {ö: ü, ß: é}\nlist:\n  - x\n", "ä: {ö: ü, ß: é}\r\nlist:\r\n  - x\r\n",
        "\xEF\xBB\xBF"
        "ä: {ö: ü, ß: é}\nlist:\n  - x\n"}) {
    const auto reading = parse_yaml(text, "w.yaml");
    CAPTURE(text);
    REQUIRE(reading.ok());
    const auto root = reading.document.root();
    CHECK(place(*root.find("ä"), "ß") == "1:14");
    CHECK(written(reading.document, *root.find("ä")->find("ß")) == "é");
    const auto item = root.find("list")->items().at(0);
    CHECK(item.line() == 3);
    CHECK(item.column() == 5);
    CHECK(written(reading.document, item) == "x");
  }
}

TEST_CASE("a node knows its path", "[schema][yaml]") {
  const auto reading = parse_yaml(
      "retry: {delay: 5m}\nnotify:\n  - on: failure\n    to: [a, b]\n'a b': {c: 1}\n", "w.yaml");
  REQUIRE(reading.ok());
  const auto root = reading.document.root();
  CHECK(root.path().empty());
  CHECK(root.find("retry")->find("delay")->path() == "retry.delay");
  CHECK(root.find("retry")->entries().at(0).key.path() == "retry.delay");
  const auto to = root.find("notify")->items().at(0).find("to").value();
  CHECK(to.items().at(1).path() == "notify[0].to[1]");
  CHECK(root.find("a b")->find("c")->path() == "\"a b\".c");
  CHECK(to.items().at(1).where() == Where{"w.yaml", 4, 13, "", "", "notify[0].to[1]"});
}

TEST_CASE("nulls are told from text", "[schema][yaml]") {
  const auto reading =
      parse_yaml("a:\nb: ~\nc: null\nd: 'null'\ne: \"\"\nf:\nnullable: x\n", "w.yaml");
  REQUIRE(reading.ok());
  const auto root = reading.document.root();
  for (const char* key : {"a", "b", "c", "f"}) CHECK(root.find(key)->kind() == YamlKind::null);
  for (const char* key : {"d", "e"}) CHECK(root.find(key)->kind() == YamlKind::scalar);
  CHECK(place(root, "a") == "1:1");
  CHECK(place(root, "b") == "2:4");
  CHECK(place(root, "f") == "6:1");
}

TEST_CASE("a moved document keeps its nodes", "[schema][yaml]") {
  auto reading = parse_yaml("a: 'it''s'\nb: c\n", "w.yaml");
  const auto root = reading.document.root();
  const codec::YamlDocument moved = std::move(reading.document);
  CHECK(root.find("a")->text() == "it's");
  CHECK(moved.root().find("b")->text() == "c");
}

TEST_CASE("mappings keep the order of their keys, also very large ones", "[schema][yaml]") {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "key" + std::to_string(i * 7919 % 5000) + ": x\n";
  const auto reading = parse_yaml(text, "w.yaml");
  REQUIRE(reading.ok());
  const auto entries = reading.document.root().entries();
  REQUIRE(entries.size() == 5000);
  CHECK(entries.at(1).key.text() == "key2919");
}

TEST_CASE("whatever yaml_scalar writes, the reader reads back", "[schema][yaml][property]") {
  std::mt19937 random(20261121);
  const std::vector<std::string> pieces{"a", " ", "\n", "\t", ":", "#", "'", "\"", "\\", "-",  "[",
                                        "]", "{", "}",  ",",  "&", "*", "!", "|",  ">",  "%",  "@",
                                        "`", "?", "~",  "1",  ".", "ü", "€", "<",  "=",  "yes"};
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (auto length = random() % 9; length > 0; --length) text += pieces[random() % pieces.size()];
    const std::string file =
        "k: " + codec::yaml_scalar(text) + "\nl: [" + codec::yaml_scalar(text) + "]\n";
    const auto reading = parse_yaml(file, "w.yaml");
    CAPTURE(text, file);
    REQUIRE(reading.ok());
    CHECK(reading.document.root().find("k")->text() == text);
    CHECK(reading.document.root().find("l")->items().at(0).text() == text);
  }
}

}  // namespace plumbline::test
