#pragma once

#include <cstdint>
#include <forward_list>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "canonical-schema/codec/yaml_document.hpp"

// What a YamlDocument holds; for its parser and its accessors alone.

namespace plumbline::codec::detail {

inline constexpr std::uint32_t nowhere = std::numeric_limits<std::uint32_t>::max();

/// One node. The children of a node are linked through `next`; those of a mapping are key, value,
/// key, value.
struct YamlRecord {
  std::string_view text;
  std::uint32_t offset = 0;
  std::uint32_t end = nowhere;
  std::uint32_t parent = nowhere;
  std::uint32_t first_child = nowhere;
  std::uint32_t last_child = nowhere;
  std::uint32_t next = nowhere;
  std::uint32_t children = 0;
  std::int32_t line = 0;
  std::int32_t column = 0;
  YamlKind kind = YamlKind::null;
  bool plain = true;
};

struct YamlTree {
  std::string file;
  std::string bytes;
  std::vector<YamlRecord> nodes;
  std::vector<std::uint32_t> roots;
  /// Texts that do not stand in `bytes` as they are (escapes, folded lines).
  std::forward_list<std::string> made_texts;
};

}  // namespace plumbline::codec::detail
