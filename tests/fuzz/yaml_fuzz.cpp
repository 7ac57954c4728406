// The YAML reader. Properties: no crash, no hang; a text is read the same way twice; every error
// has a message and a place inside the text; what the tree says of a plain scalar's bytes is
// true; no typed reader fails without saying why.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "canonical-schema/codec/yaml_document.hpp"
#include "canonical-schema/codec/yaml_reader.hpp"

namespace {

using plumbline::codec::Errors;
using plumbline::codec::YamlKind;
using plumbline::codec::YamlNode;

void require(bool holds) {
  if (!holds) std::abort();
}

void read_as_everything(const YamlNode& node) {
  Errors errors;
  std::size_t refused = 0;
  refused += plumbline::codec::read_text(node, errors) ? 0 : 1;
  refused += plumbline::codec::read_boolean(node, errors) ? 0 : 1;
  refused += plumbline::codec::read_integer(node, {-5, 5}, errors) ? 0 : 1;
  refused += plumbline::codec::read_number(node, {-5, 5}, errors) ? 0 : 1;
  refused += plumbline::codec::read_duration(node, errors) ? 0 : 1;
  refused += plumbline::codec::read_period(node, errors) ? 0 : 1;
  refused += plumbline::codec::read_instant(node, true, errors) ? 0 : 1;
  refused += plumbline::codec::read_word(node, plumbline::when_busy_words, errors) ? 0 : 1;
  require(errors.size() == refused);
}

void check(const YamlNode& node, std::string_view bytes) {
  require(node.line() >= 1 && node.column() >= 1 && node.offset() <= bytes.size());
  if (const auto end = node.end_offset()) {
    require(*end >= node.offset() && *end <= bytes.size());
    const auto written = bytes.substr(node.offset(), *end - node.offset());
    require(written.find('\n') == std::string_view::npos);
    require(!node.plain() || written == node.text());
  }
  require(node.where().line == node.line());
  read_as_everything(node);
  for (const auto& item : node.items()) check(item, bytes);
  for (const auto& [key, value] : node.entries()) {
    require(node.find(key.text()).has_value());
    check(value, bytes);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto reading = plumbline::codec::parse_yaml(text, "w.yaml");
  for (const auto& error : reading.errors) {
    require(!error.message.empty() && error.where.file == "w.yaml");
    require(error.where.line >= 1 && error.where.column >= 1);
  }
  const auto again = plumbline::codec::parse_yaml(text, "w.yaml");
  require(reading.errors == again.errors);
  if (reading.ok()) {
    require(reading.document.root().kind() == YamlKind::map);
    check(reading.document.root(), reading.document.bytes());
  }
  return 0;
}
