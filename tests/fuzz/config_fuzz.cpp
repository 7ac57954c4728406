// The files that people write about Plumbline itself: configuration, policy, waiver. The first
// byte chooses. Properties: no crash, no hang, every error has a place and a message, what was
// read without errors reads the same again.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "canonical-schema/codec/truth_yaml.hpp"
#include "daemon/config/config_reader.hpp"
#include "reconcile/policy_yaml.hpp"

namespace {

using plumbline::Error;

void require(bool holds) {
  if (!holds) std::abort();
}

void check(const std::vector<Error>& errors) {
  for (const auto& error : errors) {
    require(!error.message.empty());
    require(!error.where.file.empty());
    require(error.where.line >= 0 && error.where.column >= 0);
  }
}

void try_config(const std::string& text) {
  // Every included file is the same text, so that included files are tried too.
  const plumbline::daemon::ConfigFiles files{
      [&](const std::filesystem::path&) { return plumbline::Result<std::string>(text); },
      [](const std::string& pattern) {
        return std::vector<std::filesystem::path>{pattern + "/a.yaml"};
      }};
  const auto first = plumbline::daemon::parse_config(text, "/etc/plumbline.yaml", "/home", files);
  check(first.errors);
  const auto again = plumbline::daemon::parse_config(text, "/etc/plumbline.yaml", "/home", files);
  require(first.config == again.config && first.errors == again.errors);
  require(!first.ok() || !first.config.estate.empty());
}

void try_policy(const std::string& text) {
  const auto first = plumbline::reconcile::parse_policy(text, "policy.yaml");
  check(first.errors);
  require(first.policy == plumbline::reconcile::parse_policy(text, "policy.yaml").policy);
}

void try_waiver(const std::string& text) {
  using plumbline::codec::TruthFileRole;
  const auto reading =
      plumbline::codec::read_truth_file("waivers/a.yaml", text, TruthFileRole::workflow_or_waiver);
  check(reading.problems);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 3) {
    case 0:
      try_config(text);
      break;
    case 1:
      try_policy(text);
      break;
    default:
      try_waiver(text);
  }
  return 0;
}
