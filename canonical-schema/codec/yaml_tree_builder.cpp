#include "canonical-schema/codec/yaml_tree_builder.hpp"

#include <algorithm>
#include <array>

#include "canonical-schema/excerpt.hpp"

namespace plumbline::codec::detail {
namespace {

/// The null that is written at the beginning of `text`; empty if none is. A key `nullable` that
/// follows a value left out is none.
std::string_view written_null(std::string_view text) {
  constexpr std::array<std::string_view, 4> words{"null", "Null", "NULL", "~"};
  for (const auto word : words) {
    if (!text.starts_with(word)) continue;
    const auto rest = text.substr(word.size());
    if (rest.empty() || std::string_view(" \t\r\n,]}").find(rest.front()) != rest.npos) {
      return text.substr(0, word.size());
    }
  }
  return {};
}

/// True at a byte that keeps the next one from ending the text: a backslash, or the first of two
/// single quotes.
bool is_escape(std::string_view text, std::size_t i, char quote) {
  if (quote == '"') return text[i] == '\\';
  return text[i] == quote && i + 1 < text.size() && text[i + 1] == quote;
}

}  // namespace

YamlTreeBuilder::YamlTreeBuilder(YamlTree& tree, std::vector<Error>& errors,
                                 const YamlLimits& limits, const TextFacts& facts)
    : tree_(tree), errors_(errors), limits_(limits), facts_(facts), text_(tree.bytes) {
  if (text_.starts_with(byte_order_mark)) text_.remove_prefix(byte_order_mark.size());
  skipped_ = tree.bytes.size() - text_.size();
  constexpr std::size_t bytes_a_node = 8;
  tree_.nodes.reserve(text_.size() / bytes_a_node + 4);
}

YamlPlace YamlTreeBuilder::place(const YamlRecord& node) const {
  return {node.offset - skipped_, 0, node.line, node.column};
}

bool YamlTreeBuilder::is_key(const YamlRecord& node) const {
  if (node.parent == nowhere) return false;
  const YamlRecord& parent = tree_.nodes[node.parent];
  return parent.kind == YamlKind::map && parent.children % 2 == 1;
}

void YamlTreeBuilder::refuse(const YamlPlace& at, std::string message, std::string hint) {
  Where where;
  where.file = tree_.file;
  where.line = at.line;
  where.column = at.column;
  errors_.push_back({ErrorKind::invalid, std::move(message), std::move(hint), where, {}});
  if (errors_.size() < limits_.errors) return;
  errors_.push_back({ErrorKind::invalid,
                     "reading ends here after " + std::to_string(limits_.errors) + " errors",
                     "correct those first",
                     where,
                     {}});
  throw YamlStop{};
}

void YamlTreeBuilder::count_event() {
  if (++events_ <= limits_.events) return;
  refuse(tree_.nodes.empty() ? YamlPlace() : place(tree_.nodes.back()),
         "more than " + std::to_string(limits_.events) + " nodes in one file",
         "split it into several files");
  throw YamlStop{};
}

void YamlTreeBuilder::begin_document(const YamlPlace& at) {
  if (++documents_ <= limits_.documents) return;
  if (text_.substr(at.offset).starts_with("---")) {
    refuse(at,
           limits_.documents == 1 ? std::string("a second document begins")
                                  : "more than " + std::to_string(limits_.documents) + " documents",
           "write one document a file, without a second `---`");
  } else {
    const auto rest = text_.substr(at.offset);
    refuse(at,
           "unexpected " + excerpt(rest.substr(0, rest.find_first_of("\r\n"))) +
               ", which belongs to nothing",
           "remove it, or put it in quotes");
  }
  throw YamlStop{};
}

/// Links a new node to the innermost open one.
YamlRecord& YamlTreeBuilder::add(YamlKind kind, const YamlPlace& at) {
  count_event();
  if (facts_.tab_indentation) check_indentation(at);
  const auto index = static_cast<std::uint32_t>(tree_.nodes.size());
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
  return node;
}

void YamlTreeBuilder::add_null(const YamlPlace& at) {
  YamlRecord& node = add(YamlKind::null, at);
  if (is_key(node)) return check_key(node);
  node.text = written_null(text_.substr(at.offset));
  if (!node.text.empty()) {
    node.end = node.offset + static_cast<std::uint32_t>(node.text.size());
    return;
  }
  if (node.parent == nowhere) return;
  if (tree_.nodes[node.parent].kind == YamlKind::sequence) {
    return refuse(at, "the list item before this is empty", "write a value, or remove the item");
  }
  const YamlRecord& key = *(&node - 1);
  if (key.kind != YamlKind::scalar) return;
  node.line = key.line;
  node.column = key.column;
  node.offset = key.offset;
  check_colon(key);
}

void YamlTreeBuilder::add_scalar(const YamlPlace& at, bool plain, const std::string& value) {
  YamlRecord& node = add(YamlKind::scalar, at);
  node.plain = plain;
  set_text(node, at, value);
  if (value.find('\0') != std::string::npos) {
    refuse(at, "the text contains a NUL character", "remove the escape `\\0` or `\\x00`");
  }
  if (is_key(node)) check_key(node);
}

/// Keeps a view where the value stands in the bytes as it is, else the value.
void YamlTreeBuilder::set_text(YamlRecord& node, const YamlPlace& at, const std::string& value) {
  const char quote = node.plain ? '\0' : byte_at(at.offset);
  const bool quoted = quote == '"' || quote == '\'';
  const std::size_t begin = quoted ? at.offset + 1 : at.offset;
  const std::size_t end = begin + value.size();
  const bool stands = (node.plain || quoted) && text_.substr(begin, value.size()) == value;
  if (stands && (!quoted || (byte_at(end) == quote && value.find(quote) == std::string::npos))) {
    node.text = text_.substr(begin, value.size());
    node.end = static_cast<std::uint32_t>(end + skipped_ + (quoted ? 1 : 0));
    return;
  }
  node.text = tree_.made_texts.emplace_front(value);
  if (quoted) find_end(node, at, quote);
}

/// Where a text with escapes or several lines ends. The library takes the end of the file for a
/// closing single quote; here that is an error.
void YamlTreeBuilder::find_end(YamlRecord& node, const YamlPlace& at, char quote) {
  bool one_line = true;
  for (std::size_t i = at.offset + 1; i < text_.size(); ++i) {
    if (text_[i] == '\n') one_line = false;
    if (is_escape(text_, i, quote)) {
      ++i;
      if (byte_at(i) == '\n' || byte_at(i) == '\r') one_line = false;
    } else if (text_[i] == quote) {
      if (one_line) node.end = static_cast<std::uint32_t>(i + 1 + skipped_);
      return;
    }
  }
  refuse(at, "a quote is not closed", "close it with the same quote");
}

void YamlTreeBuilder::open(YamlKind kind, const YamlPlace& at) {
  if (open_.size() >= limits_.depth) {
    refuse(at, "nested more than " + std::to_string(limits_.depth) + " levels deep",
           "no file that is meant for this program needs that");
    throw YamlStop{};
  }
  YamlRecord& node = add(kind, at);
  node.plain = false;
  if (is_key(node)) check_key(node);
  open_.push_back(static_cast<std::uint32_t>(tree_.nodes.size() - 1));
}

void YamlTreeBuilder::close() {
  const YamlRecord& node = tree_.nodes[open_.back()];
  open_.pop_back();
  if (node.kind == YamlKind::map) refuse_double_keys(node);
}

void YamlTreeBuilder::check_key(const YamlRecord& key) {
  const auto at = place(key);
  if (key.kind == YamlKind::null) {
    refuse(at, "a key is missing", "write `key: value`; put special text in quotes");
  } else if (key.kind != YamlKind::scalar) {
    refuse(at, std::string("a key must be text, not ") + name(key.kind),
           "write `key: value`; put text with special characters in quotes");
  } else if (key.end == nowhere) {
    refuse(at, "a key must stand on one line", "put a `:` behind it, or close its quote");
  } else if (key.plain && key.text == "<<") {
    refuse(at, "merging by `<<` is not read here",
           "write the keys out; use defaults.yaml to share them");
  }
}

/// The library takes a word alone on its line, among the keys of a mapping, for a key.
void YamlTreeBuilder::check_colon(const YamlRecord& key) {
  if (key.end == nowhere) return;  // which is refused already
  const auto next = text_.find_first_not_of(" \t", key.end - skipped_);
  if (next != std::string_view::npos && text_[next] == ':') return;
  refuse(place(key), "no `:` follows " + excerpt(key.text),
         "write `key: value`, or put the text in quotes");
}

/// Equal keys are found at the end of their mapping, by sorting: a mapping may hold 100,000.
void YamlTreeBuilder::refuse_double_keys(const YamlRecord& map) {
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
    refuse(place(tree_.nodes[keys_[i].second]),
           "the key " + excerpt(keys_[i].first) + " stands here twice, first in line " +
               std::to_string(tree_.nodes[first].line),
           "remove one of them");
  }
}

