#include "canonical-schema/codec/truth_assembly.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "canonical-schema/codec/truth_declare.hpp"
#include "canonical-schema/codec/truth_schedule.hpp"
#include "canonical-schema/codec/truth_yaml.hpp"
#include "canonical-schema/glob.hpp"

namespace plumbline::codec {
namespace {

std::string_view folder_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

std::string_view name_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

bool is_defaults(std::string_view path) {
  return name_of(path) == "defaults.yaml" || name_of(path) == "defaults.yml";
}

bool is_policy(std::string_view below) { return below == "policy.yaml" || below == "policy.yml"; }

std::vector<std::string> platforms_of(const TruthDraft& draft,
                                      const std::vector<std::string>& guessed) {
  std::set<std::string> names(guessed.begin(), guessed.end());
  for (const auto& place : draft.places) {
    if (!place.place.id.platform.empty()) names.insert(place.place.id.platform);
  }
  return {names.begin(), names.end()};
}

std::vector<std::string> platforms_of(const DeclaredWorkflow& workflow) {
  std::set<std::string> names;
  for (const auto& place : workflow.places) names.insert(place.id.platform);
  return {names.begin(), names.end()};
}

/// One defaults.yaml, and whom its problems concern.
struct OwnDefaults {
  std::string file;
  TruthDraft draft;
  std::vector<Error> problems;
  std::size_t workflows = 0;  ///< below it, left out because of the problems
  std::set<std::string> platforms;
};

/// What holds in one folder: its defaults.yaml merged with those above.
struct FolderDefaults {
  DefaultsChain chain;
  OwnDefaults* broken = nullptr;  ///< the nearest one that cannot be used
};

/// Assembles one truth entry.
class EntryAssembly {
 public:
  EntryAssembly(const TruthInput& input, ScheduleChecks& checks, Truth& truth)
      : input_(input), checks_(checks), truth_(truth) {}

  void run() {
    std::vector<const TruthFile*> files;
    for (const auto& file : input_.files) {
      if (!is_passed_over(file.path)) files.push_back(&file);
    }
    std::sort(files.begin(), files.end(),
              [](const auto* a, const auto* b) { return a->path < b->path; });
    for (const auto* file : files) {
      if (is_defaults(file->path)) read_defaults(*file);
    }
    for (const auto* file : files) {
      if (!is_defaults(file->path)) read_file(*file);
    }
    report_broken_defaults();
  }

 private:
  [[nodiscard]] bool is_passed_over(std::string_view path) const {
    const auto below = below_entry(input_.repository, path);
    if (is_policy(below)) return true;
    return std::any_of(input_.ignore.begin(), input_.ignore.end(),
                       [&](const std::string& glob) { return glob_matches(glob, below); });
  }

  [[nodiscard]] GitSource source_of(const Where& where) const {
    return {input_.repository.repo, input_.repository.commit, where.file, where.line, where.column};
  }

  void add_problem(Error error, const std::string& file, std::optional<WorkflowId> workflow,
                   std::vector<std::string> platforms) {
    if (error.where.file.empty()) error.where.file = file;
    GitSource source = source_of(error.where);
    truth_.problems.push_back(
        {std::move(error), std::move(source), std::move(workflow), std::move(platforms)});
  }

  void read_defaults(const TruthFile& file) {
    auto& own = own_defaults_[std::string(folder_of(file.path))];
    if (!own.file.empty()) {
      own.problems.push_back({ErrorKind::invalid,
                              "this folder has two files of defaults",
                              "keep " + own.file + " and remove the other",
                              {file.path, 1, 1, {}, {}, {}},
                              {}});
      return;
    }
    own.file = file.path;
    if (file.error) {
      own.problems.push_back(*file.error);
      return;
    }
    auto reading = read_truth_file(file.path, file.bytes, TruthFileRole::defaults);
    own.problems = std::move(reading.problems);
    if (auto* draft = std::get_if<TruthDraft>(&reading.content)) own.draft = std::move(*draft);
    check_team_of_defaults(own);
  }

  void check_team_of_defaults(OwnDefaults& own) const {
    const auto& team = input_.repository.team;
    const auto& written = own.draft.team;
    if (team.empty() || !written.value || *written.value == team) return;
    own.problems.push_back(
        {ErrorKind::invalid,
         "this repository holds the truth of team " + team + ", not of " + *written.value,
         "remove `team:`",
         {own.file, written.spot.line, written.spot.column, {}, {}, {}},
         {}});
  }

