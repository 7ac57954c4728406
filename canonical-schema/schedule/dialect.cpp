#include "canonical-schema/schedule/dialect.hpp"

#include <algorithm>

#include "canonical-schema/excerpt.hpp"
#include "canonical-schema/schedule/dialects/readers.hpp"

namespace plumbline::schedule {
namespace {

/// Debian cron and cronie: a line whose minute or hour begins with `*` follows the new clock; any
/// other line is caught up right after a gap and not repeated.
DstPolicy vixie_dst(const CronFields& fields) {
  if (fields.minute_star || fields.hour_star) return {GapPolicy::skip, FoldPolicy::both};
  return {GapPolicy::resume, FoldPolicy::first};
}

/// robfig/cron skips what a gap skips and runs both copies of what is repeated.
DstPolicy skip_and_both(const CronFields&) { return {GapPolicy::skip, FoldPolicy::both}; }

std::vector<DialectProfile> make_dialects() {
  DialectProfile portable;
  portable.name = "portable";
  portable.title = "the portable form";
  portable.read = read_vixie;
  portable.steps = Steps::dividing;
  portable.two_day_fields = TwoDayFields::refused;
  portable.macros = vixie_macros().first(portable_macro_count);

  DialectProfile debian;
  debian.name = "debian-cron";
  debian.title = "Debian cron";
  debian.read = read_vixie;
  debian.reversed = ReversedRange::empty;
  debian.junk = Junk::ignored;
  debian.host_zone = true;
  debian.macros = vixie_macros();
  debian.dst = vixie_dst;

  DialectProfile cronie = debian;
  cronie.name = "cronie";
  cronie.title = "cronie";
  cronie.junk = Junk::refused;
  cronie.checks_range_ends = false;
  cronie.repairs_end_zero = true;
  cronie.draws_random = true;
  cronie.leading_dash = true;
  cronie.host_zone = false;

  DialectProfile robfig;
  robfig.name = "robfig";
  robfig.title = "robfig/cron";
  robfig.read = read_robfig;
  robfig.dst = skip_and_both;

  DialectProfile argo = robfig;
  argo.name = "argo";
  argo.title = "Argo";

  DialectProfile kubernetes = robfig;
  kubernetes.name = "k8s-cronjob";
  kubernetes.title = "Kubernetes";
  kubernetes.read = read_kubernetes;
  return {portable, debian, cronie, robfig, argo, kubernetes};
}

/// Dialects that truth and configuration may name and that no row reads yet.
constexpr std::array<std::string_view, 9> later_dialects{"airflow",       "croniter", "aws-rule",
                                                         "aws-scheduler", "quartz",   "spring",
                                                         "temporal",      "jenkins",  "systemd"};

}  // namespace

std::span<const DialectProfile> dialects() {
  static const std::vector<DialectProfile> profiles = make_dialects();
  return profiles;
}

Result<Dialect> find_dialect(std::string_view name) {
  if (name.empty()) name = "portable";
  const auto mark = name.find_first_of("@:");
  const auto family = name.substr(0, mark);
  for (const auto& profile : dialects()) {
    if (profile.name != family) continue;
    return Dialect{&profile,
                   std::string(mark == name.npos ? std::string_view() : name.substr(mark + 1))};
  }
  std::string known;
  for (const auto& each : dialect_names()) known += (known.empty() ? "" : ", ") + each;
  if (std::ranges::find(later_dialects, family) != later_dialects.end()) {
    return fail(ErrorKind::unsupported,
                "the cron dialect " + excerpt(name) + " is not read by this build",
                "it reads " + known);
  }
  return fail(ErrorKind::not_found, "there is no cron dialect " + excerpt(name),
              "this build reads " + known);
}

std::vector<std::string> dialect_names() {
  std::vector<std::string> names;
  for (const auto& profile : dialects()) names.emplace_back(profile.name);
  return names;
}

}  // namespace plumbline::schedule
