#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "adapters/cron/anacrontab.hpp"
#include "adapters/cron/crontab_document.hpp"
#include "adapters/cron/job_fields.hpp"

// A crontab gives its bytes back, and no command makes the normaliser fall over.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace plumbline::adapters::cron;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  for (const auto dialect : {Dialect::debian, Dialect::cronie}) {
    for (const auto kind : {TabKind::system, TabKind::user}) {
      ScheduleSyntax syntax(dialect);
      const auto document = parse_crontab(bytes, {dialect, kind, false}, syntax);
      if (serialise(document) != bytes) std::abort();
      for (const auto& line : document.lines) {
        if (line.kind != LineKind::entry && line.kind != LineKind::dormant) continue;
        JobLine job;
        job.command = std::string(document.text(line.entry.command));
        if (read_job(job, dialect).name.empty()) std::abort();
      }
    }
    for (const auto& line : parse_anacrontab(bytes, dialect)) {
      if (line.line < 1) std::abort();
    }
  }
  return 0;
}
