#include "tests/schedule/engines.hpp"

#include <iterator>

namespace plumbline::schedule::test {
namespace {

std::vector<Engine> all_engines() {
  std::vector<Engine> all;
  for (const auto family :
       {airflow_engines, croniter_engines, prefect_engines, quartz_engines, robfig_engines,
        spring_engines, systemd_engines, temporal_engines, vixie_engines}) {
    auto rows = family();
    all.insert(all.end(), std::make_move_iterator(rows.begin()),
               std::make_move_iterator(rows.end()));
  }
  return all;
}

}  // namespace

const std::vector<Engine>& engines() {
  static const auto all = all_engines();
  return all;
}

}  // namespace plumbline::schedule::test
