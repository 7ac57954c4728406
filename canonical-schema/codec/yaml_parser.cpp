#include <algorithm>
#include <array>
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
#include "canonical-schema/codec/yaml_document.hpp"
#include "canonical-schema/codec/yaml_tree.hpp"
#include "canonical-schema/codec/yaml_wording.hpp"
#include "canonical-schema/excerpt.hpp"

// The only file that includes yaml-cpp. It runs the library's event interface, because its node
// interface loops without end on a file of one comma, expands aliases and keeps double keys.

namespace plumbline::codec {
namespace {

using detail::nowhere;
using detail::YamlRecord;
using detail::YamlTree;

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// Lets yaml-cpp read the bytes where they lie.
class ViewBuffer : public std::streambuf {
 public:
  explicit ViewBuffer(std::string_view bytes) {
    char* const begin = const_cast<char*>(bytes.data());  // never written through: input only
    setg(begin, begin, begin + bytes.size());
  }
};

/// Ends the parse from inside the library's call; everything to say is said already.
struct Stop {};

/// Makes the tree out of events, and counts what they cost.
class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(YamlTree& tree, std::vector<Error>& errors, const YamlLimits& limits,
              const TextFacts& facts)
      : tree_(tree), errors_(errors), limits_(limits), facts_(facts), text_(tree.bytes) {
    if (text_.starts_with(byte_order_mark)) text_.remove_prefix(byte_order_mark.size());
    skipped_ = tree.bytes.size() - text_.size();
    constexpr std::size_t bytes_a_node = 8;
    tree_.nodes.reserve(text_.size() / bytes_a_node + 4);
  }

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(YamlKind::sequence, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(YamlKind::map, mark, tag, anchor);
  }
  void OnMapEnd() override;

  /// Adds an error at a mark of the library.
  void refuse(const YAML::Mark& mark, std::string message, std::string hint);
  /// True if a tab in the indentation of a line (of the library's count) or of the line before
  /// it is the trouble; refuses it if that was not done.
  [[nodiscard]] bool refuse_tab_near(int line);

 private:
  struct Place {
    std::size_t offset;
    int line;
    int column;
  };

  [[nodiscard]] Place place(const YAML::Mark& mark) const;
  [[nodiscard]] std::size_t position(const YAML::Mark& mark) const {
    return mark.pos < 0 ? text_.size() : std::min(static_cast<std::size_t>(mark.pos), text_.size());
  }
  [[nodiscard]] char byte_at(std::size_t i) const { return i < text_.size() ? text_[i] : '\0'; }
  void add_error(const Place& place, std::string message, std::string hint);
  void count_event();
  YamlRecord& add(YamlKind kind, const YAML::Mark& mark);
  void open(YamlKind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor);
  void close() { open_.pop_back(); }
  void check_properties(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor);
  void check_key(const YamlRecord& key);
  void check_colon(const YamlRecord& key);
  void check_indentation(const YAML::Mark& mark);
  bool refuse_tab_in(std::size_t line_start, int line);
  void set_text(YamlRecord& node, std::size_t at, const std::string& value);
  void refuse_double_keys(const YamlRecord& map);

