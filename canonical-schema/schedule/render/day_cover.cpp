#include "canonical-schema/schedule/render/day_cover.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <span>
#include <utility>

#include "canonical-schema/schedule/render/month_view.hpp"

namespace plumbline::schedule {
namespace {

using Lines = std::vector<DayFields>;
using Combination = DayWords::Combination;

DayFields by_day(std::uint32_t days, std::uint32_t months) {
  return {days, months, all_weekdays, DayRule::both};
}
DayFields by_weekday(std::uint32_t weekdays, std::uint32_t months) {
  return {all_days, months, weekdays, DayRule::both};
}

/// A special day, alone in its field.
struct Special {
  DayFields fields;
  DaySet days;
  bool DayWords::* word;
  bool plain_weekday = false;  ///< the weekday field holds plain values beside it
};

DayFields on_day(SpecialDay special) {
  return {0, all_months, all_weekdays, DayRule::both, {special}};
}
DayFields on_weekday(SpecialDay special) {
  return {all_days, all_months, 0, DayRule::both, {}, {special}};
}

std::vector<Special> make_specials() {
  using Kind = SpecialDay::Kind;
  std::vector<Special> all;
  const auto add = [&](DayFields fields, bool DayWords::* word, bool plain_weekday = false) {
    const DaySet days = day_set(fields);
    all.push_back({std::move(fields), days, word, plain_weekday});
  };
  add(on_day({Kind::last}), &DayWords::last);
  add(on_day({Kind::last_workday}), &DayWords::last_workday);
  for (int weekday = 0; weekday < 7; ++weekday) {
    for (int number = 1; number <= 5; ++number) {
      add(on_weekday({Kind::nth_weekday, number, weekday}), &DayWords::nth_weekday);
    }
    add(on_weekday({Kind::last_weekday, 0, weekday}), &DayWords::last_weekday);
    DayFields among_last =
        by_weekday(std::uint32_t{1} << static_cast<unsigned>(weekday), all_months);
    among_last.days = 0;
    for (int number = 0; number < 7; ++number) {
      among_last.special_days.push_back({Kind::last, number});
    }
    add(std::move(among_last), &DayWords::last_range, true);
  }
  for (int day = 1; day <= 31; ++day) {
    add(on_day({Kind::workday_near, day, 0, false}), &DayWords::workday_near);
    add(on_day({Kind::workday_near, day, 0, true}), &DayWords::workday_near);
  }
  for (int number = 1; number <= 30; ++number) {
    add(on_day({Kind::last, number}), &DayWords::last_offset);
    add(on_day({Kind::last_workday, number}), &DayWords::last_workday_offset);
  }
  return all;
}

/// Every special day that some dialect can say.
std::span<const Special> specials() {
  static const auto all = make_specials();
  return all;
}

bool can_say(const DayWords& words, const Special& special) {
  const auto& days = special.fields.special_days;
  if (!days.empty() && days.front().kind == SpecialDay::Kind::workday_near) {
    const SpecialDay& near = days.front();
    // A Saturday the first is minded everywhere.
    if (near.strays != (words.strays && near.number != 1)) return false;
    if (near.number > words.last_near) return false;
  }
  return words.*special.word;
}

/// Finds lines for one set of days.
class Cover {
 public:
  Cover(const DaySet& wanted, const DayWords& words) : wanted_(wanted), words_(words) {}

  /// One line for all of it, in these months.
  [[nodiscard]] std::optional<DayFields> single(std::uint32_t months) const;
  /// Whatever of it the words can say of these months alike, and what is left of it; special days
  /// only after products of both fields, or instead of them.
  [[nodiscard]] std::pair<Lines, DaySet> several(std::uint32_t months, bool products = true) const;

 private:
  [[nodiscard]] bool is_wanted(const DayFields& fields) const { return day_set(fields) == wanted_; }
  void add_products(std::uint32_t months, std::uint32_t days, std::uint32_t weekdays, Lines& lines,
                    DaySet& left) const;
  void add_specials(std::uint32_t months, Lines& lines, DaySet& left) const;
  void drop_needless(std::uint32_t months, Lines& lines) const;

