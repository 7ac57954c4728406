#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "canonical-schema/codec/text_check.hpp"
#include "canonical-schema/codec/yaml_document.hpp"
#include "canonical-schema/codec/yaml_tree.hpp"

namespace plumbline::codec::detail {

/// Where an event of the parser lies in the text (after a byte order mark).
struct YamlPlace {
  std::size_t offset = 0;
  std::size_t line_start = 0;
  int line = 1;
  int column = 1;
};

/// Thrown to end a parse from inside; what there is to say stands in the errors already.
struct YamlStop {};

/// Makes a YamlTree out of a parser's events, counts what they cost, and refuses what the parser
/// lets pass. Every member may throw YamlStop.
class YamlTreeBuilder {
 public:
  /// All but `facts` must outlive this. `tree.bytes` is set already.
  YamlTreeBuilder(YamlTree& tree, std::vector<Error>& errors, const YamlLimits& limits,
                  const TextFacts& facts);

  /// The text that the offsets of places count in.
  [[nodiscard]] std::string_view text() const { return text_; }

  void begin_document(const YamlPlace& at);
  /// A null, written or left out; in the latter case `at` is where the next thing stands.
  void add_null(const YamlPlace& at);
  void add_scalar(const YamlPlace& at, bool plain, const std::string& value);
  void open(YamlKind kind, const YamlPlace& at);
  void close();

  void refuse(const YamlPlace& at, std::string message, std::string hint);
  /// Refuses at the bracket that is still open, instead of all that only follows from it.
  void refuse_unclosed(std::string message, std::string hint);
  /// True if a tab in the indentation of `line` or of the line before it is the trouble; refuses
  /// it if that was not done.
  [[nodiscard]] bool refuse_tab_near(int line);

 private:
  [[nodiscard]] char byte_at(std::size_t i) const { return i < text_.size() ? text_[i] : '\0'; }
  [[nodiscard]] YamlPlace place(const YamlRecord& node) const;
  [[nodiscard]] bool is_key(const YamlRecord& node) const;
  YamlRecord& add(YamlKind kind, const YamlPlace& at);
  void count_event();
  void set_text(YamlRecord& node, const YamlPlace& at, const std::string& value);
  void find_end(YamlRecord& node, const YamlPlace& at, char quote);
  void check_key(const YamlRecord& key);
  void check_colon(const YamlRecord& key);
  void check_indentation(const YamlPlace& at);
  bool refuse_tab_in(std::size_t line_start, int line);
  void refuse_double_keys(const YamlRecord& map);

  YamlTree& tree_;
  std::vector<Error>& errors_;
  const YamlLimits& limits_;
  TextFacts facts_;
  std::string_view text_;
  std::size_t skipped_;  // bytes before text_
  std::vector<std::uint32_t> open_;
  std::size_t events_ = 0;
  std::size_t documents_ = 0;
  int last_tab_line_ = 0;
  std::vector<std::pair<std::string_view, std::uint32_t>> keys_;  // of one mapping, for sorting
};

/// Refuses documents that are empty or no mapping.
void check_roots(const YamlTree& tree, std::vector<Error>& errors);

}  // namespace plumbline::codec::detail
