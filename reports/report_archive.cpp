#include "reports/report_archive.hpp"

#include <bit>
#include <concepts>
#include <cstdint>
#include <tuple>
#include <type_traits>

namespace plumbline::reports {
namespace {

using namespace reconcile;

constexpr std::string_view magic = "plumbline-report";
/// Raised whenever a member below is added, removed or moved.
constexpr char version = 4;

// The members of every struct, once: writing and reading both follow these lists.

template <class T, class Model>
concept Is = std::same_as<std::remove_const_t<T>, Model>;

auto members(Is<WorkflowId> auto& v) { return std::tie(v.team, v.name); }
auto members(Is<PlaceId> auto& v) { return std::tie(v.platform, v.native_id); }
auto members(Is<Where> auto& v) {
  return std::tie(v.file, v.line, v.column, v.platform, v.id, v.field);
}
auto members(Is<Error> auto& v) { return std::tie(v.kind, v.message, v.hint, v.where, v.trail); }
auto members(Is<GitSource> auto& v) { return std::tie(v.repo, v.commit, v.file, v.line, v.column); }
auto members(Is<TruthRepository> auto& v) {
  return std::tie(v.repo, v.ref, v.commit, v.path, v.team, v.tree, v.files, v.error, v.notes);
}
auto members(Is<Diagnostic> auto& v) {
  return std::tie(v.code, v.severity, v.message, v.at, v.raises);
}
auto members(Is<UnreadPart> auto& v) {
  return std::tie(v.what, v.error, v.id_prefixes, v.hides_workflows);
}
auto members(Is<LeafDifference> auto& v) { return std::tie(v.leaf, v.truth, v.live); }
auto members(Is<LiveOrigin> auto& v) {
  return std::tie(v.platform, v.id, v.native_path, v.read_at);
}
auto members(Is<Side> auto& v) {
  return std::tie(v.state, v.value, v.text, v.reason, v.default_filled, v.inferred, v.git, v.live);
}
auto members(Is<Owner> auto& v) { return std::tie(v.business, v.technical, v.support); }
auto members(Is<WaiverUse> auto& v) { return std::tie(v.owner, v.reason, v.expires, v.source); }
auto members(Is<Attribution> auto& v) {
  return std::tie(v.who, v.how, v.when, v.confidence, v.source);
}
auto members(Is<RunEffect> auto& v) {
  return std::tie(v.relation, v.truth_per_month, v.live_per_month, v.truth_next, v.live_next,
                  v.first_only_truth, v.first_only_live);
}
auto members(Is<Likeness> auto& v) { return std::tie(v.id, v.key, v.why, v.work); }
auto members(Is<Finding> auto& v) {
  return std::tie(v.key, v.rule, v.cause, v.severity, v.workflow, v.place, v.field, v.leaves,
                  v.truth, v.live, v.base, v.tier, v.owner, v.sla, v.environment, v.cause_group,
                  v.status, v.mode, v.message, v.effect, v.next_step, v.notes, v.runs, v.waiver,
                  v.attribution, v.looks_like, v.declared_off, v.claimed_twice, v.hidden_by,
                  v.first_seen, v.last_seen);
}
auto members(Is<Coverage> auto& v) {
  return std::tie(v.platform, v.kind, v.version, v.description, v.environment, v.state, v.workflows,
                  v.requests, v.duration, v.unread, v.diagnostics);
}
auto members(Is<Note> auto& v) { return std::tie(v.kind, v.workflow, v.place, v.field, v.text); }
auto members(Is<Resolved> auto& v) {
  return std::tie(v.key, v.message, v.how, v.first_seen, v.closed_at);
}
auto members(Is<Summary> auto& v) {
  return std::tie(v.workflows, v.places, v.unread_places, v.findings, v.fresh, v.resolved, v.waived,
                  v.held, v.observed, v.any_fields, v.agreeing, v.critical, v.high, v.medium, v.low,
                  v.waived_by_team, v.any_by_team);
}
auto members(Is<AuditReport> auto& v) {
  return std::tie(v.estate, v.run_id, v.started_at, v.finished_at, v.truth, v.coverage, v.summary,
                  v.verdict, v.complete, v.exit_code, v.findings, v.notes, v.resolved,
                  v.valid_until);
}

template <class T>
concept Struct = requires(T& value) { members(value); };

// The last enumerator of every enumeration: a byte beyond it is no value.
constexpr ErrorKind last(ErrorKind) { return ErrorKind::corrupt; }
constexpr Severity last(Severity) { return Severity::critical; }
constexpr Tier last(Tier) { return Tier::critical; }
constexpr Presence last(Presence) { return Presence::dynamic; }
constexpr FieldId last(FieldId) { return FieldId::local; }
constexpr Diagnostic::Raises last(Diagnostic::Raises) { return Diagnostic::Raises::overlap; }
constexpr Cause last(Cause) { return Cause::unread; }
constexpr Status last(Status) { return Status::reopened; }
constexpr Mode last(Mode) { return Mode::enforce; }
constexpr CoverageState last(CoverageState) { return CoverageState::unread; }
constexpr Likeness::Work last(Likeness::Work) { return Likeness::Work::all; }
constexpr Note::Kind last(Note::Kind) { return Note::Kind::zone_data; }
constexpr Verdict last(Verdict) { return Verdict::invalid; }

/// Integers as seven bits a byte, low ones first; signed ones folded so that small stays short.
constexpr std::uint64_t folded(std::int64_t value) {
  return (static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> 63);
}
constexpr std::int64_t unfolded(std::uint64_t value) {
  return static_cast<std::int64_t>(value >> 1U) ^ -static_cast<std::int64_t>(value & 1U);
}

class Writer {
 public:
  void put(const std::string& text) {
    put_number(text.size());
    out_ += text;
  }
  void put(bool value) { out_ += value ? '\1' : '\0'; }
  void put(std::signed_integral auto value) { put_number(folded(value)); }
  void put(std::unsigned_integral auto value) { put_number(value); }
  void put(double value) { put_number(std::bit_cast<std::uint64_t>(value)); }
  void put(Instant value) { put(value.time_since_epoch().count()); }
  void put(std::chrono::milliseconds value) { put(value.count()); }
  template <class T>
    requires std::is_enum_v<T>
  void put(T value) {
    out_ += static_cast<char>(value);
  }
  template <class T>
  void put(const std::optional<T>& value) {
    put(value.has_value());
    if (value) put(*value);
  }
  template <class T>
  void put(const std::vector<T>& values) {
    put_number(values.size());
    for (const auto& value : values) put(value);
  }
  void put(const std::map<std::string, std::size_t>& values) {
    put_number(values.size());
    for (const auto& [key, value] : values) {
      put(key);
      put(value);
    }
  }
  template <Struct T>
  void put(const T& value) {
    std::apply([&](const auto&... member) { (put(member), ...); }, members(value));
  }

