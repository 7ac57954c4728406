#include "daemon/schedules/batch.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "canonical-schema/codec/json_items.hpp"
#include "canonical-schema/codec/json_text.hpp"
#include "daemon/schedules/shown.hpp"
#include "reconcile/verdict.hpp"

namespace plumbline::daemon {
namespace {

constexpr std::size_t most_known = 20'000;
constexpr std::size_t block_size = std::size_t{64} << 10;
/// Bytes that wait to be printed at most.
constexpr std::size_t most_waiting = std::size_t{64} << 10;

/// A file that is read once, from its beginning.
class InputFile {
 public:
  static Result<InputFile> open(const std::string& name) {
    if (name == "-") return InputFile(STDIN_FILENO, false);
    const int descriptor = ::open(name.c_str(), O_RDONLY | O_CLOEXEC);
    const int reason = errno;
    struct stat status{};
    const bool is_folder =
        descriptor >= 0 && ::fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode);
    if (is_folder) ::close(descriptor);
    if (descriptor >= 0 && !is_folder) return InputFile(descriptor, true);
    return fail(ErrorKind::invalid, is_folder ? "this is a folder" : std::strerror(reason),
                "name a file with the entries, or - for standard input",
                Where{name, 0, 0, {}, {}, {}});
  }
  InputFile(InputFile&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)), owned_(other.owned_) {}
  InputFile& operator=(InputFile&&) = delete;
  ~InputFile() {
    if (owned_ && descriptor_ >= 0) ::close(descriptor_);
  }

  /// The next bytes; none at the end.
  Result<std::string_view> read(std::string& block) const {
    block.resize(block_size);
    for (;;) {
      const auto got = ::read(descriptor_, block.data(), block.size());
      if (got >= 0) return std::string_view(block).substr(0, static_cast<std::size_t>(got));
      if (errno != EINTR) {
        return fail(ErrorKind::unreachable,
                    std::string("the entries cannot be read: ") + std::strerror(errno));
      }
    }
  }

 private:
  InputFile(int descriptor, bool owned) : descriptor_(descriptor), owned_(owned) {}
  int descriptor_;
  bool owned_;
};

/// Cuts the input into entries.
class Entries {
 public:
  explicit Entries(BatchForm form) : form_(form) {}

  void feed(std::string_view bytes) {
    if (form_ == BatchForm::list) return items_.feed(bytes);
    if (skipping_) {
      const auto end = bytes.find('\n');
      skipping_ = end == bytes.npos;
      bytes.remove_prefix(skipping_ ? bytes.size() : end + 1);
    }
    lines_ += bytes;
  }
  /// Empty, or what is wrong with the whole.
  std::string end() {
    if (form_ == BatchForm::list) return items_.end();
    lines_ += '\n';
    return {};
  }
  std::optional<std::string> take() {
    if (form_ == BatchForm::list) return items_.take();
    for (;;) {
      const auto end = lines_.find('\n', searched_);
      if (end == lines_.npos) return take_too_long();
      auto line = lines_.substr(begin_, end - begin_);
      begin_ = searched_ = end + 1;
      if (line.find_first_not_of(" \t\r") != line.npos) return line;
    }
  }

 private:
  /// The beginning of a line that is too long to be an entry, the rest of which is skipped.
  std::optional<std::string> take_too_long() {
    lines_.erase(0, std::exchange(begin_, 0));
    searched_ = lines_.size();
    if (lines_.size() <= codec::JsonItems::longest_item) return std::nullopt;
    skipping_ = true;
    searched_ = 0;
    return std::exchange(lines_, {});
  }

  BatchForm form_;
  codec::JsonItems items_;
  std::string lines_;         ///< bytes of lines that were not taken yet
  std::size_t begin_ = 0;     ///< of the next line in it
  std::size_t searched_ = 0;  ///< no line feed before it, from begin_ on
  bool skipping_ = false;
};

/// Prints the lines of entries as they come, and remembers how it went.
class Answers {
 public:
  Answers(const Session& session, const std::function<BatchLine(std::string_view)>& answer)
      : session_(session), answer_(answer) {}

