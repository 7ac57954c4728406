#include "reports/remedy.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "reports/report_view.hpp"

namespace plumbline::reports {
namespace {

using reconcile::Finding;

/// What to do about a file, by a piece of the reason why cron passes it over. FILE stands for its
/// path, OWNER for whom it must belong to. The reasons: adapters/cron/effectiveness.
struct Remedy {
  std::string_view reason;
  std::string_view words;
};
constexpr std::array remedies{
    Remedy{"INSECURE MODE (group/other writable)", "sudo chmod go-w FILE"},
    Remedy{"INSECURE MODE (mode 0600", "sudo chmod 600 FILE"},
    Remedy{"WRONG FILE OWNER", "sudo chown OWNER FILE"},
    Remedy{"WRONG SYMLINK OWNER", "sudo chown -h root FILE"},
    Remedy{"HARD LINKS > 1", "sudo sed -i '' FILE, which makes it a file of its own"},
    Remedy{"BAD LINK COUNT", "sudo sed -i '' FILE, which makes it a file of its own"},
    Remedy{"not executable", "sudo chmod +x FILE"},
    Remedy{"CAN'T OPEN", "put a file, or a link that leads to one, at FILE"},
    Remedy{"leads nowhere", "put a file, or a link that leads to one, at FILE"},
    Remedy{"OT A REGULAR FILE", "put a plain file at FILE"},
    Remedy{"NOT REGULAR", "put a plain file at FILE"},
    Remedy{"not a regular file", "put a plain file at FILE"},
    Remedy{"ORPHAN", "create the user OWNER, or remove FILE"},
    Remedy{"Missing newline", "end its last line with a newline: sudo sed -i '$a\\' FILE"},
    Remedy{"longer than 10000 lines", "part FILE into shorter files"},
    Remedy{"anacron is not installed", "install anacron, or start the job from a crontab"},
};

void replace(std::string& text, std::string_view from, std::string_view to) {
  if (const auto at = text.find(from); at != std::string::npos) text.replace(at, from.size(), to);
}

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

/// A name that cron accepts, close to the one it does not; the one that is missed, if it is known.
std::string better_file(const Finding& finding, const std::string& file) {
  if (finding.looks_like) {
    const auto meant = cron_file(finding.looks_like->id);
    if (!meant.empty() && meant != file) return meant;
  }
  const auto slash = file.rfind('/');
  auto name = file.substr(slash + 1);
  std::replace_if(name.begin(), name.end(), [](char c) { return !is_plain(c); }, '-');
  return file.substr(0, slash + 1) + name;
}

/// "7" of "Syntax error, … (bad minute in line 7)"; empty if the reason names no line.
std::string spoilt_line(const std::string& reason) {
  constexpr std::string_view words = " in line ";
  const auto at = reason.rfind(words);
  if (at == std::string::npos) return {};
  const auto digits = reason.substr(at + words.size());
  return digits.substr(0, digits.find_first_not_of("0123456789"));
}

/// "bad minute" of "Syntax error, … (bad minute in line 7)".
std::string problem_in(const std::string& reason) {
  const auto open = reason.rfind('(');
  const auto end = reason.rfind(" in line ");
  if (open == std::string::npos || end == std::string::npos || end < open) return reason;
  return reason.substr(open + 1, end - open - 1);
}

std::string correct_line(const std::string& file, const std::string& line,
                         const std::string& problem) {
  auto text = "correct line " + line + " of " + file + ": " + problem;
  // What is no assignment is read as an entry, and fails at its first field.
  if (problem == "bad minute") {
    text += ". A variable without a value needs quotes: NAME=\"\"";
  }
  return text;
}

std::string owner_of(const std::string& native_id) {
  constexpr std::string_view user = "user/";
  if (!native_id.starts_with(user)) return "root";
  return native_id.substr(user.size(), native_id.find('#') - user.size());
}

std::string cron_remedy(const Finding& finding, const std::string& file) {
  const auto& reason = finding.live.text;
  const auto on = " on " + finding.place.platform;
  if (reason.find("Missing newline") == std::string::npos) {
    if (const auto line = spoilt_line(reason); !line.empty()) {
      return correct_line(file, line, problem_in(reason)) + on;
    }
  }
  if (reason.find("the name ") == 0 || reason.find("skips names") != std::string::npos) {
    return "rename it" + on + ": sudo mv " + shell_word(file) + " " +
           shell_word(better_file(finding, file));
  }
  if (reason.find("BAD FILE MODE") != std::string::npos) {
    const bool of_user = finding.place.native_id.starts_with("user/");
    return "run" + on + ": sudo chmod " + (of_user ? "600 " : "644 ") + shell_word(file);
  }
  for (const auto& [piece, words] : remedies) {
    if (reason.find(piece) == std::string::npos) continue;
    std::string text(words);
    replace(text, "FILE", shell_word(file));
    replace(text, "OWNER", shell_word(owner_of(finding.place.native_id)));
    return (text.starts_with("sudo") ? "run" + on + ": " : on.substr(1) + ", ") + text;
  }
  return {};
}

}  // namespace

std::string shell_word(std::string_view text) {
  const auto needs_none = [](char c) { return is_plain(c) || c == '/' || c == '.'; };
  if (std::all_of(text.begin(), text.end(), needs_none)) return std::string(text);
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

std::string cron_file(const std::string& native_id) {
  const auto source = native_id.substr(0, native_id.find('#'));
  constexpr std::string_view user = "user/";
  // Where Debian keeps it; elsewhere the folder is one higher, and crontab(1) knows.
  if (source.starts_with(user)) return "/var/spool/cron/crontabs/" + source.substr(user.size());
  return source.empty() ? std::string() : "/etc/" + source;
}

std::string place_to_edit(const Finding& finding, const std::string& kind) {
  const auto at = finding.live.live ? where_text(*finding.live.live) : finding.place.native_id;
  if (kind != "cron") return "change " + at + " on " + finding.place.platform;
  if (at.starts_with("user/")) {
    const auto user = at.substr(5, at.find_first_of("#:") - 5);
    return "edit that crontab on " + finding.place.platform + ": crontab -u " + user + " -e";
  }
  return "edit /etc/" + at.substr(0, at.find_first_of("#:")) + " on " + finding.place.platform +
         (at.find(':') == std::string::npos ? "" : ", line " + at.substr(at.rfind(':') + 1));
}

std::string remedy(const Finding& finding, const std::string& kind) {
  if (kind == "cron") {
    auto text = cron_remedy(finding, cron_file(finding.place.native_id));
    if (!text.empty()) return text;
  }
  return place_to_edit(finding, kind) +
         (finding.live.text.empty() ? std::string() : ": " + finding.live.text);
}

}  // namespace plumbline::reports