  [[nodiscard]] std::string take() { return std::move(out_); }
  void put_raw(std::string_view bytes) { out_ += bytes; }

 private:
  void put_number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7U) out_ += static_cast<char>(value | 0x80U);
    out_ += static_cast<char>(value);
  }

  std::string out_;
};

/// Reads on past an error as if the rest were empty; failed() tells at the end.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  void get(std::string& text) {
    const auto size = get_size();
    text = rest_.substr(0, size);
    rest_.remove_prefix(size);
  }
  void get(bool& value) { value = get_byte(1) == 1; }
  template <std::integral T>
  void get(T& value) {
    const auto number = get_number();
    if constexpr (std::is_signed_v<T>) {
      store(value, unfolded(number));
    } else {
      store(value, number);
    }
  }
  void get(double& value) { value = std::bit_cast<double>(get_number()); }
  void get(Instant& value) { value = Instant(Seconds(unfolded(get_number()))); }
  void get(std::chrono::milliseconds& value) {
    value = std::chrono::milliseconds(unfolded(get_number()));
  }
  template <class T>
    requires std::is_enum_v<T>
  void get(T& value) {
    value = static_cast<T>(get_byte(static_cast<unsigned char>(last(T{}))));
  }
  template <class T>
  void get(std::optional<T>& value) {
    bool present = false;
    get(present);
    if (present) get(value.emplace());
  }
  template <class T>
  void get(std::vector<T>& values) {
    // Every element takes at least one byte, so a lying count cannot make us allocate.
    const auto size = get_size();
    for (std::size_t i = 0; i < size && !failed_; ++i) get(values.emplace_back());
  }
  void get(std::map<std::string, std::size_t>& values) {
    const auto size = get_size();
    for (std::size_t i = 0; i < size && !failed_; ++i) {
      std::string key;
      get(key);
      get(values[std::move(key)]);
    }
  }
  template <Struct T>
  void get(T& value) {
    std::apply([&](auto&... member) { (get(member), ...); }, members(value));
  }

  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

 private:
  template <class T, class Number>
  void store(T& value, Number number) {
    if (!std::in_range<T>(number)) return fail_here();
    value = static_cast<T>(number);
  }
  void fail_here() {
    failed_ = true;
    rest_ = {};
  }
  unsigned char get_byte(unsigned char highest) {
    if (rest_.empty() || static_cast<unsigned char>(rest_.front()) > highest) {
      fail_here();
      return 0;
    }
    const auto byte = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    return byte;
  }
  std::uint64_t get_number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const std::uint64_t byte = get_byte(0xFF);
      value |= (byte & 0x7FU) << shift;
      if (byte < 0x80) return value;
    }
    fail_here();
    return 0;
  }
  std::size_t get_size() {
    const auto size = get_number();
    if (size <= rest_.size()) return size;
    fail_here();
    return 0;
  }

  std::string_view rest_;
  bool failed_ = false;
};

}  // namespace

std::string serialise_report(const AuditReport& report) {
  Writer writer;
  writer.put_raw(magic);
  writer.put_raw(std::string_view(&version, 1));
  writer.put(report);
  return writer.take();
}

Result<AuditReport> restore_report(std::string_view bytes) {
  constexpr std::string_view hint = "the next audit judges everything anew and replaces it";
  if (!bytes.starts_with(magic) || bytes.size() == magic.size()) {
    return fail(ErrorKind::corrupt, "a kept run is not a report", std::string(hint));
  }
  if (bytes[magic.size()] != version) {
    return fail(ErrorKind::unsupported, "a kept run was written by another version of Plumbline",
                std::string(hint));
  }
  Reader reader(bytes.substr(magic.size() + 1));
  AuditReport report;
  reader.get(report);
  if (reader.failed() || !reader.at_end()) {
    return fail(ErrorKind::corrupt, "a kept run is cut off or damaged", std::string(hint));
  }
  return report;
}

}  // namespace plumbline::reports
