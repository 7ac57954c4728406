#include "daemon/commands/restore.hpp"

#include <algorithm>
#include <filesystem>

#include "adapters/cron/entry_text.hpp"
#include "adapters/git/remote_url.hpp"
#include "canonical-schema/codec/fields_json.hpp"
#include "canonical-schema/field_catalogue.hpp"

namespace plumbline::daemon {
namespace {

/// The command of a declared job: what truth says, else what was last seen there.
std::string command_of(const reconcile::ComparedPlace& place, const reconcile::Memory& memory) {
  const auto& stated = place.truth.action.value;
  const auto in = [](const Action& action) {
    const auto command = action.parts.find("command");
    // What was fed to the command's input has no text that could be pasted.
    return command == action.parts.end() || action.parts.contains("input") ? std::string()
                                                                           : command->second;
  };
  if (stated && !in(*stated).empty()) return in(*stated);
  const auto known = memory.places.find(place.id);
  if (known == memory.places.end() || known->second.watched.empty()) return {};
  const auto seen = codec::parse_fields_json(known->second.watched);
  const auto* action = seen ? seen->action.get() : nullptr;
  const bool same = action != nullptr && (!stated || stated->digest == action->digest);
  return same ? in(*action) : std::string();
}

/// What held for the old line and neither truth nor these lines say.
std::string not_known(const reconcile::ComparedPlace& place,
                      const std::vector<std::string>& lines) {
  std::vector<std::string> what;
  const bool locks = std::any_of(lines.begin(), lines.end(), [](const std::string& line) {
    return line.find(" flock ") != std::string::npos;
  });
  if (locks) what.emplace_back("the lock file that it had (this one is made up)");
  for (const auto* const name : {"SHELL", "PATH"}) {
    if (!place.declared->local.contains(std::string("env.") + name)) what.emplace_back(name);
  }
  std::string text;
  for (std::size_t i = 0; i < what.size(); ++i) {
    text += (i == 0                 ? "Not known of the old line: "
             : i + 1 == what.size() ? " and "
                                    : ", ") +
            what[i];
  }
  return text.empty() ? text : text + ". Look at a backup, or at the lines around it.";
}

}  // namespace

void add_restore(reports::ExplainInput& input, const reconcile::Finding& finding,
                 const LiveEstate& estate) {
  if (finding.cause != reconcile::Cause::missing) return;
  for (const auto& place : estate.compared.places) {
    if (place.id != finding.place || place.workflow == nullptr || place.platform == nullptr ||
        place.platform->kind != "cron") {
      continue;
    }
    input.kind = place.platform->kind;
    const auto entry = adapters::cron::entry_text(place.truth, place.id.native_id,
                                                  command_of(place, estate.memory));
    if (!entry) return;
    input.restore = entry->lines;
    if (!entry->zone.empty()) input.restore_note = "The times are meant in " + entry->zone + ".";
    for (const auto field : entry->left_out) {
      input.restore_note += (input.restore_note.empty() ? "" : " ") +
                            std::string("Truth states `") + std::string(name(field)) +
                            "` too: the lines do not say it.";
    }
    const auto unknown = not_known(place, entry->lines);
    if (!unknown.empty()) {
      input.restore_note += (input.restore_note.empty() ? "" : " ") + unknown;
    }
    return;
  }
}

void add_truth_folder(reports::ExplainInput& input, const Config& config) {
  if (config.truth.size() != 1) return;
  const auto& entry = config.truth.front();
  if (adapters::git::is_remote(entry.repo)) return;
  const auto folder = std::filesystem::path(entry.repo) / entry.path;
  input.truth_folder = folder.lexically_normal().generic_string();
}

}  // namespace plumbline::daemon
