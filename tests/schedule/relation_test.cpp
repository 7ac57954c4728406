#include <ctime>

#include "tests/schedule/schedules.hpp"
#include "tests/support/catch.hpp"

namespace plumbline::schedule {
namespace {

using namespace test;

Trigger every(const char* period, const char* anchor = nullptr) {
  Trigger trigger = of_kind(TriggerKind::every, period);
  if (anchor != nullptr) trigger.anchor = utc(anchor);
  return trigger;
}

Trigger at(const char* local, const char* zone = "UTC") {
  Trigger trigger = of_kind(TriggerKind::at, local);
  trigger.zone = in(zone);
  return trigger;
}

Trigger with_zone(Trigger trigger, ZoneKnowledge knowledge) {
  trigger.zone = ZoneRef{knowledge, {}};
  return trigger;
}

Trigger with_dst(Trigger trigger, GapPolicy gap, FoldPolicy fold) {
  trigger.dst = DstPolicy{gap, fold};
  return trigger;
}

Comparison related(const Triggers& a, const Triggers& b) {
  return relate(*compiled(a), *compiled(b), as_of());
}
std::string relation(const Triggers& a, const Triggers& b) { return name(related(a, b).relation); }

const Trigger daily = cron("debian-cron", "0 9 * * *", "Europe/Berlin");

}  // namespace

TEST_CASE("Triggers without a clock equal their own kind only", "[schedule]") {
  const Trigger boot = of_kind(TriggerKind::boot);
  const Trigger manual = of_kind(TriggerKind::manual);
  CHECK(relation({}, {manual}) == "equal");
  CHECK(relation({boot}, {cron("cronie", "@reboot")}) == "equal");
  CHECK(relation({boot}, {of_kind(TriggerKind::continuous)}) == "incomparable");
  CHECK(relation({manual}, {daily}) == "incomparable");
  CHECK(relation({boot, daily}, {daily}) == "superset");
  CHECK(relation({boot}, {daily, boot}) == "subset");
  CHECK(relation({manual, daily}, {daily}) == "equal");
  CHECK(relation({of_kind(TriggerKind::event, "a")}, {of_kind(TriggerKind::event, "b")}) ==
        "equal");
  CHECK(relation({of_kind(TriggerKind::custom, "x")}, {of_kind(TriggerKind::custom, "x")}) ==
        "equal");
  CHECK(relation({of_kind(TriggerKind::custom, "x")}, {of_kind(TriggerKind::custom, "y")}) ==
        "incomparable");
  CHECK(relation({of_kind(TriggerKind::custom, "x")}, {daily}) == "incomparable");
}

TEST_CASE("What fires no more is told from what fires", "[schedule]") {
  const Trigger daily = cron("cronie", "0 9 * * *");
  const Trigger past = cron("quartz", "0 0 9 1 1 ? 2020");
  CHECK(relation({past}, {daily}) == "never-a");
  CHECK(relation({daily}, {past}) == "never-b");
  CHECK(relation({past}, {cron("cronie", "0 0 30 2 *")}) == "never-both");
  CHECK(relation({at("2020-01-01T09:00")}, {daily}) == "never-a");
  CHECK(relation({at("2020-01-01T09:00")}, {at("2020-01-01T09:00")}) == "never-both");
  CHECK(relation({at("2020-01-01T09:00")}, {at("2027-01-01T09:00")}) == "different");
  CHECK(relate(*compiled({past}), *compiled({daily}), as_of()).ended);
  CHECK_FALSE(relate(*compiled("cronie", "0 0 30 2 *"), *compiled({daily}), as_of()).ended);
  Trigger window = daily;
  window.window_end = utc("2025-12-31T00:00:00Z");
  CHECK(relation({window}, {daily}) == "never-a");
}

TEST_CASE("Intervals are compared by period and phase", "[schedule]") {
  CHECK(relation({every("90m")}, {every("1h30m")}) == "unknown-phase");
  CHECK(relation({every("90m", "2026-01-01")}, {every("90m")}) == "unknown-phase");
  CHECK(relation({every("90m")}, {every("91m")}) == "different");
  CHECK(relation({every("90m", "2026-01-01")}, {every("90m", "2026-01-01T03:00:00Z")}) == "equal");
  CHECK(relation({every("90m", "2026-01-01")}, {every("90m", "2026-01-01T00:10:00Z")}) ==
        "different");
  CHECK(relation({every("7h", "2026-01-01")}, {every("14h", "2026-01-01")}) == "superset");
  CHECK(relation({every("1mo")}, {every("1mo")}) == "unknown-phase");
  CHECK(relation({every("1mo")}, {every("30d")}) == "different");
  CHECK(relation({every("1mo")}, {cron("cronie", "0 9 1 * *")}) == "unknown-phase");
  CHECK(relation({every("5m")}, {with_zone(cron("cronie", "*/5 * * * *"),
                                           ZoneKnowledge::platform_default)}) == "unknown-phase");
  CHECK(relation({every("7m")}, {with_zone(cron("cronie", "*/7 * * * *"),
                                           ZoneKnowledge::platform_default)}) == "different");
  CHECK(relation({every("15m")}, {cron("airflow", "*/15 * * * *", "Europe/Berlin")}) ==
        "unknown-phase");
  CHECK(relation({cron("cronie", "30 6 2 1,4,7,10 *")}, {every("3mo")}) == "unknown-phase");
  CHECK(relation({every("1mo")}, {cron("cronie", "0 9 31 * *")}) == "different");
  CHECK(relation({every("1mo")}, {cron("cronie", "0 9 1,15 * *")}) == "different");
  CHECK(relation({every("2mo")}, {cron("cronie", "0 9 1 * *")}) == "different");
  CHECK(relation({every("5mo")}, {cron("cronie", "0 9 1 */5 *")}) == "different");
  CHECK(relation({every("1mo")}, {cron("cronie", "0 9 1 * *", "Europe/London")}) == "different");
  CHECK(relation({every("1mo", "2026-01-05")}, {every("1mo", "2025-03-05")}) == "equal");
  // Both are the last day of each month.
  CHECK(relation({every("1mo", "2026-01-31")}, {every("1mo", "2025-03-31")}) == "equal");
  CHECK(relation({every("1mo", "2026-01-31")}, {every("1mo", "2025-03-30")}) == "different");
}

TEST_CASE("An interval equals a calendar that keeps its period and phase", "[schedule]") {
  const Trigger hourly = cron("cronie", "0 * * * *");
  CHECK(relation({every("1h")}, {hourly}) == "unknown-phase");
  CHECK(relation({hourly}, {every("1h")}) == "unknown-phase");
  CHECK(relation({every("1h")}, {cron("cronie", "0 * * * *", "Europe/London")}) == "unknown-phase");
  CHECK(relation({every("1h")}, {cron("cronie", "0 * * * *", "Australia/Lord_Howe")}) ==
        "different");
  CHECK(relation({every("1d")}, {cron("cronie", "0 9 * * *")}) == "unknown-phase");
  CHECK(relation({every("1d")}, {daily}) == "different");
  CHECK(relation({every("7d")}, {cron("cronie", "0 9 * * 3")}) == "unknown-phase");
  CHECK(relation({every("20m")}, {cron("cronie", "*/20 * * * *")}) == "unknown-phase");
  CHECK(relation({every("7m")}, {cron("cronie", "*/7 * * * *")}) == "different");
  CHECK(relation({every("1h", "2026-01-01")}, {hourly}) == "equal");
  CHECK(relation({every("1h", "2026-01-01T00:05:00Z")}, {hourly}) == "different");
  CHECK(relation({every("90m", "2026-01-01")},
                 {cron("cronie", "0 0-21/3 * * *"), cron("cronie", "30 1-22/3 * * *")}) == "equal");
  CHECK(relation({every("2h", "2026-01-01")}, {hourly}) == "subset");
  CHECK(relation({every("7d", "2026-01-05T09:00:00Z")}, {cron("cronie", "0 9 * * 1")}) == "equal");
  CHECK(relation({every("7m", "2026-01-01")}, {cron("cronie", "*/7 * * * *")}) == "different");
  CHECK(relation({every("30s", "2026-01-01")}, {cron("cronie", "* * * * *")}) == "superset");
}

TEST_CASE("Single times are instants", "[schedule]") {
  CHECK(relation({at("2026-12-31T23:00", "Europe/Berlin")}, {at("2026-12-31T22:00:00")}) ==
        "equal");
  CHECK(relation({at("2026-12-31T23:00")}, {at("2026-12-31T22:00")}) == "different");
  const auto zoned = related({at("2026-12-31T23:00", "Europe/Berlin")}, {at("2026-12-31T23:00")});
  CHECK(zoned.relation == Relation::different);
  CHECK(zoned.zone_only);
  CHECK(relation({at("2026-12-31T09:00", "Europe/Berlin"), daily}, {daily}) == "equal");
  CHECK(relation({at("2026-12-31T09:30", "Europe/Berlin"), daily}, {daily}) == "superset");
  CHECK(relation({at("2026-12-31T09:00", "Europe/Berlin")}, {daily}) == "subset");
  // A calendar that fires just once is that single time.
  const auto dated = cron("quartz", "0 0 9 31 12 ? 2026", "Europe/Berlin");
  CHECK(relation({at("2026-12-31T09:00", "Europe/Berlin")}, {dated}) == "equal");
  CHECK(relation({at("2026-12-31T08:00")}, {dated}) == "equal");
  CHECK(relation({at("2026-12-31T09:00")}, {dated}) == "different");
  CHECK(relation({at("2026-12-31T09:00", "Europe/Berlin"), daily}, {dated}) == "superset");
}

TEST_CASE("Zones that are not known leave the clock times to compare", "[schedule]") {
  const auto any = with_zone(daily, ZoneKnowledge::any);
  const auto hidden = with_zone(daily, ZoneKnowledge::unobservable);
  const auto own = with_zone(daily, ZoneKnowledge::platform_default);
  Trigger later = any;
  later.expr = "0 10 * * *";
  CHECK(relation({any}, {daily}) == "unknown-zone");
  CHECK(relation({hidden}, {daily}) == "unknown-zone");
  CHECK(relation({own}, {daily}) == "unknown-zone");
  CHECK(relation({own}, {own}) == "equal");
  CHECK(relation({any}, {any}) == "equal");
  CHECK(relation({any}, {later}) == "different");
  const auto differ = related({later}, {daily});
  CHECK(differ.relation == Relation::different);
  CHECK_FALSE(differ.first_only_a);
}

TEST_CASE("Clock-change policies of other engines relate as measured", "[schedule]") {
  const Trigger rule = cron("portable", "30 1 * * *", "Europe/London");
  const auto twice = with_dst(rule, GapPolicy::skip, FoldPolicy::both);
  const auto moved = with_dst(rule, GapPolicy::shift, FoldPolicy::second);
  const auto once = with_dst(rule, GapPolicy::skip, FoldPolicy::first);
  const Trigger vixie = cron("debian-cron", "30 1 * * *", "Europe/London");
  const auto check = [](const Trigger& a, const Trigger& b, const char* only_a,
                        const char* only_b) {
    const auto comparison = related({a}, {b});
    CHECK(comparison.relation == Relation::equal_except_dst);
    CHECK((comparison.first_only_a ? to_rfc3339(*comparison.first_only_a) : "") == only_a);
    CHECK((comparison.first_only_b ? to_rfc3339(*comparison.first_only_b) : "") == only_b);
  };
  check(twice, moved, "2026-10-25T00:30:00Z", "2026-03-29T01:30:00Z");
  check(vixie, twice, "2026-03-29T01:00:00Z", "2026-10-25T01:30:00Z");
  check(vixie, moved, "2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z");
  check(once, twice, "", "2026-10-25T01:30:00Z");
}

TEST_CASE("Counts are exact means and witnesses come first from as_of on", "[schedule]") {
  const auto comparison =
      related({cron("debian-cron", "0 9 * * *")}, {cron("debian-cron", "0 9 * * 1-5")});
  CHECK(*comparison.only_a_per_month == Approx(146097.0 * 2 / 7 / 4800));
  CHECK(*comparison.only_b_per_month == 0.0);
  const auto later = relate(*compiled("debian-cron", "0 9 * * *"),
                            *compiled("debian-cron", "0 9 * * 1-5"), utc("2026-01-03T09:00:01Z"));
  CHECK(*later.first_only_a == utc("2026-01-04T09:00:00Z"));
}

TEST_CASE("A start soon after a clock change counts no other week than one before", "[schedule]") {
  const auto berlin = compiled("airflow", "*/20 * * * 6", "Europe/Berlin");
  const auto tokyo = compiled("airflow", "*/20 * * * 6", "Asia/Tokyo");
  // The clock changes on the 29th; the first run after it comes on Saturday, an hour late.
  const auto before = relate(*berlin, *tokyo, utc("2026-03-28"));
  const auto after = relate(*berlin, *tokyo, utc("2026-04-01"));
  CHECK(*after.only_a_per_month == Approx(*before.only_a_per_month).epsilon(0.001));
  CHECK(*after.only_b_per_month == Approx(*before.only_b_per_month).epsilon(0.001));
}

/// Processor time of ten comparisons.
double cost(const CompiledPtr& a, const CompiledPtr& b) {
  const auto begun = std::clock();
  for (int i = 0; i < 10; ++i) (void)relate(*a, *b, as_of());
  return static_cast<double>(std::clock() - begun);
}

TEST_CASE("What counts by elapsed time is compared nearly as fast as other rules", "[schedule]") {
  const double usual = cost(compiled("argo", "*/20 9 * * 6", "Europe/Berlin"),
                            compiled("argo", "*/20 9 * * 6", "America/New_York"));
  // Both walk a year of each kind, not each of 400 years.
  CHECK(cost(compiled("airflow", "* * * * 6", "Europe/Berlin"),
             compiled("airflow", "* * * * 6", "America/New_York")) < 8 * usual);
  CHECK(cost(compiled("quartz", "* * * * * ?", "Europe/Berlin"),
             compiled("airflow", "* * * * * *", "Europe/Berlin")) < 8 * usual);
}

TEST_CASE("Draws are compared by their ranges and all that stands beside them", "[schedule]") {
  const Trigger drawn = cron("cronie", "0~30 5 * * *");
  const auto from_same_ranges = [](const Triggers& a, const Triggers& b) {
    const auto comparison = related(a, b);
    CHECK(comparison.relation == Relation::nondeterministic);
    CHECK(related(b, a).same_ranges == comparison.same_ranges);
    return comparison.same_ranges;
  };
  const Trigger other = cron("cronie", "0~31 5 * * *");
  const Trigger nine = cron("cronie", "0 9 * * *");
  const Trigger ten = cron("cronie", "0 10 * * *");
  CHECK(from_same_ranges({drawn}, {drawn}));
  CHECK_FALSE(from_same_ranges({drawn}, {other}));
  CHECK(from_same_ranges({drawn, other}, {other, drawn}));
  CHECK_FALSE(from_same_ranges({drawn, drawn}, {drawn}));
  CHECK(from_same_ranges({drawn}, {cron("cronie", "0~30 5 1-31 * *")}));
  CHECK_FALSE(from_same_ranges({drawn}, {cron("cronie", "0~30 5 * * 1")}));
  CHECK_FALSE(from_same_ranges({cron("cronie", "0 5 1~9 * *")}, {cron("cronie", "0 5 1~9 * 1")}));
  CHECK(from_same_ranges({cron("cronie", "0~30 5 * * *", "Asia/Kolkata")},
                         {cron("cronie", "0~30 5 * * *", "Asia/Calcutta")}));
  CHECK_FALSE(from_same_ranges({drawn}, {cron("cronie", "0~30 5 * * *", "Asia/Kolkata")}));
  CHECK(from_same_ranges({drawn, nine}, {nine, drawn}));
  CHECK_FALSE(from_same_ranges({drawn, nine}, {drawn, ten}));
  CHECK_FALSE(from_same_ranges({drawn, nine}, {drawn}));
  CHECK_FALSE(from_same_ranges({drawn, at("2026-12-31T09:00")}, {drawn}));
  CHECK_FALSE(from_same_ranges({drawn, every("7h", "2026-01-01")}, {drawn}));
  CHECK_FALSE(from_same_ranges({drawn, of_kind(TriggerKind::boot)}, {drawn}));
  Trigger later = drawn;
  later.window_start = utc("2030-01-01");
  CHECK_FALSE(from_same_ranges({later}, {drawn}));
  later.window_start = utc("2020-01-01");
  CHECK(from_same_ranges({later}, {drawn}));
  Trigger spread = drawn;
  spread.jitter = Seconds{600};
  CHECK(from_same_ranges({spread}, {spread}));
  CHECK_FALSE(from_same_ranges({spread}, {drawn}));
}

TEST_CASE("What draws a time of a day that never comes never runs", "[schedule]") {
  const Trigger drawn = cron("cronie", "0~30 5 * * *");
  CHECK(relation({cron("cronie", "0~30 5-1 * * *")}, {drawn}) == "never-a");
  CHECK(relation({cron("cronie", "0~30 5 31 2 *")}, {drawn}) == "never-a");
  CHECK(relation({cron("cronie", "0 5 30~31 2 *")}, {drawn}) == "never-a");
  CHECK(relation({cron("cronie", "0 5 28~31 2 *")}, {drawn}) == "nondeterministic");
  CHECK(lints(*compiled("cronie", "0 5 30~31 2 *")).back().code == "impossible-date");
}

TEST_CASE("What holds the other in every season is said to hold it", "[schedule]") {
  // Only a Sunday that is 31 October has another length in London, and holds UTC's.
  const char* rare = "* * 31 10,12 0";
  const auto london = cron("croniter@7.0.0/and", rare, "Europe/London");
  const auto utc_days = cron("croniter@7.0.0/and", rare, "UTC");
  CHECK(relation({london}, {utc_days}) == "superset");
  CHECK(relation({utc_days}, {london}) == "subset");
  CHECK(relation({cron("argo", "0 9 * * *", "Europe/London")}, {cron("argo", "0 9 * * *")}) ==
        "seasonal");
}

TEST_CASE("Windows and clock changes may leave out runs on the same side", "[schedule]") {
  const auto until = [](Trigger trigger, const char* end) {
    trigger.window_end = utc(end);
    return trigger;
  };
  // The one runs a repeated time once, the other twice, and for longer.
  const auto once =
      until(cron("systemd", "*-*-* 2:46:0", "Pacific/Chatham"), "2026-09-29T10:30:00Z");
  const auto twice =
      until(cron("jenkins:j", "46 2 * * *", "Pacific/Chatham"), "2026-12-18T09:30:00Z");
  CHECK(relation({once}, {twice}) == "subset");
  CHECK(relation({twice}, {once}) == "superset");
  const auto longer = until(once, "2027-01-18T09:30:00Z");
  CHECK(relation({longer}, {twice}) == "different");
  // No clock change within what both may run.
  const auto shorter =
      until(cron("quartz", "0 30 1 * * ?", "Europe/London"), "2026-03-20T00:00:00Z");
  CHECK(relation({cron("argo", "30 1 * * *", "Europe/London")}, {shorter}) == "superset");
}

TEST_CASE("Windows are compared beside the times in them", "[schedule]") {
  Trigger bounded = daily;
  bounded.window_end = utc("2027-01-01");
  CHECK(relation({daily}, {bounded}) == "superset");
  CHECK(relation({bounded}, {bounded}) == "equal");
  Trigger begun = daily;
  begun.window_start = utc("2020-01-01");
  CHECK(relation({daily}, {begun}) == "equal");
  // Each in its own: what fires in each window is compared.
  const Trigger hourly = cron("argo", "0 * * * *");
  CHECK(relation({hourly, bounded}, {bounded, hourly}) == "equal");
  CHECK(relation({hourly, bounded}, {bounded, cron("argo", "0 0-23 * * *")}) == "equal");
  CHECK(relation({hourly, bounded}, {bounded, cron("argo", "30 * * * *")}) == "incomparable");
  Trigger past = hourly;
  past.window_end = utc("2020-01-01");
  CHECK(relation({daily, past}, {daily}) == "equal");
}

TEST_CASE("A single time that a clock change skips is no run", "[schedule]") {
  const Trigger skipped = at("2027-03-28T02:30", "Europe/Berlin");
  CHECK(relation({skipped, at("2027-05-01T09:00", "Europe/Berlin")}, {at("2027-05-01T07:00")}) ==
        "equal");
  const Triggers with_skipped{at("2027-03-28T02:30"), at("2027-05-01T07:00")};
  const auto more = related({skipped, at("2027-05-01T09:00", "Europe/Berlin")}, with_skipped);
  CHECK(more.relation == Relation::subset);
  CHECK(*more.first_only_b == utc("2027-03-28T02:30:00Z"));
  const Trigger nine = cron("aws-scheduler", "cron(0 9 * * ? *)", "Europe/Berlin");
  CHECK(relation({nine, skipped}, {nine}) == "equal");
  CHECK(relation({nine}, {nine, skipped}) == "equal");
  Trigger too_late = at("2027-05-01T09:00");
  too_late.window_end = utc("2027-01-01");
  CHECK(relation({daily, too_late}, {daily}) == "equal");
}

TEST_CASE("Single times in zones that are not known wait for the zone", "[schedule]") {
  const Trigger named = at("2026-12-31T09:30");
  const auto any = with_zone(named, ZoneKnowledge::any);
  const auto own = with_zone(named, ZoneKnowledge::platform_default);
  const auto hidden = with_zone(named, ZoneKnowledge::unobservable);
  CHECK(relation({any}, {any}) == "equal");
  CHECK(relation({own}, {own}) == "equal");
  CHECK(relation({hidden}, {hidden}) == "unknown-zone");
  CHECK(relation({own}, {any}) == "unknown-zone");
  CHECK(relation({named}, {any}) == "unknown-zone");
  CHECK(relation({named, any}, {any, named}) == "equal");
  // Beside what recurs as well.
  CHECK(relation({daily, named}, {daily, own}) == "unknown-zone");
  CHECK(relation({daily, own}, {daily, own}) == "equal");
}

TEST_CASE("Without a zone engines part only where some zone changes its clock", "[schedule]") {
  const auto relation = [](const char* debian, const char* kubernetes) {
    const auto a = with_zone(cron("debian-cron", debian), ZoneKnowledge::platform_default);
    const auto b = with_zone(cron("k8s-cronjob", kubernetes), ZoneKnowledge::platform_default);
    return relate(*compiled({a}), *compiled({b}), as_of()).relation;
  };
  CHECK(relation("0 6 * * *", "0 6 * * *") == Relation::equal);
  CHECK(relation("30 20 * * 1-5", "30 20 * * 1-5") == Relation::equal);
  CHECK(relation("0 6 * * *", "0 7 * * *") == Relation::different);
  CHECK(relation("0 4 * * *", "0 4 * * *") == Relation::equal_except_dst);
  CHECK(relation("30 2 * * *", "30 2 * * *") == Relation::equal_except_dst);
  CHECK(relation("30 21 * * *", "30 21 * * *") == Relation::equal_except_dst);
  CHECK(relation("0 9,2 * * *", "0 2,9 * * *") == Relation::equal_except_dst);
}

TEST_CASE("Months without a phase meet clock times without a zone", "[schedule]") {
  const auto first = with_zone(cron("debian-cron", "0 0 1 * *"), ZoneKnowledge::platform_default);
  CHECK(relation({every("1mo")}, {first}) == "unknown-phase");
  CHECK(relation({first}, {every("1mo")}) == "unknown-phase");
  CHECK(relation({every("2mo")}, {first}) == "different");
}

TEST_CASE("An interval within another adds no run", "[schedule]") {
  const char* anchor = "2026-01-01";
  CHECK(relation({every("7s", anchor), every("11s", anchor)},
                 {every("7s", anchor), every("77s", anchor), every("11s", anchor),
                  every("22s", anchor)}) == "equal");
  CHECK(relation({every("5mo", anchor)}, {every("10mo", anchor), every("5mo", anchor)}) == "equal");
  CHECK(relation({every("11s", anchor)},
                 {every("11s", anchor), every("22s", "2026-01-01T00:00:01Z")}) == "subset");
}

TEST_CASE("Schedules that relate as equal have one hash", "[schedule]") {
  const char* anchor = "2026-01-01";
  Trigger begun = daily;
  begun.window_start = utc("2020-01-01");
  Trigger begun_later = daily;
  begun_later.window_start = utc("2021-01-01");
  const std::vector<std::pair<Triggers, Triggers>> pairs{
      {{begun}, {begun_later}},
      {{every("7m", anchor)}, {every("7m", anchor), every("14m", anchor)}},
      {{every("11m", anchor)}, {every("11m", anchor), every("22m", anchor)}},
      {{every("11m", anchor)}, {every("22m", anchor), every("22m", "2026-01-01T00:11:00Z")}},
      {{cron("cronie", "0 * * * *")}, {cron("cronie", "0 * * * *"), every("13h", anchor)}},
      {{daily}, {daily, at("2026-12-31T08:00")}},
      {{at("2026-12-31T08:00")}, {cron("quartz", "0 0 8 31 12 ? 2026")}},
      {{cron("quartz", "0 0 9 * * ? 2000-2199")}, {cron("quartz", "0 0 9 * * ? 2010-2199")}},
  };
  for (const auto& [a, b] : pairs) {
    CAPTURE(explain(*compiled(a)), explain(*compiled(b)));
    CHECK(canonical_hash(*compiled(a)) == canonical_hash(*compiled(b)));
  }
  CHECK(canonical_hash(*compiled(Triggers{every("11m", anchor)})) !=
        canonical_hash(*compiled(Triggers{every("13m", anchor)})));
  CHECK(canonical_hash(*compiled(Triggers{daily})) !=
        canonical_hash(*compiled("cronie", "0 10 * * *")));
}

}  // namespace plumbline::schedule