  /// All that are there; stops early where a stop is asked for. Errors: unreachable.
  Result<void> give_all(Entries& entries) {
    std::string waiting;
    while (const auto entry = entries.take()) {
      if (session_.stop.stop_requested()) break;
      const auto line = answer_(*entry);
      code_ = reconcile::more_pressing(code_, line.code);
      if (line.code > reconcile::exit_code::findings) ++broken_;
      waiting.append(line.text).append("\n");
      if (waiting.size() < most_waiting) continue;
      if (auto done = session_.console.print(std::exchange(waiting, {})); !done) return done;
    }
    return session_.console.print(waiting);
  }

  /// The most pressing exit code of all.
  [[nodiscard]] int finish() const {
    if (broken_ > 0) {
      session_.console.say(std::to_string(broken_) +
                           " could not be judged: look for \"error\" in the output");
    }
    return code_;
  }

 private:
  const Session& session_;
  const std::function<BatchLine(std::string_view)>& answer_;
  int code_ = reconcile::exit_code::agree;
  std::size_t broken_ = 0;
};

std::string key_of(const codec::WrittenSchedule& written) {
  std::string key;
  const auto add = [&](std::string_view text) {
    key.append(std::to_string(text.size())).append(":").append(text);
  };
  const auto add_time = [&](std::optional<Instant> at) {
    add(at ? std::to_string(at->time_since_epoch().count()) : std::string());
  };
  add(written.pasted);
  add(written.dialect);
  add(written.zone);
  add_time(written.anchor);
  add_time(written.start);
  add_time(written.end);
  add(written.jitter ? std::to_string(written.jitter->count()) : std::string());
  add(written.nothing ? "nothing" : "");
  for (const auto& expr : written.exprs) add(expr);
  return key;
}

}  // namespace

ScheduleCache::Known ScheduleCache::known(const codec::WrittenSchedule& written) {
  auto key = key_of(written);
  if (const auto found = known_.find(key); found != known_.end()) return found->second;
  auto named = named_schedule(written, zones_);
  auto compiled = named ? compile_named(*named, zones_) : fail(std::move(named.error()));
  const Known result{std::move(compiled), named ? named->zone_note : std::string()};
  if (known_.size() >= most_known) known_.clear();
  known_.emplace(std::move(key), result);
  return result;
}

BatchLine broken_line(const std::string& members, const Error& error) {
  const int code = error.kind == ErrorKind::unsupported ? reconcile::exit_code::incomplete
                                                        : reconcile::exit_code::invalid;
  return {"{" + members + "\"error\": " + codec::json_string(describe(error)) + "}", code};
}

int run_schedule_batch(
    const Session& session, const std::string& file, const schedule::ZoneSource& zones,
    const std::function<BatchLine(const reports::ShownSchedule&, const std::string&)>& answer) {
  return run_batch(session, file, BatchForm::list, [&](std::string_view text) {
    const auto entry = codec::read_entry_json(text);
    const auto id = "\"id\": " + entry.id + ", ";
    if (!entry.schedule) return broken_line(id, entry.schedule.error());
    const auto result = show_written(*entry.schedule, zones);
    if (!result.compiled) return broken_line(id, result.compiled.error());
    auto line = answer(result.shown(), entry.id);
    // The writers of reports end their documents with a line feed.
    while (line.text.ends_with('\n')) line.text.pop_back();
    return line;
  });
}

int run_batch(const Session& session, const std::string& file, BatchForm form,
              const std::function<BatchLine(std::string_view)>& answer) {
  const auto input = InputFile::open(file);
  if (!input) return give_up(session, input.error());
  Entries entries(form);
  Answers answers(session, answer);
  std::string block;
  std::string wrong;
  for (bool more = true; more;) {
    const auto bytes = input->read(block);
    if (!bytes) return give_up(session, bytes.error());
    more = !bytes->empty();
    entries.feed(*bytes);
    if (!more) wrong = entries.end();
    if (auto done = answers.give_all(entries); !done) return give_up(session, done.error());
    if (session.stop.stop_requested()) return reconcile::exit_code::interrupted;
  }
  const int code = answers.finish();
  if (wrong.empty()) return code;
  session.console.complain(Error{ErrorKind::invalid,
                                 wrong,
                                 "every entry before it was judged",
                                 Where{file, 0, 0, {}, {}, {}},
                                 {}});
  return reconcile::more_pressing(code, reconcile::exit_code::invalid);
}

}  // namespace plumbline::daemon
