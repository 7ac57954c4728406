#pragma once

#include <string>

// What editors and people are told about truth files, made from the field catalogue.

namespace plumbline::codec {

/// The files of a truth repository that have a schema of their own. `truth` is any file but
/// defaults.yaml: a workflow, or with `kind: waiver` a waiver.
enum class SchemaOf { truth, waiver, defaults };

/// JSON Schema, draft-07, with a line feed at the end. It knows every key and word that the
/// reader knows; what needs more than one key or file (a zone somewhere above, expressions that
/// compile) only the reader can tell.
[[nodiscard]] std::string json_schema(SchemaOf document);

/// docs/field-catalogue.md, whole: every field with its rule, severity, how truth writes it and
/// what silence means. A test compares the file with this.
[[nodiscard]] std::string field_catalogue_markdown();

}  // namespace plumbline::codec
