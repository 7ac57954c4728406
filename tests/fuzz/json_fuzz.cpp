// The JSON reader. Properties: no crash, no hang; an error has a message and a place; what was
// read is printed and reads the same again.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <nlohmann/json.hpp>

#include "canonical-schema/codec/json_document.hpp"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto value = plumbline::codec::parse_json(text, "a.json");
  if (!value) {
    require(!value.error().message.empty());
    require(value.error().where.line >= 1 && value.error().where.column >= 1);
    return 0;
  }
  const auto printed = plumbline::codec::dump_json(*value);
  require(printed.has_value());
  const auto again = plumbline::codec::parse_json(*printed, "a.json");
  require(again.has_value() && *again == *value);
  return 0;
}
