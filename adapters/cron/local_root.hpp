#pragma once

#include <string>

#include "adapters/cron/host_reader.hpp"

namespace plumbline::adapters::cron {

/// Reads this machine, or a copy of another one's tree: with root "/" users are asked of the
/// system, in any other tree of its etc/passwd, and there the owner of the root folder counts as
/// root. Links are followed inside the tree only; pipes and devices are never opened.
class LocalRoot final : public HostReader {
 public:
  explicit LocalRoot(std::string root) : root_(std::move(root)) {}

  [[nodiscard]] Result<HostSnapshot> read(std::stop_token stop) override;

 private:
  std::string root_;
};

}  // namespace plumbline::adapters::cron