  YamlTree& tree_;
  std::vector<Error>& errors_;
  const YamlLimits& limits_;
  const TextFacts& facts_;
  std::string_view text_;    // without the byte order mark
  std::size_t skipped_ = 0;  // its length
  std::vector<std::uint32_t> open_;
  std::size_t events_ = 0;
  std::size_t documents_ = 0;
  int last_tab_line_ = -1;
  std::vector<std::pair<std::string_view, std::uint32_t>> keys_;  // scratch
};

TreeBuilder::Place TreeBuilder::place(const YAML::Mark& mark) const {
  const auto offset = position(mark);
  if (mark.pos < 0) {
    const auto end = place_of(text_, offset, {});
    return {offset, end.line, end.column};
  }
  int column = mark.column;
  if (!facts_.ascii) {
    // The library counts bytes.
    const auto bytes = std::min(static_cast<std::size_t>(std::max(column, 0)), offset);
    const auto line = text_.substr(offset - bytes, bytes);
    column = static_cast<int>(std::count_if(line.begin(), line.end(), [](char c) {
      return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
  }
  return {offset, mark.line + 1, column + 1};
}

void TreeBuilder::add_error(const Place& at, std::string message, std::string hint) {
  Where where;
  where.file = tree_.file;
  where.line = at.line;
  where.column = at.column;
  errors_.push_back({ErrorKind::invalid, std::move(message), std::move(hint), where, {}});
  if (errors_.size() < limits_.errors) return;
  where.field.clear();
  errors_.push_back({ErrorKind::invalid,
                     "reading ends here after " + std::to_string(limits_.errors) + " errors",
                     "correct those first",
                     where,
                     {}});
  throw Stop{};
}

void TreeBuilder::refuse(const YAML::Mark& mark, std::string message, std::string hint) {
  add_error(place(mark), std::move(message), std::move(hint));
}

void TreeBuilder::count_event() {
  if (++events_ <= limits_.events) return;
  const auto at = tree_.nodes.empty() ? YamlRecord() : tree_.nodes.back();
  add_error({at.offset, at.line, at.column},
            "more than " + std::to_string(limits_.events) + " nodes in one file",
            "split it into several files");
  throw Stop{};
}

void TreeBuilder::OnDocumentStart(const YAML::Mark& mark) {
  if (++documents_ <= limits_.documents) return;
  const auto at = position(mark);
  if (text_.substr(at).starts_with("---")) {
    refuse(mark,
           limits_.documents == 1 ? std::string("a second document begins")
                                  : "more than " + std::to_string(limits_.documents) + " documents",
           "write one document a file, without a second `---`");
  } else {
    const auto line = text_.substr(at, text_.substr(at).find_first_of("\r\n"));
    refuse(mark, "unexpected " + excerpt(line) + ", which belongs to nothing",
           "remove it, or put it in quotes");
  }
  throw Stop{};
}

/// Links a new node to the innermost open one.
YamlRecord& TreeBuilder::add(YamlKind kind, const YAML::Mark& mark) {
  count_event();
  if (facts_.tab_indentation) check_indentation(mark);
  const auto index = static_cast<std::uint32_t>(tree_.nodes.size());
  const Place at = place(mark);
  YamlRecord& node = tree_.nodes.emplace_back();
  node.offset = static_cast<std::uint32_t>(at.offset + skipped_);
  node.line = at.line;
  node.column = at.column;
  node.kind = kind;
  if (open_.empty()) {
    tree_.roots.push_back(index);
    return node;
  }
  YamlRecord& parent = tree_.nodes[open_.back()];
  node.parent = open_.back();
  if (parent.last_child == nowhere) {
    parent.first_child = index;
  } else {
    tree_.nodes[parent.last_child].next = index;
  }
  parent.last_child = index;
  ++parent.children;
  if (parent.kind == YamlKind::map && parent.children % 2 == 1 && kind != YamlKind::scalar) {
    check_key(node);
  }
  return node;
}

void TreeBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const auto at = position(mark);
  check_properties(mark, "?", anchor);
  YamlRecord& node = add(YamlKind::null, mark);
  constexpr std::array<std::string_view, 4> words{"null", "Null", "NULL", "~"};
  for (const auto word : words) {
    if (!text_.substr(at).starts_with(word)) continue;
    node.text = text_.substr(at, word.size());
    node.end = static_cast<std::uint32_t>(at + skipped_ + word.size());
    return;
  }
  // Left out: the mark is that of whatever comes next, which may be lines below.
  const bool is_value = node.parent != nowhere && tree_.nodes[node.parent].kind == YamlKind::map &&
                        tree_.nodes[node.parent].children % 2 == 0;
  if (!is_value) return;
  const YamlRecord& key = *(&node - 1);
  if (key.kind != YamlKind::scalar) return;
  check_colon(key);
  node.line = key.line;
  node.column = key.column;
  node.offset = key.offset;
}

void TreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t) {
  refuse(mark, "an alias (`*`) is not read here",
         "write the value out; use defaults.yaml to share it");
  add(YamlKind::null, mark);
}

void TreeBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                           const std::string& value) {
  check_properties(mark, tag, anchor);
  YamlRecord& node = add(YamlKind::scalar, mark);
  node.plain = tag == "?";
  set_text(node, position(mark), value);
  if (value.find('\0') != std::string::npos) {
    refuse(mark, "the text contains a NUL character", "remove the escape `\\0` or `\\x00`");
  }
  if (node.parent == nowhere) return;
  const YamlRecord& parent = tree_.nodes[node.parent];
  if (parent.kind == YamlKind::map && parent.children % 2 == 1) check_key(node);
}

/// Keeps a view where the value stands in the bytes as it is, else the value.
void TreeBuilder::set_text(YamlRecord& node, std::size_t at, const std::string& value) {
  const char quote = node.plain ? '\0' : byte_at(at);
  const bool quoted = quote == '"' || quote == '\'';
  const std::size_t begin = quoted ? at + 1 : at;
  const std::size_t end = begin + value.size();
  const bool stands = (node.plain || quoted) && text_.substr(begin, value.size()) == value;
  if (stands && (!quoted || (byte_at(end) == quote && value.find(quote) == std::string::npos))) {
    node.text = text_.substr(begin, value.size());
    node.end = static_cast<std::uint32_t>(end + skipped_ + (quoted ? 1 : 0));
    return;
  }
  node.text = tree_.made_texts.emplace_front(value);
  if (!quoted) return;
  bool one_line = true;
  for (std::size_t i = begin; i < text_.size(); ++i) {
    const bool doubled = quote == '\'' && text_[i] == quote && byte_at(i + 1) == quote;
    if (text_[i] == '\n') one_line = false;
    if (doubled || (quote == '"' && text_[i] == '\\')) {
      ++i;
    } else if (text_[i] == quote) {
      if (one_line) node.end = static_cast<std::uint32_t>(i + 1 + skipped_);
      return;
    }
  }
  // The library takes the end of the file for a closing single quote.
  add_error({at, node.line, node.column}, "a quote is not closed", "close it with the same quote");
}

void TreeBuilder::open(YamlKind kind, const YAML::Mark& mark, const std::string& tag,
                       YAML::anchor_t anchor) {
  check_properties(mark, tag, anchor);
  if (open_.size() >= limits_.depth) {
    refuse(mark, "nested more than " + std::to_string(limits_.depth) + " levels deep",
           "no file that is meant for this program needs that");
    throw Stop{};
  }
  YamlRecord& node = add(kind, mark);
  node.plain = false;
  open_.push_back(static_cast<std::uint32_t>(tree_.nodes.size() - 1));
}

void TreeBuilder::OnMapEnd() {
  const YamlRecord& map = tree_.nodes[open_.back()];
  close();
  refuse_double_keys(map);
}

/// Anchors and tags. The library gives the same tag to a quoted text and to `!`, so the byte
/// decides.
void TreeBuilder::check_properties(const YAML::Mark& mark, const std::string& tag,
                                   YAML::anchor_t anchor) {
  const char first = byte_at(position(mark));
  if (anchor != YAML::NullAnchor || first == '&') {
    refuse(mark, "an anchor (`&`) is not read here", "write the value out where it is needed");
  } else if (first == '!' || (tag != "?" && tag != "!" && !tag.empty())) {
    refuse(mark, "a tag (`!`) is not read here", "remove it, or put the text in quotes");
  }
}

void TreeBuilder::check_key(const YamlRecord& key) {
  const Place at{key.offset - skipped_, key.line, key.column};
  if (key.kind == YamlKind::null) {
    add_error(at, "a key is missing", "write `key: value`; put special text in quotes");
  } else if (key.kind != YamlKind::scalar) {
    add_error(at, std::string("a key must be text, not ") + name(key.kind),
              "write `key: value`; put text with special characters in quotes");
  } else if (key.plain && key.text == "<<") {
    add_error(at, "merging by `<<` is not read here",
              "write the keys out; use defaults.yaml to share them");
  }
}

/// The library takes a word alone on its line, among the keys of a mapping, for a key.
void TreeBuilder::check_colon(const YamlRecord& key) {
  if (key.end == nowhere) return;
  const auto next = text_.find_first_not_of(" \t", key.end - skipped_);
  if (next != std::string_view::npos && text_[next] == ':') return;
  add_error({key.offset - skipped_, key.line, key.column}, "no `:` follows " + excerpt(key.text),
            "write `key: value`, or put the text in quotes");
}

/// Equal keys are found at the end of their mapping, by sorting: a mapping may hold 100,000.
void TreeBuilder::refuse_double_keys(const YamlRecord& map) {
  if (map.children < 4) return;
  keys_.clear();
  for (auto i = map.first_child; i != nowhere;) {
    const YamlRecord& key = tree_.nodes[i];
    if (key.kind == YamlKind::scalar) keys_.emplace_back(key.text, i);
    i = key.next == nowhere ? nowhere : tree_.nodes[key.next].next;
  }
  std::sort(keys_.begin(), keys_.end());
  std::uint32_t first = nowhere;
  for (std::size_t i = 1; i < keys_.size(); ++i) {
    if (keys_[i].first != keys_[i - 1].first) {
      first = nowhere;
      continue;
    }
    if (first == nowhere) first = keys_[i - 1].second;
    const YamlRecord& key = tree_.nodes[keys_[i].second];
    add_error({key.offset - skipped_, key.line, key.column},
              "the key " + excerpt(key.text) + " stands here twice, first in line " +
                  std::to_string(tree_.nodes[first].line),
              "remove one of them");
  }
}

void TreeBuilder::check_indentation(const YAML::Mark& mark) {
  if (mark.pos < 0 || mark.line == last_tab_line_) return;
  const auto at = position(mark);
  const auto indented = std::min(static_cast<std::size_t>(std::max(mark.column, 0)), at);
  const auto indentation = text_.substr(at - indented, indented);
  if (indentation.find_first_not_of(" \t") != std::string_view::npos) return;
  static_cast<void>(refuse_tab_in(at - indented, mark.line));
}

bool TreeBuilder::refuse_tab_in(std::size_t line_start, int line) {
  const auto tab = text_.find_first_not_of(' ', line_start);
  if (byte_at(tab) != '\t') return false;
  last_tab_line_ = line;
  add_error({tab, line + 1, static_cast<int>(tab - line_start) + 1},
            "a tab stands in the indentation", "indent with blanks");
  return true;
}

bool TreeBuilder::refuse_tab_near(int line) {
  if (!facts_.tab_indentation) return false;
  std::size_t start = 0;
  for (int number = 0; number <= line; ++number) {
    const bool near = number + 1 >= line;
    if (near && (number == last_tab_line_ || refuse_tab_in(start, number))) return true;
    const auto end = text_.find('\n', start);
    if (end == std::string_view::npos) return false;
    start = end + 1;
  }
  return false;
}

void refuse_syntax(TreeBuilder& builder, const YAML::Exception& problem) {
  if (builder.refuse_tab_near(problem.mark.line)) return;
  auto wording = detail::wording_of(problem.msg);
  builder.refuse(problem.mark, std::move(wording.message), std::move(wording.hint));
}

void build(TreeBuilder& builder, std::string_view text) {
  ViewBuffer buffer(text);
  std::istream stream(&buffer);
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& problem) {
    try {
      refuse_syntax(builder, problem);
    } catch (const Stop&) {
      return;  // that was one error too many, which is said
    }
  } catch (const Stop&) {
    return;
  }
}

