#include "adapters/cron/host_stream.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "adapters/cron/host_reader.hpp"
#include "adapters/cron/tar.hpp"

namespace plumbline::adapters::cron {
namespace {

constexpr std::string_view begin_marker = "plumbline-cron 1";
constexpr std::string_view end_marker = "plumbline-end\n";

std::optional<PathState> state_named(std::string_view text) {
  for (const auto state : {PathState::ok, PathState::absent, PathState::denied,
                           PathState::not_a_file, PathState::unreadable}) {
    if (text == name(state)) return state;
  }
  return std::nullopt;
}

std::string_view take_word(std::string_view& text) {
  const auto length = std::min(text.find(' '), text.size());
  const auto word = text.substr(0, length);
  text.remove_prefix(std::min(length + 1, text.size()));
  return word;
}

FileFacts facts_of(const TarEntry& entry) {
  FileFacts facts;
  switch (entry.type) {
    case TarType::regular:
    case TarType::hard_link:
      facts.type = FileType::regular;
      break;
    case TarType::symbolic_link:
      facts.type = FileType::symbolic_link;
      break;
    case TarType::directory:
      facts.type = FileType::directory;
      break;
    case TarType::other:
      facts.type = FileType::other;
      break;
  }
  facts.mode = entry.mode;
  facts.uid = entry.uid;
  facts.mtime = entry.mtime;
  return facts;
}

class StreamParser {
 public:
  explicit StreamParser(std::string_view stream) : rest_(stream) {}

  Result<HostSnapshot> run() {
    if (take_line() != begin_marker) {
      return fail(ErrorKind::unreachable, "the host did not begin its answer as asked",
                  "check that its login prints nothing and that sh can be run there");
    }
    if (rest_.size() < end_marker.size() || !rest_.ends_with(end_marker)) {
      return fail(ErrorKind::unreachable, "the host's answer breaks off",
                  "the connection or the session was cut; try again");
    }
    if (auto facts = lines(); !facts) return fail(facts.error());
    if (auto files = archive("plumbline-tar-end", false); !files) return fail(files.error());
    if (auto targets = links(); !targets) return fail(targets.error());
    if (rest_ != end_marker) return fail(ErrorKind::corrupt, "something stands behind the files");
    return finish();
  }

 private:
  std::string_view take_line() {
    const auto newline = rest_.find('\n');
    const auto line = rest_.substr(0, newline);
    rest_ = newline == std::string_view::npos ? std::string_view{} : rest_.substr(newline + 1);
    return line;
  }

  Result<void> lines() {
    while (!rest_.empty()) {
      auto line = take_line();
      if (line == "plumbline-tar") return {};
      if (line == "no-tar") {
        return fail(ErrorKind::unsupported, "there is no tar on the host",
                    "install tar there; Plumbline reads files through it");
      }
      if (auto read = fact(line); !read) return read;
    }
    return fail(ErrorKind::corrupt, "the files do not begin");
  }

  /// What the symbolic links among the files lead to.
  Result<void> links() {
    while (rest_.starts_with("target ")) {
      auto line = take_line();
      take_word(line);
      const bool given = take_word(line) == "given";
      const auto file = files_.find(std::string(line));
      if (file == files_.end()) return fail(ErrorKind::corrupt, "a target of no link");
      if (given) given_.insert(file->first);
      if (!given) set_state(file->second, PathState::denied, "permission denied");
    }
    if (!rest_.starts_with("plumbline-links\n")) return {};
    take_line();
    return archive("plumbline-links-end", true);
  }

  static void set_state(HostFile& file, PathState state, std::string detail) {
    file.state = state;
    file.detail = std::move(detail);
  }

  Result<void> path(std::string_view line) {
    const auto state = state_named(take_word(line));
    const auto asked = std::find_if(asked_paths.begin(), asked_paths.end(),
                                    [&](const AskedPath& each) { return each.path == line; });
    if (!state || asked == asked_paths.end() || snapshot_.status(line) != nullptr) {
      return fail(ErrorKind::corrupt, "not a path that was asked for once: " + std::string(line));
    }
    if (*state == PathState::ok && !asked->folder) given_.insert(std::string(line));
    snapshot_.paths.push_back({std::string(line), *state, {}});
    return {};
  }

  Result<void> inside(std::string_view line) {
    const auto state = take_word(line);
    HostFile file;
    file.path = std::string(line);
    if (state == "given") {
      given_.insert(file.path);
      return {};
    }
    if (state == "denied") {
      set_state(file, PathState::denied, "permission denied");
    } else if (state == "folder" || state == "socket") {
      file.self.type = state == "folder" ? FileType::directory : FileType::other;
      set_state(file, PathState::not_a_file, "not a regular file");
    } else if (state == "strange") {
      file.path += "/a name with a line end";
      set_state(file, PathState::unreadable, "its name holds a line end");
    } else {
      return fail(ErrorKind::corrupt, "not a state of a file: " + std::string(state));
    }
    files_[file.path] = std::move(file);
    return {};
  }

