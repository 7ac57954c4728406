#include <cstddef>
#include <cstdint>
#include <string>

#include "canonical-schema/codec/truth_assembly.hpp"
#include "canonical-schema/schedule/zone.hpp"

// Any bytes are a truth file, its defaults.yaml, or a reason why not.

namespace {

using namespace plumbline;

class OnlyUtc final : public schedule::ZoneSource {
 public:
  Result<schedule::ZonePtr> load(std::string_view name) const override {
    if (name != "UTC") return fail(ErrorKind::not_found, "no such zone", "write UTC");
    return utc_;
  }

 private:
  static schedule::ZonePtr make() {
    schedule::Zone zone;
    zone.name = "UTC";
    zone.digest = "UTC";
    zone.fixed_from_now = true;
    return std::make_shared<const schedule::Zone>(zone);
  }
  schedule::ZonePtr utc_ = make();
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const OnlyUtc zones;
  codec::TruthInput input;
  input.repository.repo = "repo";
  input.repository.team = "team";
  input.files.push_back({"a.yaml", bytes, std::nullopt});
  input.files.push_back({"below/defaults.yaml", bytes, std::nullopt});
  input.files.push_back({"below/b.yaml",
                         "plumbline: v1\nworkflow: b\nplaces: [{platform: p, id: i}]\n",
                         std::nullopt});
  const auto truth = codec::assemble({input}, zones);
  // Whatever it is, somebody hears of it.
  if (truth.workflows.size() + truth.waivers.size() + truth.problems.size() < 2) __builtin_trap();
  return 0;
}
