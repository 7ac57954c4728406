#include "reports/display_text.hpp"

#include <algorithm>
#include <array>

#include "canonical-schema/codec/utf8.hpp"

namespace plumbline::reports {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Unicode 15, as terminals draw them; rare scripts' marks are drawn as one column.
constexpr std::array zero_width{
    Range{0x0300, 0x036F}, Range{0x0483, 0x0489},   Range{0x0591, 0x05BD},   Range{0x05BF, 0x05BF},
    Range{0x05C1, 0x05C2}, Range{0x05C4, 0x05C5},   Range{0x05C7, 0x05C7},   Range{0x0610, 0x061A},
    Range{0x064B, 0x065F}, Range{0x0670, 0x0670},   Range{0x06D6, 0x06DC},   Range{0x06DF, 0x06E4},
    Range{0x06E7, 0x06E8}, Range{0x06EA, 0x06ED},   Range{0x0711, 0x0711},   Range{0x0730, 0x074A},
    Range{0x07A6, 0x07B0}, Range{0x0900, 0x0902},   Range{0x093A, 0x093A},   Range{0x093C, 0x093C},
    Range{0x0941, 0x0948}, Range{0x094D, 0x094D},   Range{0x0951, 0x0957},   Range{0x0E31, 0x0E31},
    Range{0x0E34, 0x0E3A}, Range{0x0E47, 0x0E4E},   Range{0x1AB0, 0x1AFF},   Range{0x1DC0, 0x1DFF},
    Range{0x20D0, 0x20FF}, Range{0x302A, 0x302D},   Range{0x3099, 0x309A},   Range{0xFE00, 0xFE0F},
    Range{0xFE20, 0xFE2F}, Range{0x1F3FB, 0x1F3FF}, Range{0xE0100, 0xE01EF},
};

constexpr std::array double_width{
    Range{0x1100, 0x115F},   Range{0x231A, 0x231B},   Range{0x2329, 0x232A},
    Range{0x23E9, 0x23EC},   Range{0x23F0, 0x23F0},   Range{0x23F3, 0x23F3},
    Range{0x25FD, 0x25FE},   Range{0x2614, 0x2615},   Range{0x2648, 0x2653},
    Range{0x267F, 0x267F},   Range{0x2693, 0x2693},   Range{0x26A1, 0x26A1},
    Range{0x26AA, 0x26AB},   Range{0x26BD, 0x26BE},   Range{0x26C4, 0x26C5},
    Range{0x26CE, 0x26CE},   Range{0x26D4, 0x26D4},   Range{0x26EA, 0x26EA},
    Range{0x26F2, 0x26F3},   Range{0x26F5, 0x26F5},   Range{0x26FA, 0x26FA},
    Range{0x26FD, 0x26FD},   Range{0x2705, 0x2705},   Range{0x270A, 0x270B},
    Range{0x2728, 0x2728},   Range{0x274C, 0x274C},   Range{0x274E, 0x274E},
    Range{0x2753, 0x2755},   Range{0x2757, 0x2757},   Range{0x2795, 0x2797},
    Range{0x27B0, 0x27B0},   Range{0x27BF, 0x27BF},   Range{0x2B1B, 0x2B1C},
    Range{0x2B50, 0x2B50},   Range{0x2B55, 0x2B55},   Range{0x2E80, 0x303E},
    Range{0x3041, 0x33FF},   Range{0x3400, 0x4DBF},   Range{0x4E00, 0x9FFF},
    Range{0xA000, 0xA4CF},   Range{0xA960, 0xA97F},   Range{0xAC00, 0xD7A3},
    Range{0xF900, 0xFAFF},   Range{0xFE10, 0xFE19},   Range{0xFE30, 0xFE6F},
    Range{0xFF00, 0xFF60},   Range{0xFFE0, 0xFFE6},   Range{0x1F004, 0x1F004},
    Range{0x1F0CF, 0x1F0CF}, Range{0x1F18E, 0x1F18E}, Range{0x1F191, 0x1F19A},
    Range{0x1F200, 0x1F320}, Range{0x1F32D, 0x1F335}, Range{0x1F337, 0x1F37C},
    Range{0x1F37E, 0x1F393}, Range{0x1F3A0, 0x1F3FA}, Range{0x1F400, 0x1F53D},
    Range{0x1F54B, 0x1F567}, Range{0x1F595, 0x1F596}, Range{0x1F5FB, 0x1F64F},
    Range{0x1F680, 0x1F6FF}, Range{0x1F7E0, 0x1F7EB}, Range{0x1F90C, 0x1F9FF},
    Range{0x1FA70, 0x1FAFF}, Range{0x20000, 0x2FFFD}, Range{0x30000, 0x3FFFD},
};

constexpr std::array hazards{
    Range{0x0000, 0x001F}, Range{0x007F, 0x009F}, Range{0x00AD, 0x00AD}, Range{0x034F, 0x034F},
    Range{0x061C, 0x061C}, Range{0x115F, 0x1160}, Range{0x17B4, 0x17B5}, Range{0x180B, 0x180F},
    Range{0x200B, 0x200F}, Range{0x2028, 0x202E}, Range{0x2060, 0x206F}, Range{0x3164, 0x3164},
    Range{0xFEFF, 0xFEFF}, Range{0xFFA0, 0xFFA0}, Range{0xFFF9, 0xFFFB}, Range{0xE0000, 0xE007F},
};

template <std::size_t size>
bool within(const std::array<Range, size>& ranges, char32_t character) {
  const auto after =
      std::upper_bound(ranges.begin(), ranges.end(), character,
                       [](char32_t value, const Range& range) { return value < range.first; });
  return after != ranges.begin() && character <= std::prev(after)->last;
}

std::size_t columns_of(char32_t character) {
  if (character < 0x300) return 1;
  if (within(zero_width, character)) return 0;
  return within(double_width, character) ? 2 : 1;
}

std::string hex(char32_t value, std::size_t digits) {
  constexpr std::string_view digit_text = "0123456789abcdef";
  std::string text;
  for (; value != 0 || text.size() < digits; value >>= 4U) {
    text.insert(text.begin(), digit_text[value & 0xFU]);
  }
  return text;
}

std::string spelled_out(char32_t character) {
  if (character == U'\n') return "\\n";
  if (character == U'\t') return "\\t";
  if (character == U'\r') return "\\r";
  if (character < 0x80) return "\\x" + hex(character, 2);
  auto digits = hex(character, 4);
  std::transform(digits.begin(), digits.end(), digits.begin(),
                 [](char c) { return c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c; });
  return "<U+" + digits + ">";
}

bool is_plain_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

/// The first `columns` columns of visible text, in bytes; marks that follow are included.
std::size_t bytes_within(std::string_view text, std::size_t columns) {
  std::size_t bytes = 0;
  std::size_t used = 0;
  while (bytes < text.size()) {
    const auto point = first_code_point(text.substr(bytes));
    const auto wide = point.valid ? columns_of(point.value) : 1;
    if (used + wide > columns) break;
    used += wide;
    bytes += point.bytes;
  }
  return bytes;
}

}  // namespace

