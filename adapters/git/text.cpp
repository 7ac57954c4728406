#include "adapters/git/text.hpp"

#include <git2.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>

namespace plumbline::adapters::git {
namespace {

constexpr std::size_t longest_shown = 200;

unsigned byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

// Length of the well-formed character at `at`, 0 if there is none (Unicode, table 3-7).
std::size_t character_length(std::string_view text, std::size_t at) {
  const unsigned first = byte_at(text, at);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xc2 && first <= 0xdf   ? 2
                             : first >= 0xe0 && first <= 0xef ? 3
                             : first >= 0xf0 && first <= 0xf4 ? 4
                                                              : 0;
  if (length == 0 || text.size() - at < length) return 0;
  const unsigned second = byte_at(text, at + 1);
  const unsigned lowest = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
  const unsigned highest = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
  if (second < lowest || second > highest) return 0;
  for (std::size_t i = 2; i < length; ++i)
    if ((byte_at(text, at + i) & 0xc0U) != 0x80) return 0;
  return length;
}

bool is_control(std::string_view character) {
  const unsigned first = byte_at(character, 0);
  return first < 0x20 || first == 0x7f || (first == 0xc2 && byte_at(character, 1) < 0xa0);
}

void append_escaped(std::string& out, std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    out += "\\x";
    out += digits[byte_at(bytes, i) >> 4U];
    out += digits[byte_at(bytes, i) & 0xfU];
  }
}

}  // namespace

bool is_utf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const auto length = character_length(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

bool is_clean_text(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const auto length = character_length(text, at);
    if (length == 0 || is_control(text.substr(at, length))) return false;
    at += length;
  }
  return true;
}

std::string shown(std::string_view text) {
  std::string out;
  std::size_t at = 0;
  while (at < text.size()) {
    if (at >= longest_shown) return out + "…";
    const auto length = character_length(text, at);
    const auto piece = text.substr(at, std::max<std::size_t>(length, 1));
    if (length == 0 || is_control(piece)) {
      append_escaped(out, piece);
    } else {
      out += piece;
    }
    at += piece.size();
  }
  return out;
}

std::string in_quotes(std::string_view text) { return "'" + shown(text) + "'"; }

std::string joined(const std::vector<std::string>& names) {
  std::string out;
  for (const auto& name : names) {
    if (!out.empty()) out += ", ";
    out += shown(name);
  }
  return out;
}

Commit describe_commit(const git_commit& commit) {
  const git_signature* author = git_commit_author(&commit);
  const auto text = [](const char* from) { return from != nullptr ? shown(from) : std::string(); };
  Commit result;
  result.id = to_hex(*git_commit_id(&commit));
  result.at = Instant(std::chrono::seconds(git_commit_time(&commit)));
  if (author != nullptr) {
    result.author_name = text(author->name);
    result.author_email = text(author->email);
  }
  return result;
}

}  // namespace plumbline::adapters::git
