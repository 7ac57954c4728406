#include "adapters/cron/effectiveness.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace plumbline::adapters::cron {
namespace {

Verdict ignored(std::string reason, int line = 0) {
  return {Verdict::Kind::ignored, std::move(reason), line};
}
Verdict leftover(std::string reason) { return {Verdict::Kind::leftover, std::move(reason), 0}; }

bool is_lower_or_digit(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
}
bool is_classical(char byte) {
  return is_lower_or_digit(byte) || (byte >= 'A' && byte <= 'Z') || byte == '_' || byte == '-';
}

/// ^[A-Za-z0-9_-]+$
bool is_classical_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), is_classical);
}

/// ^_?([a-z0-9_.]+-)+[a-z0-9]+$, the LSB's hierarchical names.
bool is_hierarchical_name(std::string_view name) {
  const auto last = name.rfind('-');
  if (last == std::string_view::npos || last + 1 == name.size()) return false;
  const auto tail = name.substr(last + 1);
  if (!std::all_of(tail.begin(), tail.end(), is_lower_or_digit)) return false;
  bool in_part = false;
  for (const char byte : name.substr(0, last + 1)) {
    if (byte == '-') {
      if (!in_part) return false;
      in_part = false;
    } else if (is_lower_or_digit(byte) || byte == '_' || byte == '.') {
      in_part = true;
    } else {
      return false;
    }
  }
  return true;
}

/// ^[a-z0-9][a-z0-9-]*$, the LSB's other names.
bool is_assigned_name(std::string_view name) {
  return !name.empty() && is_lower_or_digit(name.front()) &&
         std::all_of(name.begin(), name.end(),
                     [](char byte) { return is_lower_or_digit(byte) || byte == '-'; });
}

bool is_lsb_name(std::string_view name) {
  if (!is_hierarchical_name(name)) return is_assigned_name(name);
  return !name.ends_with("dpkg-old") && !name.ends_with("dpkg-dist");
}

/// Names that editors and package managers leave behind.
bool is_leftover_name(std::string_view name) {
  constexpr std::array<std::string_view, 13> endings{
      "~",         ".swp",     ".bak~",     ".dpkg-old", ".dpkg-new", ".dpkg-dist", ".dpkg-tmp",
      ".dpkg-bak", ".ucf-old", ".ucf-dist", ".rpmsave",  ".rpmorig",  ".rpmnew"};
  return name.starts_with('.') || name.starts_with('#') ||
         std::any_of(endings.begin(), endings.end(),
                     [&](std::string_view ending) { return name.ends_with(ending); });
}

Verdict judge_debian_system_file(const HostFile& file, const HostRules& rules) {
  const bool link = file.self.type == FileType::symbolic_link;
  if (link && !rules.is_root(file.self.uid)) return ignored("WRONG SYMLINK OWNER");
  const auto* opened = file.opened();
  if (opened == nullptr) return ignored("CAN'T OPEN SYMLINK");
  if (!rules.is_root(opened->uid)) return ignored("WRONG FILE OWNER");
  if (opened->type != FileType::regular) return ignored("NOT A REGULAR FILE");
  if ((opened->mode & 022U) != 0) return ignored("INSECURE MODE (group/other writable)");
  if (opened->links != 1) return ignored("NUMBER OF HARD LINKS > 1");
  return {};
}

/// check_open(): readable by its owner, no execute bits, not writable by others.
Verdict judge_cronie_file(const HostFile& file, const HostRules& rules, bool owned_by_user,
                          bool count_links) {
  const auto* opened = file.opened();
  if (opened == nullptr) return ignored("CAN'T OPEN");
  if (opened->type != FileType::regular) return ignored("NOT REGULAR");
  if ((opened->mode & 07533U) != 0400U) return ignored("BAD FILE MODE");
  if (!rules.is_root(opened->uid) && !owned_by_user) return ignored("WRONG FILE OWNER");
  if (count_links && opened->links != 1) return ignored("BAD LINK COUNT");
  return {};
}

}  // namespace