  const FolderDefaults& defaults_of(std::string_view folder) {
    const auto known = merged_.find(folder);
    if (known != merged_.end()) return known->second;
    FolderDefaults result;
    if (!folder.empty()) result = defaults_of(folder_of(folder));
    const auto own = own_defaults_.find(folder);
    if (own != own_defaults_.end() && !own->second.problems.empty()) {
      result.broken = &own->second;
    } else if (own != own_defaults_.end()) {
      result.chain = with_defaults(result.chain, own->second.draft, own->second.file);
    }
    return merged_.emplace(std::string(folder), std::move(result)).first->second;
  }

  void read_file(const TruthFile& file) {
    if (file.error) return add_problem(*file.error, file.path, std::nullopt, {});
    auto reading = read_truth_file(file.path, file.bytes, TruthFileRole::workflow_or_waiver);
    if (auto* draft = std::get_if<TruthDraft>(&reading.content)) {
      auto platforms = platforms_of(*draft, reading.guessed_platforms);
      return add_workflow(file, std::move(*draft), reading, std::move(platforms));
    }
    for (auto& problem : reading.problems) {
      add_problem(std::move(problem), file.path, std::nullopt, reading.guessed_platforms);
    }
    auto* waiver = std::get_if<Waiver>(&reading.content);
    if (waiver != nullptr && reading.problems.empty()) add_waiver(file, std::move(*waiver));
  }

  void add_waiver(const TruthFile& file, Waiver waiver) {
    const auto& repository = input_.repository;
    if (!repository.team.empty() && !waiver.team.empty() && waiver.team != repository.team) {
      return add_problem(
          {ErrorKind::invalid,
           "this repository holds the truth of team " + repository.team + ", not of " + waiver.team,
           "remove `team:`, or move the waiver to the repository of its team",
           {file.path, waiver.source.line, waiver.source.column, {}, {}, {}},
           {}},
          file.path, std::nullopt, {});
    }
    Declared<std::string> written;
    if (!waiver.team.empty()) written.value = waiver.team;
    waiver.team = team_of(repository, written, file.path);
    waiver.source.repo = repository.repo;
    waiver.source.commit = repository.commit;
    waiver.source.file = file.path;
    truth_.waivers.push_back(std::move(waiver));
  }

  void add_workflow(const TruthFile& file, TruthDraft draft, TruthFileReading& reading,
                    std::vector<std::string> platforms) {
    auto& problems = reading.problems;
    const auto& defaults = defaults_of(folder_of(file.path));
    if (defaults.broken != nullptr) {
      ++defaults.broken->workflows;
      defaults.broken->platforms.insert(platforms.begin(), platforms.end());
    }
    if (defaults.broken != nullptr && problems.empty()) return;
    DraftProblems found;
    auto workflow =
        declare(std::move(draft), defaults.chain, input_.repository, file.path, checks_, found);
    // What only defaults could have filled in is not wrong while they cannot be read.
    if (defaults.broken != nullptr || !reading.whole) found.clear();
    for (auto& problem : found) problems.push_back(as_error(std::move(problem), workflow));
    if (problems.empty()) {
      truth_.workflows.push_back(std::move(workflow));
      return;
    }
    std::optional<WorkflowId> id;
    if (is_name(workflow.id.team) && is_name(workflow.id.name)) id = workflow.id;
    for (auto& problem : problems) add_problem(std::move(problem), file.path, id, platforms);
  }

  static Error as_error(DraftProblem problem, const DeclaredWorkflow& workflow) {
    const auto index = static_cast<std::size_t>(std::max(problem.spot.file, 0));
    return {ErrorKind::invalid,
            std::move(problem.message),
            std::move(problem.hint),
            {workflow.files[std::min(index, workflow.files.size() - 1)],
             problem.spot.line,
             problem.spot.column,
             {},
             {},
             {}},
            {}};
  }

  void report_broken_defaults() {
    for (auto& [folder, own] : own_defaults_) {
      for (auto& problem : own.problems) {
        problem.message += "; " + std::to_string(own.workflows) +
                           (own.workflows == 1 ? " workflow" : " workflows") +
                           " below it cannot be audited";
        add_problem(std::move(problem), own.file, std::nullopt,
                    {own.platforms.begin(), own.platforms.end()});
      }
    }
  }