  Result<void> fact(std::string_view line) {
    const auto whole = line;
    const auto word = take_word(line);
    if (word == "path") return path(line);
    if (word == "inside") return inside(line);
    if (word == "links") {
      const auto count = take_word(line);
      std::uint32_t links = 1;
      std::from_chars(count.data(), count.data() + count.size(), links);
      linked_.emplace_back(line, links);
    } else if (word == "user") {
      add_passwd(line, snapshot_.users);
    } else if (whole == "users complete") {
      snapshot_.users.complete = true;
    } else if (word == "package") {
      add_package_files(" " + std::string(line), snapshot_.package_files);
    } else if (whole == "anacron") {
      snapshot_.anacron_installed = true;
    } else if (whole == "tar gnu") {
      gnu_tar_ = true;
    } else if (!whole.empty()) {
      return fail(ErrorKind::corrupt, "the host says what it was not asked");
    }
    return {};
  }

  /// `targets`: the stream holds what symbolic links lead to, under the links' names.
  Result<void> archive(std::string_view end, bool targets) {
    TarArchive archive;
    if (!rest_.starts_with(end)) {
      auto read = read_tar(rest_, {100'000, largest_host, largest_file, 4096});
      if (!read) return fail(read.error());
      archive = std::move(*read);
      rest_.remove_prefix(archive.consumed);
    }
    const auto line = take_line();
    if (!line.starts_with(end)) return fail(ErrorKind::corrupt, "the files do not end as asked");
    // GNU tar says 1 if a file changed while it was read; others say so of any trouble.
    if (gnu_tar_ && line.ends_with(" 1")) {
      return fail(ErrorKind::unreachable, "files changed while they were read", "try again");
    }
    const bool all_came = keep_missing(archive, targets);
    // A code without a file that is missing: tar was ended, or trouble that it does not tell.
    if (all_came && !line.ends_with(" 0")) {
      return fail(ErrorKind::unreachable, "tar failed on the host (" + std::string(line) + ")",
                  "try again, and see whether tar can read /etc/cron* there");
    }
    std::map<std::string_view, std::string_view> contents;
    for (const auto& entry : archive.entries) {
      // A second name of a file that came before in the same stream.
      const auto content =
          entry.type == TarType::hard_link ? contents[plain(entry.link_name)] : entry.content;
      contents[entry.path] = content;
      keep(entry, content, targets);
    }
    return {};
  }

  /// What was given to tar and did not come is unreadable. True if everything came.
  bool keep_missing(const TarArchive& archive, bool targets) {
    std::set<std::string> missing = std::exchange(given_, {});
    for (const auto& entry : archive.entries) missing.erase("/" + entry.path);
    for (const auto& path : missing) {
      auto& file = files_[path];
      file.path = path;
      set_state(file, PathState::unreadable,
                targets ? "what it leads to could not be read" : "tar did not give it");
      for (auto& status : snapshot_.paths) {
        if (status.path == path) status = {path, file.state, file.detail};
      }
    }
    return missing.empty();
  }

  static std::string_view plain(std::string_view path) {
    while (path.starts_with("./")) path.remove_prefix(2);
    while (path.starts_with('/')) path.remove_prefix(1);
    return path;
  }

  void keep(const TarEntry& entry, std::string_view content, bool targets) {
    const auto path = "/" + entry.path;
    auto& file = files_[path];
    file.path = path;
    if (targets && file.state == PathState::denied) return;  // said to be out of sight
    if (targets) {
      file.target = facts_of(entry);
    } else {
      file.self = facts_of(entry);
      file.link_text = entry.type == TarType::symbolic_link ? entry.link_name : std::string{};
    }
    file.content = std::string(content);
    const auto* opened = file.opened();
    const bool regular = opened != nullptr && opened->type == FileType::regular;
    file.state = regular || opened == nullptr ? PathState::ok : PathState::not_a_file;
    file.detail = file.state == PathState::ok ? "" : "not a regular file";
  }

  Result<HostSnapshot> finish() {
    for (auto& [path, file] : files_) {
      for (const auto& [line, links] : linked_) {
        if (!line.ends_with(" " + path.substr(1))) continue;
        (file.target ? *file.target : file.self).links = links;
      }
      snapshot_.files.push_back(std::move(file));
    }
    for (const auto& asked : asked_paths) {
      if (snapshot_.status(asked.path) != nullptr) continue;
      if (!asked.not_by_ssh) {
        return fail(ErrorKind::corrupt, "the host says nothing of " + std::string(asked.path));
      }
      snapshot_.paths.push_back({std::string(asked.path), PathState::absent, {}});
    }
    return std::move(snapshot_);
  }

  std::string_view rest_;
  HostSnapshot snapshot_;
  std::map<std::string, HostFile> files_;
  std::vector<std::pair<std::string_view, std::uint32_t>> linked_;
  std::set<std::string> given_;  ///< must come in the next stream
  bool gnu_tar_ = false;
};

}  // namespace

Result<HostSnapshot> parse_host_stream(std::string_view stream) {
  return StreamParser(stream).run();
}

}  // namespace plumbline::adapters::cron
