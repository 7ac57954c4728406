#include "reports/layout.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "reports/display_text.hpp"

namespace plumbline::reports {
namespace {

constexpr std::size_t narrowest_page = 40;
constexpr std::size_t narrowest_column = 8;
constexpr std::size_t column_gap = 2;
/// Longer texts are cut: the whole is in JSON.
constexpr std::size_t longest_text = 2000;

std::string_view code(Ink ink) {
  switch (ink) {
    case Ink::plain:
      return {};
    case Ink::bold:
      return "\x1b[1m";
    case Ink::dim:
      return "\x1b[2m";
    case Ink::red:
      return "\x1b[31m";
    case Ink::yellow:
      return "\x1b[33m";
    case Ink::green:
      return "\x1b[32m";
    case Ink::cyan:
      return "\x1b[36m";
  }
  return {};
}

/// Takes columns from the widest until all fit into `room`, one at a time, so that columns of
/// equal width give alike.
void shrink(std::vector<std::size_t>& widths, std::size_t room) {
  auto total = std::accumulate(widths.begin(), widths.end(), std::size_t{0});
  for (; total > room; --total) {
    const auto widest = std::max_element(widths.begin(), widths.end());
    if (*widest <= narrowest_column) return;
    --*widest;
  }
}

/// The rows' texts made visible, the width of every column, and of the gaps between them.
struct Measured {
  std::vector<std::vector<std::string>> texts;
  std::vector<std::size_t> widths;
  std::size_t gaps = 0;
};

Measured measured(const std::vector<Row>& rows) {
  Measured result;
  for (const auto& row : rows) {
    auto& texts = result.texts.emplace_back();
    result.widths.resize(std::max(result.widths.size(), row.size()));
    for (std::size_t column = 0; column < row.size(); ++column) {
      texts.push_back(visible(row[column].text, longest_text));
      result.widths[column] = std::max(result.widths[column], display_width(texts.back()));
    }
  }
  const auto used = std::count_if(result.widths.begin(), result.widths.end(),
                                  [](std::size_t width) { return width > 0; });
  if (used > 0) result.gaps = column_gap * static_cast<std::size_t>(used - 1);
  return result;
}

/// One line of a row; a cell that is less high than others ends in blank ones.
std::vector<Span> line_of(const Row& row, const std::vector<std::vector<std::string>>& cells,
                          const std::vector<std::size_t>& widths, std::size_t line) {
  std::vector<Span> spans;
  for (std::size_t column = 0; column < cells.size(); ++column) {
    if (widths[column] == 0) continue;
    const auto& cell = cells[column];
    auto text = padded(line < cell.size() ? cell[line] : std::string(), widths[column]);
    spans.push_back({text + std::string(column_gap, ' '), row[column].ink});
  }
  return spans;
}

}  // namespace

std::string_view symbol(Symbol symbol, const TextStyle& style) {
  const auto pick = [&](std::string_view drawn, std::string_view plain) {
    return style.ascii ? plain : drawn;
  };
  switch (symbol) {
    case Symbol::bullet:
      return pick("●", "*");
    case Symbol::arrow:
      return pick("→", "->");
    case Symbol::dot:
      return pick("·", "|");
    case Symbol::rule:
      return pick("─", "-");
    case Symbol::check:
      return pick("✓", "ok");
    case Symbol::cross:
      return pick("✗", "x");
    case Symbol::half:
      return pick("◐", "~");
    case Symbol::ellipsis:
      return pick("…", "...");
  }
  return {};
}

Page::Page(const TextStyle& style) : style_(style) {
  style_.width = std::max(style_.width, narrowest_page);
}

void Page::blank() { blank_wanted_ = !out_.empty(); }

void Page::put_line(std::size_t indent, const std::vector<Span>& spans) {
  if (std::exchange(blank_wanted_, false)) out_ += '\n';
  // Trailing spaces go, whichever span they stand in.
  auto last = spans.size();
  while (last > 0 && spans[last - 1].text.find_last_not_of(' ') == std::string::npos) --last;
  if (last > 0) out_.append(indent, ' ');
  for (std::size_t i = 0; i < last; ++i) {
    std::string_view text = spans[i].text;
    std::string_view gap;
    const auto end = text.find_last_not_of(' ') + 1;
    if (i + 1 < last) gap = text.substr(end);
    text = text.substr(0, end);
    const auto ink = style_.colour ? code(spans[i].ink) : std::string_view{};
    if (!text.empty()) out_.append(ink).append(text).append(ink.empty() ? "" : "\x1b[0m");
    out_ += gap;
  }
  out_ += '\n';
}

void Page::paragraph(const Span& prefix, const Span& text) {
  const auto indent = display_width(prefix.text);
  const auto room = style_.width > indent ? style_.width - indent : 1;
  bool first = true;
  for (auto& line : wrapped(visible(text.text, longest_text), room)) {
    if (first) {
      put_line(0, {prefix, {std::move(line), text.ink}});
    } else {
      put_line(indent, {{std::move(line), text.ink}});
    }
    first = false;
  }
}

void Page::paragraph(std::size_t indent, const Span& text) {
  paragraph(Span{std::string(indent, ' '), Ink::plain}, text);
}

void Page::flow(std::size_t indent, const std::vector<Span>& pieces, std::string_view separator) {
  std::vector<Span> line;
  std::size_t used = indent;
  for (const auto& piece : pieces) {
    if (piece.text.empty()) continue;
    auto text = visible(piece.text, longest_text);
    const auto needed = display_width(text) + (line.empty() ? 0 : display_width(separator));
    if (!line.empty() && used + needed > style_.width) {
      put_line(indent, std::exchange(line, {}));
      used = indent;
    }
    if (indent + display_width(text) > style_.width) {
      paragraph(indent, {std::move(text), piece.ink});
      continue;
    }
    if (!line.empty()) line.push_back({std::string(separator), Ink::dim});
    used += line.empty() ? display_width(text) : needed;
    line.push_back({std::move(text), piece.ink});
  }
  if (!line.empty()) put_line(indent, line);
}

bool Page::fits(std::size_t indent, const std::vector<Row>& rows) const {
  const auto [texts, widths, gaps] = measured(rows);
  return std::accumulate(widths.begin(), widths.end(), indent + gaps) <= style_.width;
}

void Page::table(std::size_t indent, const std::vector<Row>& rows) {
  auto [texts, widths, gaps] = measured(rows);
  shrink(widths, style_.width > indent + gaps ? style_.width - indent - gaps : 1);

  for (std::size_t r = 0; r < rows.size(); ++r) {
    std::vector<std::vector<std::string>> cells;
    std::size_t height = 1;
    for (std::size_t column = 0; column < texts[r].size(); ++column) {
      cells.push_back(wrapped(texts[r][column], widths[column]));
      height = std::max(height, cells.back().size());
    }
    for (std::size_t line = 0; line < height; ++line) {
      put_line(indent, line_of(rows[r], cells, widths, line));
    }
  }
}

void Page::verbatim(std::size_t indent, const Span& text) {
  put_line(indent, {{visible(text.text), text.ink}});
}

void Page::heading(const Span& title) {
  blank();
  const auto used = display_width(title.text) + 1;
  std::string line;
  for (std::size_t i = used; i < style_.width; ++i) line += symbol(Symbol::rule, style_);
  put_line(0, {{title.text + " ", title.ink}, {line, Ink::dim}});
}

}  // namespace plumbline::reports