  const TruthInput& input_;
  ScheduleChecks& checks_;
  Truth& truth_;
  std::map<std::string, OwnDefaults, std::less<>> own_defaults_;
  std::map<std::string, FolderDefaults, std::less<>> merged_;
};

/// The second position in the message of a problem that two files share.
std::string position(const GitSource& at, const GitSource& seen_from) {
  std::string text = at.file + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
  return at.repo == seen_from.repo ? text : at.repo + " " + text;
}

struct Claim {
  std::size_t workflow;  ///< index into Truth::workflows
  GitSource source;
};

/// Makes a problem of every claim that is not the only one, naming another claimant's position.
template <class Key>
void report_rivals(const std::map<Key, std::vector<Claim>>& claims, const char* what, Truth& truth,
                   std::set<std::size_t>& invalid) {
  for (const auto& [key, rivals] : claims) {
    if (rivals.size() < 2) continue;
    for (const auto& claim : rivals) {
      const auto& other = &claim == &rivals.front() ? rivals[1] : rivals.front();
      const auto& workflow = truth.workflows[claim.workflow];
      const auto& at = claim.source;
      truth.problems.push_back(
          {{ErrorKind::invalid,
            what + to_string(key) + " is declared twice, also in " + position(other.source, at),
            "keep one of the declarations",
            {at.file, at.line, at.column, {}, {}, {}},
            {}},
           at,
           workflow.id,
           platforms_of(workflow)});
      invalid.insert(claim.workflow);
    }
  }
}

/// Two files that declare the same thing contradict each other, so neither is truth.
void drop_rivals(Truth& truth) {
  std::map<WorkflowId, std::vector<Claim>> ids;
  std::map<PlaceId, std::vector<Claim>> places;
  for (std::size_t i = 0; i < truth.workflows.size(); ++i) {
    const auto& workflow = truth.workflows[i];
    ids[workflow.id].push_back({i, workflow.source(workflow.spot)});
    for (const auto& place : workflow.places) {
      places[place.id].push_back({i, workflow.source(place.spot)});
    }
  }
  std::set<std::size_t> invalid;
  report_rivals(ids, "the workflow ", truth, invalid);
  report_rivals(places, "the place ", truth, invalid);
  if (invalid.empty()) return;
  std::vector<DeclaredWorkflow> kept;
  for (std::size_t i = 0; i < truth.workflows.size(); ++i) {
    if (invalid.count(i) == 0) kept.push_back(std::move(truth.workflows[i]));
  }
  truth.workflows = std::move(kept);
}

auto order(const GitSource& source) {
  return std::tie(source.repo, source.file, source.line, source.column);
}

void sort(Truth& truth) {
  std::sort(truth.workflows.begin(), truth.workflows.end(),
            [](const auto& a, const auto& b) { return a.id < b.id; });
  std::sort(truth.waivers.begin(), truth.waivers.end(),
            [](const auto& a, const auto& b) { return order(a.source) < order(b.source); });
  std::stable_sort(truth.problems.begin(), truth.problems.end(),
                   [](const auto& a, const auto& b) { return order(a.source) < order(b.source); });
}

}  // namespace

Truth assemble(const std::vector<TruthInput>& inputs, const schedule::ZoneSource& zones) {
  Truth truth;
  ScheduleChecks checks(zones);
  for (const auto& input : inputs) {
    truth.repositories.push_back(input.repository);
    truth.repositories.back().files = input.files.size();
    if (!input.repository.error) EntryAssembly(input, checks, truth).run();
  }
  drop_rivals(truth);
  sort(truth);
  return truth;
}

std::optional<DeclaredWorkflow> declare_alone(const TruthRepository& repository,
                                              const TruthFile& file,
                                              const std::vector<TruthFile>& defaults,
                                              const schedule::ZoneSource& zones) {
  DefaultsChain chain;
  for (const auto& one : defaults) {
    auto reading = read_truth_file(one.path, one.bytes, TruthFileRole::defaults);
    auto* draft = std::get_if<TruthDraft>(&reading.content);
    if (draft == nullptr || !reading.problems.empty()) return std::nullopt;
    chain = with_defaults(chain, std::move(*draft), one.path);
  }
  auto reading = read_truth_file(file.path, file.bytes, TruthFileRole::workflow_or_waiver);
  auto* draft = std::get_if<TruthDraft>(&reading.content);
  if (draft == nullptr || !reading.problems.empty()) return std::nullopt;
  ScheduleChecks checks(zones);
  DraftProblems problems;
  auto workflow = declare(std::move(*draft), chain, repository, file.path, checks, problems);
  return problems.empty() ? std::optional(std::move(workflow)) : std::nullopt;
}

}  // namespace plumbline::codec
