#include "reports/calendar_moves.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>

#include "reports/schedule_view.hpp"

namespace plumbline::reports {
namespace {

/// How many new runs before and after a lost one may be its partner.
constexpr std::size_t reach = 48;
/// As many distances on one day are a pattern; more are chance.
constexpr std::size_t most_distances = 3;
/// More runs than this on one day are dense.
constexpr std::size_t most_sparse = 12;

/// The best pairing of the first lost runs with the first new ones, for each number of those. Row
/// by row, each as wide as the reach, so that a hundred thousand runs are paired as well.
class Pairing {
 public:
  Pairing(const std::vector<Instant>& lost, const std::vector<Instant>& added)
      : lost_(lost), added_(added) {}

  std::vector<Move> run();

 private:
  enum class Step : std::uint8_t { skip_lost, skip_added, pair };
  /// Of the lost runs up to one: what pairings save with as many of the new runs as counted from
  /// `first` on.
  struct Row {
    std::size_t first = 0;
    std::vector<std::int64_t> saved;
    std::vector<Step> steps;
  };
  [[nodiscard]] Row row_of(std::size_t index, const Row& above) const;
  [[nodiscard]] std::vector<Move> way_back(const std::vector<Row>& rows) const;

  const std::vector<Instant>& lost_;
  const std::vector<Instant>& added_;
};

/// What it saves to pair them; 0 or less if they are too far apart.
std::int64_t saving(Instant lost, Instant added) {
  return (Seconds{farthest_move} - std::chrono::abs(added - lost)).count() + 1;
}

Pairing::Row Pairing::row_of(std::size_t index, const Row& above) const {
  const auto nearest =
      static_cast<std::size_t>(std::ranges::lower_bound(added_, lost_[index]) - added_.begin());
  const std::size_t last = std::min(nearest + reach, added_.size());
  Row row;
  row.first = std::max(above.first, nearest > reach ? nearest - reach : 0);
  // With more of the new runs than the row above counts, it saves no more.
  const auto saved_above = [&](std::size_t count) {
    return above.saved[std::min(count - above.first, above.saved.size() - 1)];
  };
  for (std::size_t count = row.first; count <= last; ++count) {
    std::int64_t best = saved_above(count);
    Step step = Step::skip_lost;
    if (count > row.first && row.saved.back() > best) {
      best = row.saved.back();
      step = Step::skip_added;
    }
    if (count > row.first) {
      const auto alone = saving(lost_[index], added_[count - 1]);
      if (alone > 0 && saved_above(count - 1) + alone > best) {
        best = saved_above(count - 1) + alone;
        step = Step::pair;
      }
    }
    row.saved.push_back(best);
    row.steps.push_back(step);
  }
  return row;
}

std::vector<Move> Pairing::way_back(const std::vector<Row>& rows) const {
  std::vector<Move> moves;
  std::size_t count = added_.size();
  for (std::size_t index = rows.size(); index > 0;) {
    const Row& row = rows[index - 1];
    count = std::min(count, row.first + row.steps.size() - 1);
    switch (row.steps[count - row.first]) {
      case Step::pair:
        moves.push_back({lost_[index - 1], added_[count - 1]});
        --index;
        --count;
        break;
      case Step::skip_added:
        --count;
        break;
      case Step::skip_lost:
        --index;
        break;
    }
  }
  std::ranges::reverse(moves);
  return moves;
}

std::vector<Move> Pairing::run() {
  std::vector<Row> rows;
  Row above{0, {0}, {}};
  for (std::size_t index = 0; index < lost_.size(); ++index) {
    Row row = row_of(index, above);
    rows.push_back({row.first, {}, row.steps});
    above = std::move(row);
  }
  return way_back(rows);
}

/// What the moves of one day of the clock look like.
struct DayOfMoves {
  std::size_t lost = 0;
  std::size_t added = 0;
  std::size_t paired = 0;
  std::set<Seconds> distances;

  [[nodiscard]] bool is_chance() const {
    const auto runs = std::max(lost, added);
    if (distances.size() > most_distances) return true;
    return runs > most_sparse && paired * 5 < runs * 4;
  }
};

}  // namespace

std::vector<Move> moves_between(const std::vector<Instant>& lost, const std::vector<Instant>& added,
                                const schedule::Zone& clock) {
  auto moves = Pairing(lost, added).run();
  std::map<std::chrono::sys_days, DayOfMoves> days;
  for (const auto at : lost) ++days[day_in(at, clock)].lost;
  for (const auto at : added) ++days[day_in(at, clock)].added;
  for (const auto& move : moves) {
    auto& day = days[day_in(move.from, clock)];
    ++day.paired;
    if (day.distances.size() <= most_distances) day.distances.insert(move.to - move.from);
  }
  std::erase_if(moves,
                [&](const Move& move) { return days[day_in(move.from, clock)].is_chance(); });
  return moves;
}

}  // namespace plumbline::reports
