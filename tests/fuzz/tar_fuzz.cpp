#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "adapters/cron/host_stream.hpp"
#include "adapters/cron/tar.hpp"

// Whatever a host sends, what is read stays inside the stream.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace plumbline::adapters::cron;
  const std::string_view stream(reinterpret_cast<const char*>(data), size);
  if (const auto archive = read_tar(stream)) {
    if (archive->consumed > size) std::abort();
    for (const auto& entry : archive->entries) {
      if (entry.path.find("..") == 0) {
        // "..name" is a name; "../name" would climb.
        if (entry.path == ".." || entry.path.substr(0, 3) == "../") std::abort();
      }
    }
  }
  static_cast<void>(parse_host_stream(stream));
  return 0;
}