bool is_hazardous(char32_t character) { return within(hazards, character); }

CodePoint first_code_point(std::string_view text) {
  const auto length = codec::utf8_length(text, 0);
  if (length == 0) return {static_cast<unsigned char>(text.front()), 1, false};
  return {codec::utf8_code_point(text, 0, length), length, true};
}

std::string visible(std::string_view text) {
  if (is_plain_ascii(text)) return std::string(text);
  std::string result;
  result.reserve(text.size() + 16);
  while (!text.empty()) {
    const auto point = first_code_point(text);
    if (!point.valid) {
      result += "\\x" + hex(point.value, 2);
    } else if (is_hazardous(point.value)) {
      result += spelled_out(point.value);
    } else {
      result += text.substr(0, point.bytes);
    }
    text.remove_prefix(point.bytes);
  }
  return result;
}

std::string visible(std::string_view text, std::size_t columns) {
  // A character takes at most four bytes, so nothing beyond this can be shown.
  auto head = visible(text.substr(0, std::min(text.size(), 4 * columns + 4)));
  if (text.size() <= 4 * columns + 4 && display_width(head) <= columns) return head;
  const auto kept = bytes_within(head, columns);
  return head.substr(0, kept) + " ... (" + std::to_string(text.size()) + " bytes in all)";
}

std::string cut(std::string_view visible_text, std::size_t columns, std::string_view mark) {
  if (display_width(visible_text) <= columns) return std::string(visible_text);
  const auto room = columns - std::min(columns, display_width(mark));
  auto head = std::string(visible_text.substr(0, bytes_within(visible_text, room)));
  head.erase(head.find_last_not_of(' ') + 1);
  return head.append(mark);
}

std::string valid_utf8(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const auto point = first_code_point(text);
    result += point.valid ? text.substr(0, point.bytes) : std::string_view("\xEF\xBF\xBD");
    text.remove_prefix(point.bytes);
  }
  return result;
}

std::size_t display_width(std::string_view visible_text) {
  std::size_t width = 0;
  while (!visible_text.empty()) {
    const auto point = first_code_point(visible_text);
    width += point.valid ? columns_of(point.value) : 1;
    visible_text.remove_prefix(point.bytes);
  }
  return width;
}

std::vector<std::string> wrapped(std::string_view visible_text, std::size_t width) {
  width = std::max<std::size_t>(width, 1);
  std::vector<std::string> lines;
  std::string line;
  const auto finish = [&] {
    lines.push_back(std::move(line));
    line.clear();
  };
  while (!visible_text.empty()) {
    const auto begin = visible_text.find_first_not_of(' ');
    if (begin == std::string_view::npos) break;
    const auto end = std::min(visible_text.find(' ', begin), visible_text.size());
    // Spaces inside a line are kept as written: they may be part of a command.
    const auto gap =
        line.empty() && !lines.empty() ? std::string_view{} : visible_text.substr(0, begin);
    auto word = visible_text.substr(begin, end - begin);
    visible_text.remove_prefix(end);
    if (display_width(line) + gap.size() + display_width(word) <= width) {
      line.append(gap).append(word);
      continue;
    }
    if (!line.empty()) finish();
    while (display_width(word) > width) {
      const auto fits = std::max(bytes_within(word, width), first_code_point(word).bytes);
      line = word.substr(0, fits);
      finish();
      word.remove_prefix(fits);
    }
    line = word;
  }
  if (!line.empty() || lines.empty()) finish();
  return lines;
}

std::string padded(std::string text, std::size_t width) {
  const auto used = display_width(text);
  if (used < width) text.append(width - used, ' ');
  return text;
}

}  // namespace plumbline::reports
