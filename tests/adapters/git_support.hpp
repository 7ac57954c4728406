#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/git/repository.hpp"

// Real repositories for the tests of adapters/git, made by the git program in folders that go
// with the test.

namespace plumbline::test {

/// An empty folder of its own, removed at the end.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

void write_file(const std::filesystem::path& file, std::string_view content, unsigned mode = 0644);

/// Runs a program in a folder; its output without the last newline. Throws if it fails.
std::string run_program(const std::filesystem::path& folder, std::vector<std::string> argv,
                        const std::string& input = {});

/// A working tree with a repository, branch "main", fixed author and a clock that moves one hour a
/// commit from 2026-01-01T01:00:00Z on.
class WorkTree {
 public:
  explicit WorkTree(std::filesystem::path folder);

  std::string git(std::vector<std::string> arguments, const std::string& input = {});
  void write(const std::string& path, std::string_view content);
  void remove(const std::string& path);
  /// Commits everything in the folder; the commit's id.
  std::string commit(const std::string& message,
                     const std::string& author = "Ana <ana@example.com>");
  /// A commit on top of nothing whose tree is made of these `git mktree` lines, so that names can
  /// be what no checkout allows.
  std::string commit_tree(const std::string& mktree_lines);
  std::string blob(const std::string& content);

  [[nodiscard]] const std::filesystem::path& path() const { return folder_; }
  [[nodiscard]] adapters::git::Repository open() const;

 private:
  std::filesystem::path folder_;
  int hours_ = 0;
};

/// A server for tests from tests/beds, stopped at the end.
class Bed {
 public:
  /// Installs and starts it on two free ports; nullopt (after a warning) if that fails and
  /// PLUMBLINE_REQUIRE_BEDS is not set, a failed test if it is.
  static std::optional<Bed> start(const std::string& script, const std::filesystem::path& folder);
  ~Bed();
  Bed(Bed&& other) noexcept;
  Bed& operator=(Bed&&) = delete;

  /// An empty bare repository of the server, pushed to from `tree`.
  void publish(const std::string& name, WorkTree& tree);
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] int first_port() const { return ports_[0]; }
  [[nodiscard]] int second_port() const { return ports_[1]; }

 private:
  Bed(std::string script, std::filesystem::path folder, int first, int second);
  std::string script_;
  std::filesystem::path folder_;
  int ports_[2];
};

/// A port that was free a moment ago.
int free_port();

/// Listens on loopback and answers every connection with the same bytes, or with silence if they
/// are empty.
class ScriptedServer {
 public:
  explicit ScriptedServer(std::string answer);
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;
  [[nodiscard]] int port() const { return port_; }

 private:
  struct Worker;
  std::unique_ptr<Worker> worker_;
  int port_ = 0;
};

}  // namespace plumbline::test
