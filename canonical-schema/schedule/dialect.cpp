#include "canonical-schema/schedule/dialect.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "canonical-schema/excerpt.hpp"
#include "canonical-schema/schedule/dialects/families.hpp"

namespace plumbline::schedule {
namespace {

DialectRows all_rows() {
  DialectRows all;
  for (auto family : {vixie_dialects, aws_dialects, robfig_dialects, quartz_dialects,
                      spring_dialects, systemd_dialects, croniter_dialects, airflow_dialects,
                      temporal_dialects, jenkins_dialects, prefect_dialects}) {
    std::ranges::move(family(), std::back_inserter(all));
  }
  return all;
}

/// Versions that read a text differently, or a job's name.
bool takes_argument(const DialectProfile& profile) {
  constexpr std::array<std::string_view, 3> families{"cronie", "jenkins", "robfig"};
  return profile.versions != nullptr || profile.name.starts_with("airflow") ||
         std::ranges::find(families, profile.name) != families.end();
}

}  // namespace

std::span<const DialectProfile> dialects() {
  static const DialectRows profiles = all_rows();
  return profiles;
}

Result<Dialect> find_dialect(std::string_view name) {
  if (name.empty()) name = "portable";
  const auto mark = name.find_first_of("@:<>=");
  const auto family = name.substr(0, mark);
  // "@6.2.4" and ":team/job" are marks, ">=5" is part of what it says, of an engine with versions.
  const bool is_mark = mark != name.npos && (name[mark] == '@' || name[mark] == ':');
  for (const auto& profile : dialects()) {
    if (profile.name != family) continue;
    const auto argument =
        mark == name.npos ? std::string_view() : name.substr(mark + (is_mark ? 1 : 0));
    const bool is_taken = takes_argument(profile) && (is_mark || profile.versions != nullptr);
    if (mark != name.npos && (argument.empty() || !is_taken)) {
      return fail(ErrorKind::not_found, "there is no cron dialect " + excerpt(name),
                  argument.empty() ? "nothing follows the mark: write " + std::string(family)
                                   : "write " + std::string(family) +
                                         ": this build knows no versions of it that read a text "
                                         "differently");
    }
    return Dialect{&profile, std::string(argument)};
  }
  std::string known;
  for (const auto& each : dialect_names()) known += (known.empty() ? "" : ", ") + each;
  return fail(ErrorKind::not_found, "there is no cron dialect " + excerpt(name),
              "this build reads " + known);
}

Result<std::vector<Dialect>> Dialect::versions() const {
  if (profile->versions == nullptr) return std::vector<Dialect>{*this};
  auto arguments = profile->versions(argument);
  if (!arguments) return fail(std::move(arguments.error()));
  std::vector<Dialect> each;
  for (auto& one : *arguments) each.push_back({profile, std::move(one)});
  return each;
}

std::vector<std::string> dialect_names() {
  std::vector<std::string> names;
  for (const auto& profile : dialects()) names.emplace_back(profile.name);
  return names;
}

}  // namespace plumbline::schedule
