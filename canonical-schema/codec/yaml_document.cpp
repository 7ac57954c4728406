#include "canonical-schema/codec/yaml_document.hpp"

#include <algorithm>
#include <utility>

#include "canonical-schema/codec/yaml_tree.hpp"
#include "canonical-schema/excerpt.hpp"

namespace plumbline::codec {
namespace {

using detail::nowhere;
using detail::YamlRecord;
using detail::YamlTree;

const YamlRecord no_record;

const YamlRecord& record(const YamlTree* tree, std::uint32_t index) {
  return tree == nullptr ? no_record : tree->nodes[index];
}

/// A key as part of a path: as it is where that is short and readable.
std::string path_step(std::string_view key) {
  constexpr std::size_t longest = 40;
  const bool readable =
      std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < 0x7F; });
  return readable && !key.empty() && key.size() <= longest ? std::string(key) : excerpt(key);
}

/// Which child of its parent a node is, and the child before it.
struct Rank {
  std::uint32_t number = 0;
  std::uint32_t before = nowhere;
};

Rank rank_of(const YamlTree& tree, std::uint32_t parent, std::uint32_t child) {
  Rank rank;
  for (auto i = tree.nodes[parent].first_child; i != child && i != nowhere;
       i = tree.nodes[i].next) {
    ++rank.number;
    rank.before = i;
  }
  return rank;
}

}  // namespace

const char* name(YamlKind kind) {
  switch (kind) {
    case YamlKind::null:
      return "nothing";
    case YamlKind::scalar:
      return "text";
    case YamlKind::sequence:
      return "a list";
    case YamlKind::map:
      return "a mapping";
  }
  return "";
}

YamlKind YamlNode::kind() const { return record(tree_, index_).kind; }
std::string_view YamlNode::text() const { return record(tree_, index_).text; }
bool YamlNode::plain() const { return record(tree_, index_).plain; }
int YamlNode::line() const { return record(tree_, index_).line; }
int YamlNode::column() const { return record(tree_, index_).column; }
std::size_t YamlNode::offset() const { return record(tree_, index_).offset; }

std::optional<std::size_t> YamlNode::end_offset() const {
  const auto end = record(tree_, index_).end;
  return end == nowhere ? std::nullopt : std::optional<std::size_t>(end);
}

std::size_t YamlNode::size() const {
  const auto& own = record(tree_, index_);
  return own.kind == YamlKind::map ? own.children / 2 : own.children;
}

std::vector<YamlNode> YamlNode::items() const {
  std::vector<YamlNode> items;
  if (kind() != YamlKind::sequence) return items;
  items.reserve(size());
  for (auto i = record(tree_, index_).first_child; i != nowhere; i = tree_->nodes[i].next) {
    items.push_back(YamlNode(tree_, i));
  }
  return items;
}

std::vector<YamlNode::Entry> YamlNode::entries() const {
  std::vector<Entry> entries;
  if (kind() != YamlKind::map) return entries;
  entries.reserve(size());
  for (auto i = record(tree_, index_).first_child; i != nowhere;) {
    const auto value = tree_->nodes[i].next;
    if (value == nowhere) break;  // the text ended after the key
    entries.push_back({YamlNode(tree_, i), YamlNode(tree_, value)});
    i = tree_->nodes[value].next;
  }
  return entries;
}

std::optional<YamlNode> YamlNode::find(std::string_view key) const {
  if (kind() != YamlKind::map) return std::nullopt;
  for (auto i = record(tree_, index_).first_child; i != nowhere;) {
    const auto& candidate = tree_->nodes[i];
    const auto value = candidate.next;
    if (value == nowhere) break;
    if (candidate.kind == YamlKind::scalar && candidate.text == key) return YamlNode(tree_, value);
    i = tree_->nodes[value].next;
  }
  return std::nullopt;
}

std::string YamlNode::path() const {
  if (tree_ == nullptr) return {};
  std::vector<std::string> steps;
  for (auto i = index_; tree_->nodes[i].parent != nowhere; i = tree_->nodes[i].parent) {
    const auto parent = tree_->nodes[i].parent;
    const Rank rank = rank_of(*tree_, parent, i);
    if (tree_->nodes[parent].kind == YamlKind::sequence) {
      steps.push_back("[" + std::to_string(rank.number) + "]");
    } else {
      steps.push_back(path_step(tree_->nodes[rank.number % 2 == 0 ? i : rank.before].text));
    }
  }
  std::string path;
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    if (!path.empty() && step->front() != '[') path += '.';
    path += *step;
  }
  return path;
}

Where YamlNode::where() const {
  Where where;
  if (tree_ != nullptr) where.file = tree_->file;
  where.line = line();
  where.column = column();
  where.field = path();
  return where;
}

YamlDocument::YamlDocument() = default;
YamlDocument::YamlDocument(std::unique_ptr<const YamlTree> tree) : tree_(std::move(tree)) {}
YamlDocument::YamlDocument(YamlDocument&&) noexcept = default;
YamlDocument& YamlDocument::operator=(YamlDocument&&) noexcept = default;
YamlDocument::~YamlDocument() = default;

YamlNode YamlDocument::root() const {
  if (tree_ == nullptr || tree_->roots.empty()) return {};
  return {tree_.get(), tree_->roots.front()};
}

std::vector<YamlNode> YamlDocument::roots() const {
  std::vector<YamlNode> roots;
  if (tree_ == nullptr) return roots;
  for (const auto index : tree_->roots) roots.push_back(YamlNode(tree_.get(), index));
  return roots;
}

std::string_view YamlDocument::bytes() const {
  return tree_ == nullptr ? std::string_view() : std::string_view(tree_->bytes);
}

}  // namespace plumbline::codec
