#include "adapters/cron/job_groups.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "adapters/cron/job_fields.hpp"

namespace plumbline::adapters::cron {
namespace {

struct Member {
  const JobLine* line = nullptr;
  JobReading reading;
};

/// Lines that are one job, in file order.
struct Group {
  std::vector<Member> members;

  [[nodiscard]] const Member& first() const { return members.front(); }
};

bool is_dormant(const Member& member) { return member.line->standing == Standing::dormant; }

/// Name without the source; `with_user` where two users would share it.
std::string name_of(const Member& member, bool with_user) {
  if (!member.line->own_id.empty()) return member.line->own_id;
  constexpr std::size_t prefix = 7;  // "sha256:"
  constexpr std::size_t digits = 8;
  auto name = member.reading.name + "-" + member.reading.digest.substr(prefix, digits);
  return with_user ? name + "@" + member.line->user : name;
}

Diagnostic raised(std::string code, std::string message, std::string at,
                  Diagnostic::Raises raises) {
  Diagnostic diagnostic;
  diagnostic.code = std::move(code);
  diagnostic.severity = Severity::high;
  diagnostic.message = std::move(message);
  diagnostic.at = std::move(at);
  diagnostic.raises = raises;
  return diagnostic;
}

std::vector<Group> collect(const std::vector<JobLine>& lines, Dialect dialect) {
  std::vector<Group> groups;
  std::map<std::string, std::size_t> known;
  for (const auto& line : lines) {
    Member member{&line, read_job(line, dialect)};
    auto key = line.own_id.empty() ? "c" + member.reading.command_key : "i" + line.own_id;
    const auto [at, fresh] = known.try_emplace(std::move(key), groups.size());
    if (fresh) groups.emplace_back();
    groups[at->second].members.push_back(std::move(member));
  }
  return groups;
}

/// A commented-out line beside a live one of the same job is just an old copy.
void drop_old_copies(Group& group) {
  const bool all_dormant = std::all_of(group.members.begin(), group.members.end(), is_dormant);
  if (all_dormant) {
    group.members.resize(1);
  } else {
    std::erase_if(group.members, is_dormant);
  }
}

/// True if both lines start their jobs at the same times, however they are written.
bool at_the_same_times(const JobLine& a, const JobLine& b) {
  if (a.trigger.kind != b.trigger.kind || a.trigger.zone != b.trigger.zone) return false;
  if (!a.times || !b.times) return a.trigger.expr == b.trigger.expr;
  return schedule::relate(*a.times, *b.times, Instant{}).relation == schedule::Relation::equal;
}

void note_repeats(const Group& group, LiveWorkflow& job) {
  // Equal times have equal hashes: only those few lines are compared.
  std::map<std::string, std::vector<const JobLine*>> seen;
  for (const auto& member : group.members) {
    const auto& line = *member.line;
    if (line.standing != Standing::configured || !line.trigger.enabled) continue;
    const auto hash = line.times ? schedule::canonical_hash(*line.times) : 0;
    auto& alike = seen[std::to_string(hash) + " " + line.user + " " + member.reading.digest];
    const auto twin = std::find_if(alike.begin(), alike.end(), [&](const JobLine* other) {
      return at_the_same_times(*other, line);
    });
    if (twin == alike.end()) {
      alike.push_back(&line);
      continue;
    }
    job.diagnostics.push_back(raised("repeated-line",
                                     "lines " + std::to_string((*twin)->line) + " and " +
                                         std::to_string(line.line) +
                                         " start the same job at the same times: it runs twice",
                                     line.at(), Diagnostic::Raises::overlap));
  }
}

void note_contradiction(const Group& group, LiveWorkflow& job) {
  const auto other = std::find_if(group.members.begin(), group.members.end(), [&](const auto& m) {
    return m.reading.command_key != group.first().reading.command_key;
  });
  if (other == group.members.end()) return;
  job.ambiguous = true;
  job.diagnostics.push_back(raised("id-contradicts",
                                   "lines " + std::to_string(group.first().line->line) + " and " +
                                       std::to_string(other->line->line) +
                                       " have one id and differ in user or command",
                                   other->line->at(), Diagnostic::Raises::nothing));
}

void take_standing(const Group& group, LiveWorkflow& job) {
  const auto counts = std::find_if(group.members.begin(), group.members.end(), [](const auto& m) {
    return m.line->standing == Standing::configured;
  });
  if (counts == group.members.end()) {
    job.standing = group.first().line->standing;
    job.standing_reason = group.first().line->standing_reason;
    return;
  }
  for (const auto& member : group.members) {
    if (member.line->standing != Standing::ineffective) continue;
    job.diagnostics.push_back(raised("line-ignored", member.line->standing_reason,
                                     member.line->at(), Diagnostic::Raises::ineffective));
  }
}

LiveWorkflow make_job(Group& group, bool with_user) {
  LiveWorkflow job;
  const auto& first = *group.first().line;
  job.id = first.source + "#" + name_of(group.first(), with_user);
  take_standing(group, job);
  job.from_package = first.from_package;
  job.changed_at = first.changed_at;
  note_repeats(group, job);
  note_contradiction(group, job);
  for (const auto& member : group.members) {
    for (const auto& diagnostic : member.line->diagnostics) job.diagnostics.push_back(diagnostic);
  }
  auto& reading = group.members.front().reading;
  job.fields = std::move(reading.fields);
  std::vector<const std::map<std::string, std::string>*> locals;
  locals.reserve(group.members.size());
  for (const auto& member : group.members) locals.push_back(&member.reading.local);
  job.local = local_of(locals);
  job.native_paths = std::move(reading.native_paths);
  for (std::size_t i = 1; i < group.members.size(); ++i) {
    add_line(group.members[i].reading, job.fields);
  }
  return job;
}

}  // namespace

std::vector<LiveWorkflow> group_jobs(const std::vector<JobLine>& lines, Dialect dialect) {
  auto groups = collect(lines, dialect);
  for (auto& group : groups) drop_old_copies(group);
  std::map<std::string, std::size_t> uses;
  for (const auto& group : groups) ++uses[name_of(group.first(), false)];
  std::vector<LiveWorkflow> jobs;
  jobs.reserve(groups.size());
  for (auto& group : groups) {
    const bool shared = uses[name_of(group.first(), false)] > 1;
    jobs.push_back(make_job(group, shared));
  }
  return jobs;
}

}  // namespace plumbline::adapters::cron
