#include "canonical-schema/codec/json_schema.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include <nlohmann/json.hpp>

#include "canonical-schema/field_catalogue.hpp"
#include "tests/support/catch.hpp"

namespace plumbline::test {
namespace {

std::string file_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST_CASE("docs/field-catalogue.md is what the catalogue says", "[schema][docs]") {
  const std::string path = std::string(PLUMBLINE_SOURCE_DIR) + "/docs/field-catalogue.md";
  // After a change of the catalogue, run this test once with PLUMBLINE_RENEW_DOCS=1.
  if (std::getenv("PLUMBLINE_RENEW_DOCS") != nullptr) {
    std::ofstream(path, std::ios::binary) << codec::field_catalogue_markdown();
  }
  CHECK(file_text(path) == codec::field_catalogue_markdown());
}

TEST_CASE("the JSON Schemas know every field of the catalogue", "[schema][jsonschema]") {
  const auto truth = nlohmann::json::parse(codec::json_schema(codec::SchemaOf::truth));
  const auto defaults = nlohmann::json::parse(codec::json_schema(codec::SchemaOf::defaults));
  CHECK(truth.at("$schema") == "http://json-schema.org/draft-07/schema#");
  const auto& workflow = truth.at("else").at("properties");
  for (const auto& row : field_catalogue) {
    CAPTURE(row.name);
    const bool in_places_only = row.id == FieldId::local;
    CHECK(workflow.contains(std::string(row.name)) != in_places_only);
    CHECK(defaults.at("properties").contains(std::string(row.name)) != in_places_only);
  }
  CHECK(workflow.contains("places"));
  CHECK_FALSE(defaults.at("properties").contains("places"));
  CHECK_FALSE(defaults.at("properties").contains("tasks"));
}

TEST_CASE("the schema of a waiver wants everything that the reader wants", "[schema][jsonschema]") {
  const auto waiver = nlohmann::json::parse(codec::json_schema(codec::SchemaOf::waiver));
  CHECK(waiver.at("required") ==
        nlohmann::json{"plumbline", "kind", "select", "owner", "reason", "expires"});
  CHECK(waiver.at("additionalProperties") == false);
}

}  // namespace
}  // namespace plumbline::test
