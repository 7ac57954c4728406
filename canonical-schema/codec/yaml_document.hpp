#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canonical-schema/result.hpp"

namespace plumbline::codec {

/// What a file may cost. Anchors, aliases, tags and merge keys are always refused: they make a
/// short file large and a line mean something that it does not say.
struct YamlLimits {
  std::size_t bytes = 1024 * 1024;
  std::size_t events = 200'000;  ///< starts and ends of lists and mappings, and scalars
  std::size_t depth = 32;        ///< lists and mappings within each other
  std::size_t documents = 1;
  std::size_t errors = 100;  ///< reading ends there
};

enum class YamlKind : std::uint8_t { null, scalar, sequence, map };

/// "nothing", "text", "a list", "a mapping": for messages.
[[nodiscard]] const char* name(YamlKind kind);

namespace detail {
struct YamlTree;
}

/// One node of a YamlDocument, cheap to copy; valid as long as the document lives (also when
/// that is moved). Default-constructed it is a null without a place.
class YamlNode {
 public:
  YamlNode() = default;

  [[nodiscard]] YamlKind kind() const;
  /// The scalar's value; of a null its own text (`~`, `null` or nothing); else empty.
  [[nodiscard]] std::string_view text() const;
  /// True for a scalar without quotes and not `|` or `>`: only such a one can be a number, true
  /// or false. True for a null.
  [[nodiscard]] bool plain() const;

  /// Where it begins. A value that was left out lies where its key does.
  [[nodiscard]] int line() const;
  /// In code points, from 1; a byte order mark does not count.
  [[nodiscard]] int column() const;
  /// The file's byte at which the scalar begins, quotes included; of a list or mapping its first.
  [[nodiscard]] std::size_t offset() const;
  /// The byte after the scalar, closing quote included. Known for scalars on one line only.
  [[nodiscard]] std::optional<std::size_t> end_offset() const;

  /// Items of a list, keys of a mapping; else 0.
  [[nodiscard]] std::size_t size() const;
  /// The items of a list, in order; else empty.
  [[nodiscard]] std::vector<YamlNode> items() const;
  /// The keys and values of a mapping, in order; else empty. A key is a scalar or, in a file with
  /// errors, anything.
  struct Entry;
  [[nodiscard]] std::vector<Entry> entries() const;
  /// The value of a key of a mapping; of equal keys (an error) the first.
  [[nodiscard]] std::optional<YamlNode> find(std::string_view key) const;

  /// The way from the document's root: "retry.delay", "places[1].local"; empty for the root.
  [[nodiscard]] std::string path() const;
  /// file, line, column, and path() as field.
  [[nodiscard]] Where where() const;

 private:
  friend class YamlDocument;
  YamlNode(const detail::YamlTree* tree, std::uint32_t index) : tree_(tree), index_(index) {}

  const detail::YamlTree* tree_ = nullptr;
  std::uint32_t index_ = 0;
};

struct YamlNode::Entry {
  YamlNode key;
  YamlNode value;
};

/// The nodes of one file, in one piece of memory, with the bytes they were read from. Movable,
/// never changed; reading it from several threads is safe.
class YamlDocument {
 public:
  YamlDocument();
  explicit YamlDocument(std::unique_ptr<const detail::YamlTree> tree);
  YamlDocument(YamlDocument&&) noexcept;
  YamlDocument& operator=(YamlDocument&&) noexcept;
  ~YamlDocument();

  /// The first document's root; a null without a place if there is none.
  [[nodiscard]] YamlNode root() const;
  /// One for each document of the file.
  [[nodiscard]] std::vector<YamlNode> roots() const;
  /// The bytes as they were handed in.
  [[nodiscard]] std::string_view bytes() const;

 private:
  std::unique_ptr<const detail::YamlTree> tree_;
};

/// A file's content, or all that is wrong with it. With errors the document holds what could be
/// read before or beside them: enough to tell what the file is about, never to act on it.
struct YamlReading {
  YamlDocument document;
  std::vector<Error> errors;  ///< in order of place, at most limits.errors + 1; kind invalid

  [[nodiscard]] bool ok() const { return errors.empty(); }
};

/// Reads YAML 1.2 text whose documents are mappings. Refused, each with file, line, column and
/// what to do: too much of anything; what is no UTF-8; control characters; a byte order mark that
/// is not the first character; tabs as indentation; syntax errors; a key that stands twice or is
/// no text; anchors, aliases, tags, `<<`; a second document; text outside of a document; no
/// content; a top level that is no mapping. CRLF counts as one line end.
/// `file` is the name for messages. Never throws on any input.
[[nodiscard]] YamlReading parse_yaml(std::string bytes, std::string_view file,
                                     const YamlLimits& limits = {});

}  // namespace plumbline::codec
