#include "canonical-schema/codec/yaml_document.hpp"

#include <algorithm>
#include <cstddef>
#include <istream>
#include <memory>
#include <streambuf>
#include <string>
#include <utility>

#include <yaml-cpp/anchor.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include "canonical-schema/codec/text_check.hpp"
#include "canonical-schema/codec/yaml_tree.hpp"
#include "canonical-schema/codec/yaml_tree_builder.hpp"
#include "canonical-schema/codec/yaml_wording.hpp"

// The only file that includes yaml-cpp. It runs the library's event interface, because its node
// interface loops without end on a file of one comma, expands aliases and keeps double keys.

namespace plumbline::codec {
namespace {

using detail::YamlPlace;
using detail::YamlStop;
using detail::YamlTree;
using detail::YamlTreeBuilder;

/// Lets yaml-cpp read the bytes where they lie.
class ViewBuffer : public std::streambuf {
 public:
  explicit ViewBuffer(std::string_view bytes) {
    char* const begin = const_cast<char*>(bytes.data());  // never written through: input only
    setg(begin, begin, begin + bytes.size());
  }
};

/// Turns the library's events into the builder's.
class Events final : public YAML::EventHandler {
 public:
  Events(YamlTreeBuilder& builder, bool ascii) : builder_(builder), ascii_(ascii) {}

  void OnDocumentStart(const YAML::Mark& mark) override { builder_.begin_document(place(mark)); }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const YamlPlace at = place(mark);
    check_properties(at, "?", anchor);
    builder_.add_null(at);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    const auto wording = detail::wording_of("alias");
    builder_.refuse(place(mark), wording.message, wording.hint);
    builder_.add_scalar(place(mark), true, "*");
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    const YamlPlace at = place(mark);
    check_properties(at, tag, anchor);
    builder_.add_scalar(at, tag == "?", value);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(YamlKind::sequence, mark, tag, anchor);
  }
  void OnSequenceEnd() override { builder_.close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(YamlKind::map, mark, tag, anchor);
  }
  void OnMapEnd() override { builder_.close(); }

  /// Turns a syntax error into ours.
  void refuse(const YAML::Exception& problem) {
    const YamlPlace at = place(problem.mark);
    if (builder_.refuse_tab_near(at.line)) return;
    auto wording = detail::wording_of(problem.msg);
    if (problem.msg.find("flow not found") == std::string::npos) {
      builder_.refuse(at, std::move(wording.message), std::move(wording.hint));
    } else {
      builder_.refuse_unclosed(std::move(wording.message), std::move(wording.hint));
    }
  }

 private:
  /// The library counts from 0, and columns in bytes.
  [[nodiscard]] YamlPlace place(const YAML::Mark& mark) const {
    const auto text = builder_.text();
    if (mark.pos < 0) {
      const Where end = place_of(text, text.size(), {});
      return {text.size(), text.size(), end.line, end.column};
    }
    const auto offset = std::min(static_cast<std::size_t>(mark.pos), text.size());
    const auto bytes = std::min(static_cast<std::size_t>(std::max(mark.column, 0)), offset);
    const auto line = text.substr(offset - bytes, bytes);
    const auto columns = ascii_ ? bytes : code_points(line);
    return {offset, offset - bytes, mark.line + 1, static_cast<int>(columns) + 1};
  }

  void open(YamlKind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    const YamlPlace at = place(mark);
    check_properties(at, tag, anchor);
    builder_.open(kind, at);
  }

  /// Anchors and tags. The library gives the same tag to a quoted text and to `!`, so the byte
  /// decides.
  void check_properties(const YamlPlace& at, const std::string& tag, YAML::anchor_t anchor) {
    const auto text = builder_.text();
    const char first = at.offset < text.size() ? text[at.offset] : '\0';
    if (anchor != YAML::NullAnchor || first == '&') {
      builder_.refuse(at, "an anchor (`&`) is not read here",
                      "write the value out where it is needed");
    } else if (first == '!' || (tag != "?" && tag != "!" && !tag.empty())) {
      builder_.refuse(at, "a tag (`!`) is not read here", "remove it, or put the text in quotes");
    }
  }

  YamlTreeBuilder& builder_;
  bool ascii_;
};

void build(YamlTree& tree, const TextFacts& facts, const YamlLimits& limits,
           std::vector<Error>& errors) {
  YamlTreeBuilder builder(tree, errors, limits, facts);
  Events events(builder, facts.ascii);
  ViewBuffer buffer(builder.text());
  std::istream stream(&buffer);
  try {
    try {
      YAML::Parser parser(stream);
      while (parser.HandleNextDocument(events)) {
      }
    } catch (const YAML::Exception& problem) {
      events.refuse(problem);
    }
  } catch (const YamlStop&) {  // NOLINT(bugprone-empty-catch): why is in `errors`
  }
}

bool before(const Error& a, const Error& b) {
  return std::pair(a.where.line, a.where.column) < std::pair(b.where.line, b.where.column);
}

Error too_large(std::size_t bytes, std::size_t most, std::string_view file) {
  Where where;
  where.file = file;
  return {ErrorKind::invalid,
          "the file has " + std::to_string(bytes) + " bytes, more than the " +
              std::to_string(most) + " that are read",
          "split it",
          where,
          {}};
}

}  // namespace

YamlReading parse_yaml(std::string bytes, std::string_view file, const YamlLimits& limits) {
  YamlReading reading;
  auto& errors = reading.errors;
  // Places are kept in 32 bits.
  const auto most = std::min<std::size_t>(limits.bytes, detail::nowhere - 1);
  if (bytes.size() > most) {
    errors.push_back(too_large(bytes.size(), most, file));
    return reading;
  }
  auto tree = std::make_unique<YamlTree>();
  tree->file = file;
  tree->bytes = std::move(bytes);
  std::string_view text = tree->bytes;
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  const auto facts = check_text(text, file);
  if (!facts) {
    errors.push_back(facts.error());
  } else if (facts->percent_line) {
    // The library drops such a line, whatever it says, wherever it stands.
    errors.push_back({ErrorKind::invalid,
                      "a line begins with `%`",
                      "directives are not read: remove it, or put the text in quotes",
                      place_of(text, *facts->percent_line, file),
                      {}});
  } else {
    build(*tree, *facts, limits, errors);
    if (errors.empty()) check_roots(*tree, errors);
    std::stable_sort(errors.begin(), errors.end(), before);
  }
  reading.document = YamlDocument(std::move(tree));
  return reading;
}

}  // namespace plumbline::codec
