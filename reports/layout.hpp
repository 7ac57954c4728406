#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// Lines, paragraphs and tables for a terminal of a given width. Every text handed in may be
// foreign: it is made visible() here, so that nothing can move the cursor or forge a line.

namespace plumbline::reports {

/// What every text report is drawn with. Meant to be filled by the shell: width from the
/// terminal, colour only on one.
struct TextStyle {
  std::size_t width = 80;  ///< columns; below 40 counts as 40
  bool colour = false;     ///< ANSI colours
  bool ascii = false;      ///< no symbols outside ASCII of our own
};

enum class Ink { plain, bold, dim, red, yellow, green, cyan };

/// A piece of text in one ink.
struct Span {
  std::string text;
  Ink ink = Ink::plain;
};

/// One cell of a table. Wraps within its column.
using Cell = Span;
using Row = std::vector<Cell>;

/// The symbols of reports, each with its stand-in in ASCII.
enum class Symbol { bullet, arrow, dot, rule, check, cross, half, ellipsis };
[[nodiscard]] std::string_view symbol(Symbol symbol, const TextStyle& style);

/// Collects lines. No line is wider than the style's width unless a single character is; none
/// ends in a space.
class Page {
 public:
  explicit Page(const TextStyle& style);

  /// An empty line; several in a row, or one at the very top, count once or not at all.
  void blank();
  /// Text wrapped behind `prefix`, further lines indented to where it began.
  void paragraph(const Span& prefix, const Span& text);
  void paragraph(std::size_t indent, const Span& text);
  /// Pieces on one line as long as they fit, else continued on the next, joined by `separator`.
  void flow(std::size_t indent, const std::vector<Span>& pieces, std::string_view separator);
  /// Columns as wide as their widest cell, two spaces apart. Where that is too wide, the widest
  /// columns wrap. Empty columns take no room.
  void table(std::size_t indent, const std::vector<Row>& rows);
  /// True if table() would wrap no cell.
  [[nodiscard]] bool fits(std::size_t indent, const std::vector<Row>& rows) const;
  /// A line that must stay as it is, to be copied (a command, YAML): wider than the page if need
  /// be.
  void verbatim(std::size_t indent, const Span& text);
  /// "HIGH (2) ────────".
  void heading(const Span& title);

  [[nodiscard]] const TextStyle& style() const { return style_; }
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  void put_line(std::size_t indent, const std::vector<Span>& spans);

  TextStyle style_;
  std::string out_;
  bool blank_wanted_ = false;
};

}  // namespace plumbline::reports
