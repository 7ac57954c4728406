#include "adapters/cron/entry_text.hpp"

#include <algorithm>

#include "adapters/cron/wrappers.hpp"
#include "canonical-schema/codec/digest.hpp"

namespace plumbline::adapters::cron {
namespace {

/// timeout(1) reads one number with one unit.
std::string one_unit(Seconds value) {
  const auto seconds = value.count();
  if (seconds % 86400 == 0) return std::to_string(seconds / 86400) + "d";
  if (seconds % 3600 == 0) return std::to_string(seconds / 3600) + "h";
  if (seconds % 60 == 0) return std::to_string(seconds / 60) + "m";
  return std::to_string(seconds) + "s";
}

template <class T>
bool is_stated(const Declared<T>& leaf) {
  return leaf.origin == Origin::stated && leaf.value.has_value();
}

/// The command behind the wrappers that truth asks for; what has none is put on `left_out`.
std::string wrapped(const TruthFields& truth, const std::string& name, std::string command,
                    std::vector<FieldId>& left_out) {
  if (is_stated(truth.timeout_run) && truth.timeout_run.value->span) {
    command = "timeout " + one_unit(*truth.timeout_run.value->span) + " " + command;
  }
  const bool one = is_stated(truth.concurrency_max) && truth.concurrency_max.value->number == 1U;
  if (one) {
    const bool waits = truth.concurrency_when_busy.value == WhenBusy::queue;
    command =
        std::string("flock ") + (waits ? "" : "-n ") + "/run/lock/" + name + ".lock " + command;
  }
  if (is_stated(truth.retry_max) && truth.retry_max.value->number != 0U) {
    left_out.push_back(FieldId::retry);
  }
  if (is_stated(truth.notify)) left_out.push_back(FieldId::notify);
  return command;
}

/// A '%' of the command would become a line break, so it is escaped.
std::string escaped(const std::string& command) {
  std::string text;
  for (const char byte : command) {
    if (byte == '%') text += '\\';
    text += byte;
  }
  return text;
}

/// The name that a job of this command has without a marker.
std::string own_name(const std::string& command) {
  return read_wrappers(command).name + "-" + codec::sha256_hex(command).substr(0, 8);
}

/// "30 6 * * 1-5" or "@reboot"; empty if no crontab line says it.
std::string times_of(const schedule::Trigger& trigger) {
  if (trigger.kind == schedule::TriggerKind::boot) return "@reboot";
  if (trigger.kind != schedule::TriggerKind::cron) return {};
  const bool reads_so = trigger.dialect.empty() || trigger.dialect == "portable" ||
                        trigger.dialect == "debian-cron" || trigger.dialect == "cronie";
  return reads_so && trigger.expr.find('\n') == std::string::npos ? trigger.expr : std::string();
}

}  // namespace

std::optional<EntryText> entry_text(const TruthFields& truth, const std::string& id,
                                    const std::string& command) {
  const auto mark = id.find('#');
  if (mark == std::string::npos || command.empty() || !truth.schedule.value) return std::nullopt;
  if (command.find_first_of("\n\r") != std::string::npos) return std::nullopt;
  const bool own_tab = id.starts_with("user/");
  if (!own_tab && !truth.run_as.value) return std::nullopt;
  const auto name = id.substr(mark + 1);
  EntryText text;
  const auto whole = escaped(wrapped(truth, name, command, text.left_out));
  for (const auto& trigger : *truth.schedule.value) {
    const auto times = times_of(trigger);
    if (times.empty()) return std::nullopt;
    if (text.zone.empty()) text.zone = trigger.zone.name;
    if (name != own_name(command)) text.lines.push_back("# plumbline: id=" + name);
    text.lines.push_back(times + " " + (own_tab ? "" : *truth.run_as.value + " ") + whole);
  }
  if (text.lines.empty()) return std::nullopt;
  return text;
}

}  // namespace plumbline::adapters::cron
