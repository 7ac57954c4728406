#pragma once

#include <string>
#include <vector>

#include "tests/schedule/engine_oracle.hpp"

// Every engine that our readings are held against. The form is described in
// tests/oracles/README.md.

namespace plumbline::schedule::test {

[[nodiscard]] const std::vector<Engine>& engines();

// A function for each file of tests/schedule/engines/.
[[nodiscard]] std::vector<Engine> airflow_engines();
[[nodiscard]] std::vector<Engine> croniter_engines();
[[nodiscard]] std::vector<Engine> prefect_engines();
[[nodiscard]] std::vector<Engine> quartz_engines();
[[nodiscard]] std::vector<Engine> robfig_engines();
[[nodiscard]] std::vector<Engine> spring_engines();
[[nodiscard]] std::vector<Engine> systemd_engines();
[[nodiscard]] std::vector<Engine> vixie_engines();
[[nodiscard]] std::vector<Engine> temporal_engines();

}  // namespace plumbline::schedule::test