  const DaySet& wanted_;
  const DayWords& words_;
};

std::optional<DayFields> Cover::single(std::uint32_t months) const {
  const auto days = touched_days(wanted_);
  const auto weekdays = touched_weekdays(wanted_);
  const std::array<DayFields, 3> plain{by_day(all_days, months), by_weekday(weekdays, months),
                                       by_day(days, months)};
  for (const auto& fields : plain) {
    if (is_wanted(fields)) return fields;
  }
  for (const auto& special : specials()) {
    if (!can_say(words_, special) || !lies_in(special.days, months, wanted_) ||
        !lies_in(wanted_, all_months, special.days)) {
      continue;
    }
    DayFields fields = special.fields;
    fields.months = months;
    return fields;
  }
  if (words_.combination == Combination::both) {
    const DayFields product{days, months, weekdays, DayRule::both};
    if (is_wanted(product)) return product;
  }
  if (words_.combination == Combination::either) {
    const DayFields sum{held_days(wanted_, months), months, held_weekdays(wanted_, months),
                        DayRule::either};
    if (sum.days != 0 && sum.weekdays != 0 && is_wanted(sum)) return sum;
  }
  return std::nullopt;
}

/// "8-14 AND Friday": for each weekday its days, weekdays with equal days together.
void Cover::add_products(std::uint32_t months, std::uint32_t days, std::uint32_t weekdays,
                         Lines& lines, DaySet& left) const {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> products;
  for (int weekday = 0; weekday < 7; ++weekday) {
    const auto bit = std::uint32_t{1} << static_cast<unsigned>(weekday);
    const auto on = held_days_on(wanted_, months, weekday) & ~days;
    if ((weekdays & bit) != 0 || on == 0) continue;
    const auto same =
        std::ranges::find(products, on, &std::pair<std::uint32_t, std::uint32_t>::first);
    if (same == products.end()) {
      products.emplace_back(on, bit);
    } else {
      same->second |= bit;
    }
  }
  for (const auto& [on, of] : products) {
    lines.push_back({on, months, of, DayRule::both});
    left -= day_set(lines.back());
  }
}

/// Takes what covers most of the rest, again and again.
void Cover::add_specials(std::uint32_t months, Lines& lines, DaySet& left) const {
  std::vector<const Special*> fitting;
  for (const auto& special : specials()) {
    if (can_say(words_, special) && lies_in(special.days, months, wanted_)) {
      fitting.push_back(&special);
    }
  }
  while (!left.empty()) {
    const Special* best = nullptr;
    std::int64_t most = 0;
    for (const auto* special : fitting) {
      DaySet gained = special->days;
      gained &= left;
      if (const auto count = gained.days_in_cycle(); count > most) {
        most = count;
        best = special;
      }
    }
    if (best == nullptr) return;
    lines.push_back(best->fields);
    lines.back().months = months;
    left -= best->days;
  }
}

/// Takes out plain days that the other lines hold as well: the 31st, where the last day is there.
void Cover::drop_needless(std::uint32_t months, Lines& lines) const {
  const auto others = [&](const DayFields& skipped) {
    DaySet held;
    for (const auto& line : lines) {
      if (&line != &skipped) held |= day_set(line);
    }
    return held;
  };
  for (auto& line : lines) {
    const bool plain = line.special_days.empty() && line.special_weekdays.empty();
    if (plain && line.weekdays == all_weekdays) line.days &= ~held_days(others(line), months);
  }
  std::erase_if(lines,
                [](const DayFields& line) { return line.days == 0 && line.special_days.empty(); });
}

std::pair<Lines, DaySet> Cover::several(std::uint32_t months, bool products) const {
  Lines lines;
  DaySet left = wanted_;
  const auto days = held_days(wanted_, months);
  const auto weekdays = held_weekdays(wanted_, months);
  const auto add = [&](const DayFields& fields) {
    lines.push_back(fields);
    left -= day_set(fields);
  };
  if (weekdays != 0) add(by_weekday(weekdays, months));
  if (days != 0) add(by_day(days, months));
  if (products && words_.combination == Combination::both) {
    add_products(months, days, weekdays, lines, left);
  }
  add_specials(months, lines, left);
  drop_needless(months, lines);
  return {std::move(lines), left};
}

bool same_but_months(const DayFields& a, DayFields b) {
  b.months = a.months;
  return a == b;
}

/// Joins lines of different months that say the same of them, or may: "28-31" of January and
/// "28,29" of February.
Lines join_months(const Lines& lines, const DaySet& wanted) {
  Lines joined;
  for (const auto& line : lines) {
    const auto fits = [&](DayFields& other) {
      DayFields both = other;
      both.months |= line.months;
      if (!same_but_months(other, line)) {
        const auto plain_days = [](const DayFields& fields) {
          return fields.weekdays == all_weekdays && fields.special_days.empty();
        };
        if (!plain_days(other) || !plain_days(line)) return false;
        both.days |= line.days;
        if (!lies_in(day_set(both), all_months, wanted)) return false;
      }
      other = both;
      return true;
    };
    if (!std::ranges::any_of(joined, fits)) joined.push_back(line);
  }
  return joined;
}

/// Puts special days of the same months into one list, where the words allow it.
Lines join_lists(const Lines& lines) {
  Lines joined;
  for (const auto& line : lines) {
    const auto fits = [&](DayFields& other) {
      if (other.months != line.months || other.rule != line.rule) return false;
      const bool days = other.weekdays == all_weekdays && line.weekdays == all_weekdays &&
                        other.special_weekdays.empty() && line.special_weekdays.empty();
      const bool weekdays = other.days == all_days && line.days == all_days &&
                            other.special_days.empty() && line.special_days.empty();
      if (!days && !weekdays) return false;
      other.days |= line.days;
      other.weekdays |= line.weekdays;
      std::ranges::copy(line.special_days, std::back_inserter(other.special_days));
      std::ranges::copy(line.special_weekdays, std::back_inserter(other.special_weekdays));
      return true;
    };
    if (!std::ranges::any_of(joined, fits)) joined.push_back(line);
  }
  return joined;
}

/// A line of days and a line of weekdays of the same months are one line that means either.
Lines join_either(const Lines& lines) {
  Lines joined;
  for (const auto& line : lines) {
    const auto fits = [&](DayFields& other) {
      const bool plain = line.special_days.empty() && line.special_weekdays.empty() &&
                         other.special_days.empty() && other.special_weekdays.empty();
      if (!plain || other.months != line.months || other.days != all_days ||
          line.weekdays != all_weekdays || line.days == all_days) {
        return false;
      }
      other.days = line.days;
      other.rule = DayRule::either;
      return true;
    };
    if (!std::ranges::any_of(joined, fits)) joined.push_back(line);
  }
  return joined;
}

Lines tidy(Lines lines, const DaySet& wanted, const DayWords& words) {
  lines = join_months(lines, wanted);
  if (words.special_lists) lines = join_lists(lines);
  if (words.combination == Combination::either) lines = join_either(lines);
  return lines;
}

template <typename Visit>
void for_each_month(std::uint32_t months, Visit visit) {
  for (unsigned month = 0; month < 12; ++month) {
    if (const auto bit = std::uint32_t{1} << month; (months & bit) != 0) visit(bit);
  }
}

/// Each month by itself, then joined.
std::optional<Lines> by_month(const DaySet& wanted, const DayWords& words) {
  Lines lines;
  bool complete = true;
  for_each_month(months_of(wanted), [&](std::uint32_t month) {
    if (!complete) return;
    const DaySet days = within(wanted, month);
    const Cover cover(days, words);
    if (auto line = cover.single(month)) {
      lines.push_back(*std::move(line));
      return;
    }
    auto [several, left] = cover.several(month);
    complete = complete && left.empty();
    std::ranges::move(several, std::back_inserter(lines));
  });
  if (!complete) return std::nullopt;
  return tidy(std::move(lines), wanted, words);
}

std::optional<Lines> find_cover(const DaySet& wanted, const DayWords& words) {
  const Cover cover(wanted, words);
  const std::array<std::uint32_t, 2> scopes{all_months, months_of(wanted)};
  for (const auto months : scopes) {
    if (auto line = cover.single(months)) return Lines{*std::move(line)};
  }
  std::optional<Lines> best;
  const auto offer = [&](std::optional<Lines> lines) {
    if (lines && (!best || lines->size() < best->size())) best = std::move(lines);
  };
  if (auto [lines, left] = cover.several(all_months, false); left.empty()) {
    offer(tidy(std::move(lines), wanted, words));
  }
  for (const auto months : scopes) {
    auto [lines, left] = cover.several(months);
    if (!left.empty()) {
      auto rest = by_month(left, words);
      if (!rest) continue;
      std::ranges::move(*rest, std::back_inserter(lines));
    }
    offer(tidy(std::move(lines), wanted, words));
  }
  offer(by_month(wanted, words));
  return best;
}

/// What would have to be there, most telling first.
struct Missing {
  bool DayWords::* word;
  const char* reason;
};
constexpr std::array<Missing, 7> missing_words{
    {{&DayWords::nth_weekday, "it needs the n-th weekday of a month"},
     {&DayWords::last_weekday, "it needs the last weekday of a month"},
     {&DayWords::last, "it needs the last day of the month"},
     {&DayWords::last_offset, "it needs days counted from the end of the month"},
     {&DayWords::last_workday, "it needs the last working day of the month"},
     {&DayWords::last_workday_offset, "it needs working days near the end of the month"},
     {&DayWords::workday_near, "it needs the working day nearest to a date"}}};

std::string reason_for(const DaySet& wanted, const DayWords& words) {
  for (const auto& missing : missing_words) {
    DayWords more = words;
    more.*missing.word = true;
    if (!(words.*missing.word) && find_cover(wanted, more)) return missing.reason;
  }
  DayWords more = words;
  more.combination = Combination::both;
  if (words.combination != Combination::both && find_cover(wanted, more)) {
    return "it needs AND of day fields";
  }
  return "no union of its day fields gives these days";
}

std::int64_t distance(const Lines& lines, const DaySet& wanted) {
  DaySet held;
  for (const auto& line : lines) held |= day_set(line);
  DaySet missing = wanted;
  missing -= held;
  held -= wanted;
  return missing.days_in_cycle() + held.days_in_cycle();
}

}  // namespace

Result<Lines> cover_days(const DaySet& days, const DayWords& words) {
  if (auto lines = find_cover(days, words)) return *std::move(lines);
  return fail(ErrorKind::unsupported, reason_for(days, words));
}

std::vector<Lines> near_covers(const DaySet& days, const DayWords& words, std::size_t most) {
  const auto months = months_of(days);
  std::vector<Lines> covers{{by_day(touched_days(days), months)},
                            {by_weekday(touched_weekdays(days), months)}};
  if (words.combination == Combination::both) {
    covers.push_back({{touched_days(days), months, touched_weekdays(days), DayRule::both}});
  }
  Lines each_month;
  for_each_month(months, [&](std::uint32_t month) {
    each_month.push_back(by_day(touched_days(within(days, month)), month));
  });
  covers.push_back(join_months(each_month, DaySet{}));
  auto exact = find_cover(days, words);
  auto parts =
      exact ? *std::move(exact) : tidy(Cover(days, words).several(months).first, days, words);
  for (const auto& line : parts) covers.push_back({line});
  covers.push_back(std::move(parts));
  std::erase_if(covers, [&](const Lines& lines) { return lines.empty() || lines.size() > most; });
  std::ranges::stable_sort(covers, {}, [&](const Lines& lines) {
    return std::pair(distance(lines, days), lines.size());
  });
  return covers;
}

}  // namespace plumbline::schedule
