#include "adapters/git/text.hpp"

#include <git2.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>

#include "canonical-schema/codec/utf8.hpp"

namespace plumbline::adapters::git {
namespace {

constexpr std::size_t longest_shown = 200;

unsigned byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
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
    const auto length = codec::utf8_length(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

bool is_clean_text(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const auto length = codec::utf8_length(text, at);
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
    const auto length = codec::utf8_length(text, at);
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
