#include "adapters/cron/host_reader.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace plumbline::adapters::cron {
namespace {

/// The next line of `text`, which loses it.
std::string_view take_line(std::string_view& text) {
  const auto newline = text.find('\n');
  const auto line = text.substr(0, newline);
  text = newline == std::string_view::npos ? std::string_view{} : text.substr(newline + 1);
  return line;
}

bool may_be_user(std::string_view word) {
  if (word.empty() || word.size() > 256 || word.front() == '-') return false;
  return std::all_of(word.begin(), word.end(), [](char byte) {
    const bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
    const bool digit = byte >= '0' && byte <= '9';
    return letter || digit || byte == '_' || byte == '.' || byte == '-' || byte == '$' ||
           byte == '@' || byte == '\\';
  });
}

/// Behind five fields stands the sixth word, behind a nickname the second; a paused or commented
/// line has one or two words more in front.
constexpr std::size_t last_user_word = 8;

void add_candidates(std::string_view content, std::set<std::string>& found) {
  while (!content.empty()) {
    auto line = take_line(content);
    for (std::size_t word = 1; word <= last_user_word; ++word) {
      line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
      const auto length = std::min(line.find_first_of(" \t"), line.size());
      const auto text = line.substr(0, length);
      if (word > 1 && may_be_user(text)) found.emplace(text);
      line.remove_prefix(length);
    }
  }
}

}  // namespace

std::vector<std::string> possible_users(const HostSnapshot& snapshot) {
  std::set<std::string> found;
  if (const auto* file = snapshot.file("/etc/crontab")) add_candidates(file->content, found);
  for (const auto* file : snapshot.in_folder("/etc/cron.d")) add_candidates(file->content, found);
  constexpr std::array<std::string_view, 2> spools{"/var/spool/cron", "/var/spool/cron/crontabs"};
  for (const auto spool : spools) {
    for (const auto* file : snapshot.in_folder(spool)) {
      const auto base = file->path.substr(spool.size() + 1);
      if (may_be_user(base)) found.insert(base);
    }
  }
  return {found.begin(), found.end()};
}

void add_passwd(std::string_view text, HostUsers& users) {
  while (!text.empty()) {
    const auto line = take_line(text);
    const auto first = line.find(':');
    const auto second = first == std::string_view::npos ? first : line.find(':', first + 1);
    if (second == std::string_view::npos || first == 0) continue;
    std::uint32_t uid = 0;
    const auto digits = line.substr(second + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), uid);
    if (error != std::errc{} || end == digits.data()) continue;
    users.uids.emplace(line.substr(0, first), uid);
  }
}

void add_package_files(std::string_view dpkg_status,
                       std::set<std::string, std::less<>>& package_files) {
  // Conffiles stand one a line, indented: " /etc/cron.d/php 0123…abc [obsolete]".
  constexpr std::string_view start = " /etc/cron";
  for (auto at = dpkg_status.find(start); at != std::string_view::npos;
       at = dpkg_status.find(start, at + 1)) {
    if (at != 0 && dpkg_status[at - 1] != '\n') continue;
    auto rest = dpkg_status.substr(at + 1);
    const auto line = take_line(rest);
    if (line.ends_with(" obsolete")) continue;
    package_files.emplace(line.substr(0, line.find(' ')));
  }
}

}  // namespace plumbline::adapters::cron
