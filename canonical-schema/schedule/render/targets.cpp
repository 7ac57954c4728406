#include <array>

#include "canonical-schema/duration.hpp"
#include "canonical-schema/schedule/render/cron_text.hpp"
#include "canonical-schema/schedule/render/target.hpp"
#include "canonical-schema/schedule/render/trigger_text.hpp"

// One row a dialect. A further dialect is a further row.

namespace plumbline::schedule {
namespace {

constexpr CronGrammar five_fields{};

template <const CronGrammar& grammar>
std::string cron_line(const ClockLine& line) {
  return cron_text(line, grammar);
}

RenderTarget portable() {
  RenderTarget target;
  target.dialect = "portable";
  target.title = "the portable form";
  // Two restricted day fields mean different things to different engines: it has none.
  target.clock.days.combination = DayWords::Combination::exclusive;
  target.clock_text = cron_line<five_fields>;
  target.interval = portable_interval;
  target.phase = PhasePlace::beside;
  target.once = portable_once;
  target.signal = portable_signal;
  target.dst = true;
  return target;
}

RenderTarget debian_cron() {
  RenderTarget target;
  target.dialect = "debian-cron";
  target.title = "Debian cron";
  target.clock_text = cron_line<five_fields>;
  target.zone = ZonePlace::host;
  target.star_decides = true;
  target.signal = vixie_signal;
  return target;
}

RenderTarget cronie() {
  RenderTarget target = debian_cron();
  target.dialect = "cronie";
  target.title = "cronie";
  target.zone = ZonePlace::beside;
  target.note = "the zone goes into a CRON_TZ= line before the entry";
  return target;
}

constexpr const char* load_phase = "@every counts from the moment the schedule is loaded";

RenderTarget robfig() {
  RenderTarget target;
  target.dialect = "robfig";
  target.title = "robfig/cron";
  target.clock_text = cron_line<five_fields>;
  target.zone_prefix = "CRON_TZ=";
  target.interval = robfig_interval;
  target.phase_note = load_phase;
  return target;
}

RenderTarget argo() {
  RenderTarget target = robfig();
  target.dialect = "argo";
  target.title = "an Argo CronWorkflow";
  target.zone_prefix = nullptr;
  return target;
}

RenderTarget kubernetes() {
  RenderTarget target = argo();
  target.dialect = "k8s-cronjob";
  target.title = "a Kubernetes CronJob";
  target.one_line = true;
  return target;
}

}  // namespace

std::span<const RenderTarget> render_targets() {
  static const std::array all{portable(), debian_cron(), cronie(), robfig(), argo(), kubernetes()};
  return all;
}

}  // namespace plumbline::schedule
