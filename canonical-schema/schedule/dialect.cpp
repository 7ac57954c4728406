#include "canonical-schema/schedule/dialect.hpp"

#include <algorithm>

#include "canonical-schema/excerpt.hpp"
#include "canonical-schema/schedule/schedule.hpp"

namespace plumbline::schedule {
namespace {

constexpr std::uint32_t all_hours = 0xff'ffff;
constexpr std::uint32_t all_days = 0x7fff'ffff;
constexpr std::uint32_t all_months = 0xfff;
constexpr std::uint32_t all_weekdays = 0x7f;

/// A macro at minute 0 with the star flags the vixie engines give it: they make @hourly a wildcard
/// job and the others fixed ones.
CronFields at_minute_zero(std::uint32_t hours, DayFields days, bool hour_star = false) {
  CronFields fields;
  fields.minutes = 1;
  fields.hours = hours;
  fields.days = days;
  fields.hour_star = hour_star;
  return fields;
}

std::vector<Macro> make_macros() {
  CronFields yearly = at_minute_zero(1, {1, 1, all_weekdays, DayRule::both});
  yearly.weekday_star = true;
  CronFields monthly = at_minute_zero(1, {1, all_months, all_weekdays, DayRule::both});
  monthly.weekday_star = true;
  CronFields weekly = at_minute_zero(1, {all_days, all_months, 1, DayRule::both});
  weekly.day_star = true;
  const CronFields daily = at_minute_zero(1, {all_days, all_months, all_weekdays, DayRule::either});
  const CronFields hourly =
      at_minute_zero(all_hours, {all_days, all_months, all_weekdays, DayRule::either}, true);
  CronFields reboot;
  reboot.reboot = true;
  return {{"@hourly", hourly}, {"@daily", daily},     {"@weekly", weekly},  {"@monthly", monthly},
          {"@yearly", yearly}, {"@annually", yearly}, {"@midnight", daily}, {"@reboot", reboot}};
}

/// All macros of the vixie family; the first five are portable.
std::span<const Macro> vixie_macros() {
  static const std::vector<Macro> macros = make_macros();
  return macros;
}
constexpr std::size_t portable_macro_count = 5;

/// Debian cron and cronie: a line whose minute or hour begins with `*` follows the new clock; any
/// other line is caught up right after a gap and not repeated.
DstPolicy vixie_dst(const CronFields& fields) {
  if (fields.minute_star || fields.hour_star) return {GapPolicy::skip, FoldPolicy::both};
  return {GapPolicy::resume, FoldPolicy::first};
}

std::vector<DialectProfile> make_dialects() {
  DialectProfile portable;
  portable.name = "portable";
  portable.title = "the portable form";
  portable.steps = Steps::dividing;
  portable.two_day_fields = TwoDayFields::refused;
  portable.macros = vixie_macros().first(portable_macro_count);

  DialectProfile debian;
  debian.name = "debian-cron";
  debian.title = "Debian cron";
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
  return {portable, debian, cronie};
}

/// Dialects that truth and configuration may name and that no row reads yet.
constexpr std::array<std::string_view, 11> later_dialects{
    "argo",   "k8s-cronjob", "airflow",  "croniter", "aws-rule", "aws-scheduler",
    "quartz", "spring",      "temporal", "jenkins",  "systemd"};

}  // namespace

std::span<const DialectProfile> dialects() {
  static const std::vector<DialectProfile> profiles = make_dialects();
  return profiles;
}

Result<const DialectProfile*> find_dialect(std::string_view name) {
  if (name.empty()) name = "portable";
  for (const auto& profile : dialects()) {
    if (profile.name == name) return &profile;
  }
  const auto family = name.substr(0, name.find_first_of("@:"));
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