Verdict judge_system_name(std::string_view name, const HostRules& rules) {
  if (is_leftover_name(name)) return leftover("a leftover by its name, which the daemon skips");
  if (rules.dialect == Dialect::cronie) {
    if (name == ".cron.hostname") return leftover("the daemon's own file");
    return {};
  }
  if (rules.lsb_names) {
    if (is_lsb_name(name)) return {};
    return ignored("the name is none that cron -l accepts (LSB names: a-z, 0-9 and \"-\")");
  }
  if (is_classical_name(name)) return {};
  return ignored("the name has other characters than letters, digits, \"_\" and \"-\"");
}

Verdict judge_system_file(const HostFile& file, std::string_view name, const HostRules& rules) {
  if (!name.empty()) {
    if (auto verdict = judge_system_name(name, rules); !verdict.counts()) return verdict;
  }
  if (rules.dialect == Dialect::cronie) return judge_cronie_file(file, rules, false, false);
  return judge_debian_system_file(file, rules);
}

Verdict judge_user_tab(const HostFile& file, std::string_view user, const HostRules& rules,
                       const HostUsers& users) {
  if (user.starts_with('.')) return leftover("hidden files are skipped");
  if (user.starts_with("tmp.")) return leftover("crontab(1) is writing it");
  if (rules.dialect == Dialect::cronie && is_leftover_name(user)) {
    return leftover("a leftover by its name, which the daemon skips");
  }
  if (!users.knows(user)) return ignored("ORPHAN (no passwd entry)");
  const auto* opened = file.opened();
  const auto found = users.uids.find(user);
  const bool owned =
      opened != nullptr && (found == users.uids.end() || found->second == opened->uid);
  if (rules.dialect == Dialect::cronie) return judge_cronie_file(file, rules, owned, true);
  if (file.self.type == FileType::symbolic_link || opened == nullptr) return ignored("CAN'T OPEN");
  if (!owned && !rules.is_root(opened->uid)) return ignored("WRONG FILE OWNER");
  if (opened->type != FileType::regular) return ignored("NOT A REGULAR FILE");
  if (opened->mode != 0600U) return ignored("INSECURE MODE (mode 0600 expected)");
  if (opened->links != 1) return ignored("NUMBER OF HARD LINKS > 1");
  return {};
}

std::string line_problem(const CrontabDocument& document, const CrontabLine& line,
                         const HostUsers& users) {
  if (line.kind == LineKind::broken) return line.problem;
  if (line.kind != LineKind::entry || document.kind == TabKind::user) return {};
  return users.knows(document.text(line.entry.user)) ? std::string{} : "bad username";
}

Verdict judge_content(const CrontabDocument& document, const HostUsers& users) {
  if (document.dialect == Dialect::cronie) return {};
  const auto most = limits(document.dialect).lines;
  for (std::size_t i = 0; i < document.lines.size(); ++i) {
    const auto& line = document.lines[i];
    const auto problem = line_problem(document, line, users);
    if (problem.empty()) {
      const bool acts = line.kind == LineKind::entry || line.kind == LineKind::environment;
      if (acts && i >= most) {
        return ignored(
            "crontab must not be longer than 10000 lines, this crontab file will be "
            "ignored");
      }
      continue;
    }
    const int number = static_cast<int>(i) + 1;
    if (!line.terminated) {
      return ignored("Missing newline before EOF, this crontab file will be ignored", number);
    }
    return ignored("Syntax error, this crontab file will be ignored (" + problem + " in line " +
                       std::to_string(number) + ")",
                   number);
  }
  return {};
}

Verdict judge_script(const HostFile& file, std::string_view name, Dialect dialect, bool lsb_names) {
  if (is_leftover_name(name)) return leftover("a leftover by its name, which run-parts skips");
  const auto* opened = file.opened();
  if (opened == nullptr) return ignored("a symbolic link that leads nowhere");
  if (opened->type == FileType::directory) return leftover("a folder");
  if (dialect == Dialect::cronie) {
    if (name.ends_with(',') || name.ends_with(",v") || name.ends_with(".cfsaved")) {
      return leftover("a leftover by its name, which run-parts skips");
    }
  } else if (lsb_names ? !is_lsb_name(name) && !is_classical_name(name)
                       : !is_classical_name(name)) {
    return ignored(
        "run-parts skips names with other characters than letters, digits, \"_\" and "
        "\"-\"");
  }
  if (opened->type != FileType::regular) return ignored("not a regular file");
  if ((opened->mode & 0111U) == 0) return ignored("not executable, so run-parts skips it");
  return {};
}

}  // namespace plumbline::adapters::cron
