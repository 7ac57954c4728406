#include "canonical-schema/codec/yaml_wording.hpp"

#include <array>

namespace plumbline::codec::detail {
namespace {

/// A part of the library's message, and ours. The first row that fits counts.
struct Row {
  std::string_view library;
  std::string_view message;
  std::string_view hint;
};
constexpr std::array<Row, 15> rows{{
    {"illegal map value", "a `:` stands where no value can begin",
     "put text that contains `: ` in quotes, and check the indentation"},
    {"illegal map key", "a `?` stands where no key can begin", "write `key: value`"},
    {"illegal block entry", "a `-` stands where no list item can begin",
     "put each item on its own line, below its key"},
    {"illegal flow end", "a `]` or `}` closes nothing", "remove it, or put the text in quotes"},
    {"end of map flow not found", "a `{` is not closed",
     "close it with `}`, or put the text in quotes"},
    {"end of sequence flow not found", "a `[` is not closed",
     "close it with `]`, or put the text in quotes"},
    {"end of map not found", "this does not fit into the mapping above",
     "give all keys of one mapping the same indentation"},
    {"end of sequence not found", "this does not fit into the list above",
     "give all items of one list the same indentation"},
    {"illegal EOF in scalar", "a quote is not closed", "close it with the same quote"},
    {"illegal tab", "a tab stands in the indentation", "indent with blanks"},
    {"referenced anchor is not defined", "an alias (`*`) is not read here",
     "put text that begins with `*` in quotes, such as cron expressions"},
    {"unknown token", "text cannot begin with this character", "put the text in quotes"},
    {"unexpected character in block scalar", "after `|` or `>` the line must end",
     "begin the text on the next line"},
    {"unknown escape character", "an unknown escape follows the backslash",
     "use single quotes for text with backslashes"},
    {"alias", "an alias (`*`) is not read here",
     "put text that begins with `*` in quotes, such as cron expressions"},
}};

}  // namespace

YamlWording wording_of(std::string_view library_message) {
  for (const Row& row : rows) {
    if (library_message.find(row.library) == std::string_view::npos) continue;
    return {std::string(row.message), std::string(row.hint)};
  }
  return {"this is no YAML: " + std::string(library_message), "put special text in quotes"};
}

}  // namespace plumbline::codec::detail
