#include "canonical-schema/codec/yaml_reader.hpp"

#include <functional>
#include <string>
#include <vector>

#include "canonical-schema/value_words.hpp"
#include "tests/support/catch.hpp"

namespace plumbline::test {
namespace {

using codec::Errors;
using codec::parse_yaml;
using codec::YamlFields;
using codec::YamlNode;

using Read = std::function<bool(const YamlNode&, Errors&)>;

const Read as_text = [](const YamlNode& n, Errors& e) {
  return codec::read_text(n, e).has_value();
};
const Read as_boolean = [](const YamlNode& n, Errors& e) {
  return codec::read_boolean(n, e).has_value();
};
const Read as_integer = [](const YamlNode& n, Errors& e) {
  return codec::read_integer(n, {0, 100}, e).has_value();
};
const Read as_number = [](const YamlNode& n, Errors& e) {
  return codec::read_number(n, {0.0, 10.0}, e).has_value();
};
const Read as_duration = [](const YamlNode& n, Errors& e) {
  return codec::read_duration(n, e).has_value();
};
const Read as_period = [](const YamlNode& n, Errors& e) {
  return codec::read_period(n, e).has_value();
};
const Read as_instant = [](const YamlNode& n, Errors& e) {
  return codec::read_instant(n, true, e).has_value();
};
const Read as_word = [](const YamlNode& n, Errors& e) {
  return codec::read_word(n, when_busy_words, e).has_value();
};
const Read as_texts = [](const YamlNode& n, Errors& e) {
  return codec::read_texts(n, e).has_value();
};

struct BadValue {
  Read read;
  const char* value;
  const char* message;
  const char* hint;
};

const std::vector<BadValue> bad_values{
    {as_text, "12", "wants text, found the number 12", "quotes"},
    {as_text, "1.5", "found the number 1.5", "quotes"},
    {as_text, "1e3", "found the number 1e3", "quotes"},
    {as_text, "0x1F", "found the number 0x1F", "quotes"},
    {as_text, "12:30", "found the number 12:30", "quotes"},
    {as_text, ".inf", "found the number .inf", "quotes"},
    {as_text, "yes", "wants text, found \"yes\"", "quotes"},
    {as_text, "Off", "wants text, found \"Off\"", "quotes"},
    {as_text, "true", "wants text, found \"true\"", "quotes"},
    {as_text, "''", "the text is empty", "remove the key"},
    {as_text, "[a]", "wants text, found a list", "one line"},
    {as_text, "{a: b}", "wants text, found a mapping", "one line"},
    {as_text, "~", "wants text, found nothing", "one line"},
    {as_boolean, "yes", "wants true or false, found \"yes\"", "write true, without quotes"},
    {as_boolean, "no", "found \"no\"", "write false"},
    {as_boolean, "on", "found \"on\"", "write true"},
    {as_boolean, "off", "found \"off\"", "write false"},
    {as_boolean, "y", "found \"y\"", "write true"},
    {as_boolean, "n", "found \"n\"", "write false"},
    {as_boolean, "True", "found \"True\"", "write true"},
    {as_boolean, "'true'", "found the quoted text \"true\"", "write true, without quotes"},
    {as_boolean, "1", "found the number 1", "write true or false"},
    {as_boolean, "maybe", "found \"maybe\"", "write true or false"},
    {as_integer, "014", "wants a whole number, found the number 014", "octal"},
    {as_integer, "0x1F", "wants a whole number", "plain digits"},
    {as_integer, "1.5", "wants a whole number, found the number 1.5", "plain digits"},
    {as_integer, "1e2", "wants a whole number", "plain digits"},
    {as_integer, "1_000", "wants a whole number", "plain digits"},
    {as_integer, "+5", "wants a whole number", "plain digits"},
    {as_integer, "'5'", "found the quoted text \"5\"", "remove the quotes"},
    {as_integer, "five", "found \"five\"", "plain digits"},
    {as_integer, "-1", "the number -1 is out of range", "from 0 to 100"},
    {as_integer, "101", "the number 101 is out of range", "from 0 to 100"},
    {as_integer, "99999999999999999999", "is out of range", "from 0 to 100"},
    {as_integer, "[5]", "wants a whole number, found a list", "write a number"},
    {as_number, ".inf", "wants a number", "plain digits"},
    {as_number, "1.", "wants a number", "plain digits"},
    {as_number, ".5", "wants a number", "plain digits"},
    {as_number, "01.5", "wants a number", "plain digits"},
    {as_number, "10.5", "the number 10.5 is out of range", "from 0 to 10"},
    {as_duration, "5", "the number \"5\" has no unit", "write 5s or 5m"},
    {as_duration, "5 minutes", "contains a blank", "one word"},
    {as_duration, "[5m]", "wants a duration, found a list", "1h30m"},
    {as_period, "1mo2d", "months cannot be mixed", "alone"},
    {as_instant, "tomorrow", "is no point in time", "2026-11-21"},
    {as_instant, "2026-02-30", "there is no such day", "2026-11-21"},
    {as_word, "skipp", "unknown word \"skipp\"", "did you mean `skip`?"},
    {as_word, "banana", "unknown word \"banana\"", "skip, queue, replace, allow"},
    {as_word, "[skip]", "wants one of skip, queue", "one word"},
    {as_texts, "a", "wants a list, found \"a\"", "[a, b]"},
    {as_texts, "[a, 1]", "wants text, found the number 1", "quotes"},
};

}  // namespace

TEST_CASE("each wrong value says what was found and what to write", "[schema][yaml]") {
  for (const auto& bad : bad_values) {
    const auto reading = parse_yaml("some: {key: " + std::string(bad.value) + "}\n", "w.yaml");
    CAPTURE(bad.value);
    REQUIRE(reading.ok());
    Errors errors;
    CHECK_FALSE(bad.read(*reading.document.root().find("some")->find("key"), errors));
    REQUIRE(errors.size() == 1);
    CHECK_THAT(errors[0].message, ContainsSubstring(bad.message));
    CHECK_THAT(errors[0].hint, ContainsSubstring(bad.hint));
    CHECK(errors[0].where.line == 1);
    CHECK(errors[0].where.column >= 13);
    CHECK_THAT(errors[0].where.field, ContainsSubstring("some.key"));
  }
}

TEST_CASE("right values are read", "[schema][yaml]") {
  const auto reading = parse_yaml(
      "t: plain words\nq: '12'\nd: 2026-11-21\nv: 1.2.3\nip: 10.0.0.1\nb: true\ni: -7\nn: 1.5\n"
      "s: 1h30m\nl: [a, 'b c']\nw: queue\nday: 2026-11-21\n",
      "w.yaml");
  REQUIRE(reading.ok());
  Errors errors;
  YamlFields fields(reading.document.root(), errors);
  CHECK(fields.text("t") == "plain words");
  CHECK(fields.text("q") == "12");
  CHECK(fields.text("d") == "2026-11-21");
  CHECK(fields.text("v") == "1.2.3");
  CHECK(fields.text("ip") == "10.0.0.1");
  CHECK(fields.boolean("b") == true);
  CHECK(fields.integer("i", {}) == -7);
  CHECK(fields.number("n", {}) == 1.5);
  CHECK(fields.duration("s") == Seconds(5400));
  CHECK(fields.texts("l") == std::vector<std::string>{"a", "b c"});
  CHECK(fields.word("w", when_busy_words) == WhenBusy::queue);
  CHECK(codec::read_instant(*fields.find("day"), true, errors) ==
        parse_instant("2026-11-21T23:59:59Z").value());
  CHECK_FALSE(fields.text("absent"));
  fields.refuse_unknown_keys();
  CHECK(errors.empty());
}

TEST_CASE("one pass over a mapping reports everything that is wrong", "[schema][yaml]") {
  const auto reading =
      parse_yaml("retry:\n  max: many\n  dealy: 5m\n  factor:\n  banana: 1\nextra: 1\n", "w.yaml");
  REQUIRE(reading.ok());
  Errors errors;
  YamlFields root(reading.document.root(), errors);
  YamlFields retry(*root.find("retry"), errors);
  CHECK_FALSE(retry.integer("max", {0, 100}));
  CHECK_FALSE(retry.duration("delay"));
  CHECK_FALSE(retry.number("factor", {}));
  retry.refuse_unknown_keys();
  CHECK(root.required_text("workflow").empty());
  root.allow("extra");
  root.refuse_unknown_keys();
  codec::sort_by_place(errors);
  std::vector<std::string> lines;
  for (const auto& error : errors) lines.push_back(describe(error));
  CHECK(
      lines ==
      std::vector<std::string>{
          "w.yaml:1:1: the key `workflow` is missing (add `workflow: …`)",
          "w.yaml:2:8: retry.max: wants a whole number, found \"many\" (write it in plain digits)",
          "w.yaml:3:3: retry.dealy: unknown key \"dealy\" (did you mean `delay`?)",
          "w.yaml:4:3: retry.factor: has no value (write a value, or remove the key)",
          "w.yaml:5:3: retry.banana: unknown key \"banana\" (known here: max, delay, factor)"});
}

TEST_CASE("a reader of keys refuses what is no mapping, once", "[schema][yaml]") {
  const auto reading = parse_yaml("retry: 3\n", "w.yaml");
  Errors errors;
  YamlFields retry(*reading.document.root().find("retry"), errors);
  CHECK_FALSE(retry.require("max"));
  retry.refuse_unknown_keys();
  REQUIRE(errors.size() == 1);
  CHECK(describe(errors[0]) ==
        "w.yaml:1:8: retry: wants a mapping, found the number 3 (write `key: value` lines)");
}

TEST_CASE("an error within a scalar points into it", "[schema][yaml]") {
  const auto reading = parse_yaml("a: bcd\ne: 'fgh'\n", "w.yaml");
  Error inner;
  inner.message = "wrong";
  inner.where.column = 3;
  Errors errors;
  refuse(*reading.document.root().find("a"), inner, errors);
  refuse(*reading.document.root().find("e"), inner, errors);
  CHECK(errors.at(0).where.column == 6);
  CHECK(errors.at(1).where.column == 7);
}

}  // namespace plumbline::test