/// What only the finished tree shows.
void check_roots(const YamlTree& tree, std::vector<Error>& errors) {
  const auto refuse = [&](const YamlRecord& at, std::string message, const char* hint) {
    Where where;
    where.file = tree.file;
    where.line = std::max(at.line, 1);
    where.column = std::max(at.column, 1);
    errors.push_back({ErrorKind::invalid, std::move(message), hint, where, {}});
  };
  constexpr const char* hint = "the top level is a mapping: `key: value` lines";
  if (tree.roots.empty()) refuse(YamlRecord(), "the file has no content", hint);
  for (const auto index : tree.roots) {
    const YamlRecord& root = tree.nodes[index];
    if (root.kind == YamlKind::map) continue;
    if (root.kind == YamlKind::null && root.text.empty()) {
      refuse(root, "the file has no content", hint);
    } else {
      refuse(root, std::string("the top level is ") + name(root.kind) + ", not a mapping", hint);
    }
  }
}

bool before(const Error& a, const Error& b) {
  return std::pair(a.where.line, a.where.column) < std::pair(b.where.line, b.where.column);
}

}  // namespace

YamlReading parse_yaml(std::string bytes, std::string_view file, const YamlLimits& limits) {
  auto tree = std::make_unique<YamlTree>();
  tree->file = file;
  YamlReading reading;
  auto& errors = reading.errors;
  const auto most = std::min<std::size_t>(limits.bytes, nowhere - 1);
  if (bytes.size() > most) {
    Where where;
    where.file = file;
    errors.push_back({ErrorKind::invalid,
                      "the file has " + std::to_string(bytes.size()) + " bytes, more than the " +
                          std::to_string(most) + " that are read",
                      "split it",
                      where,
                      {}});
    return reading;
  }
  tree->bytes = std::move(bytes);
  std::string_view text = tree->bytes;
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  const auto facts = check_text(text, file);
  if (!facts) {
    errors.push_back(facts.error());
  } else {
    TreeBuilder builder(*tree, errors, limits, *facts);
    build(builder, text);
    if (errors.empty()) check_roots(*tree, errors);
    std::stable_sort(errors.begin(), errors.end(), before);
  }
  reading.document = YamlDocument(std::move(tree));
  return reading;
}

}  // namespace plumbline::codec