void YamlTreeBuilder::check_indentation(const YamlPlace& at) {
  if (at.line == last_tab_line_) return;
  const auto indentation = text_.substr(at.line_start, at.offset - at.line_start);
  if (indentation.find_first_not_of(" \t") != std::string_view::npos) return;
  static_cast<void>(refuse_tab_in(at.line_start, at.line));
}

bool YamlTreeBuilder::refuse_tab_in(std::size_t line_start, int line) {
  const auto tab = text_.find_first_not_of(' ', line_start);
  if (byte_at(tab) != '\t') return false;
  last_tab_line_ = line;
  refuse({tab, line_start, line, static_cast<int>(tab - line_start) + 1},
         "a tab stands in the indentation", "indent with blanks");
  return true;
}

bool YamlTreeBuilder::refuse_tab_near(int line) {
  if (!facts_.tab_indentation) return false;
  std::size_t start = 0;
  for (int number = 1; number <= line; ++number) {
    const bool near = number + 1 >= line;
    if (near && (number == last_tab_line_ || refuse_tab_in(start, number))) return true;
    const auto end = text_.find('\n', start);
    if (end == std::string_view::npos) return false;
    start = end + 1;
  }
  return false;
}

void YamlTreeBuilder::refuse_unclosed(std::string message, std::string hint) {
  const YamlPlace bracket = open_.empty() ? YamlPlace() : place(tree_.nodes[open_.back()]);
  std::erase_if(errors_, [&](const Error& error) {
    return std::pair(error.where.line, error.where.column) >=
           std::pair(bracket.line, bracket.column);
  });
  refuse(bracket, std::move(message), std::move(hint));
}

void check_roots(const YamlTree& tree, std::vector<Error>& errors) {
  const auto refuse = [&](const YamlRecord& at, std::string message) {
    Where where;
    where.file = tree.file;
    where.line = std::max(at.line, 1);
    where.column = std::max(at.column, 1);
    errors.push_back({ErrorKind::invalid,
                      std::move(message),
                      "the top level is a mapping: `key: value` lines",
                      where,
                      {}});
  };
  if (tree.roots.empty()) refuse(YamlRecord(), "the file has no content");
  for (const auto index : tree.roots) {
    const YamlRecord& root = tree.nodes[index];
    if (root.kind == YamlKind::map) continue;
    const bool empty = root.kind == YamlKind::null && root.text.empty();
    refuse(root, empty ? "the file has no content"
                       : std::string("the top level is ") + name(root.kind) + ", not a mapping");
  }
}

}  // namespace plumbline::codec::detail
