// What the libraries alone cost on the bytes of the benchmark: libgit2 reading every blob of the
// truth, yaml-cpp turning each into events. Prints "NAME CPU-SECONDS" a line.
//
//   bench_libraries REPOSITORY REF

#include <git2.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/parser.h>

#include <ctime>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

void check(int code) {
  if (code >= 0) return;
  const git_error* error = git_error_last();
  throw std::runtime_error(error != nullptr ? error->message : "libgit2 failed");
}

int keep_blob(const char* /*root*/, const git_tree_entry* entry, void* payload) {
  if (git_tree_entry_type(entry) == GIT_OBJECT_BLOB) {
    static_cast<std::vector<git_oid>*>(payload)->push_back(*git_tree_entry_id(entry));
  }
  return 0;
}

std::vector<std::string> read_blobs(const char* path, const char* ref) {
  git_repository* repository = nullptr;
  check(git_repository_open_bare(&repository, path));
  git_object* tree = nullptr;
  check(git_revparse_single(&tree, repository, (std::string(ref) + "^{tree}").c_str()));
  std::vector<git_oid> ids;
  check(git_tree_walk(reinterpret_cast<git_tree*>(tree), GIT_TREEWALK_PRE, keep_blob, &ids));
  std::vector<std::string> blobs;
  blobs.reserve(ids.size());
  for (const git_oid& id : ids) {
    git_blob* blob = nullptr;
    check(git_blob_lookup(&blob, repository, &id));
    blobs.emplace_back(static_cast<const char*>(git_blob_rawcontent(blob)),
                       static_cast<std::size_t>(git_blob_rawsize(blob)));
    git_blob_free(blob);
  }
  git_object_free(tree);
  git_repository_free(repository);
  return blobs;
}

/// Looks at every event and keeps none.
class Nothing : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& /*mark*/, YAML::anchor_t /*anchor*/) override {}
  void OnAlias(const YAML::Mark& /*mark*/, YAML::anchor_t /*anchor*/) override {}
  void OnScalar(const YAML::Mark& /*mark*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                const std::string& value) override {
    bytes_ += value.size();
  }
  void OnSequenceStart(const YAML::Mark& /*mark*/, const std::string& /*tag*/,
                       YAML::anchor_t /*anchor*/, YAML::EmitterStyle::value /*style*/) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark& /*mark*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                  YAML::EmitterStyle::value /*style*/) override {}
  void OnMapEnd() override {}

  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  std::size_t bytes_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: bench_libraries REPOSITORY REF\n";
    return 2;
  }
  git_libgit2_init();
  const double start = cpu_seconds();
  const std::vector<std::string> blobs = read_blobs(argv[1], argv[2]);
  const double read = cpu_seconds();
  Nothing handler;
  for (const std::string& blob : blobs) {
    std::istringstream stream(blob);
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(handler)) {
    }
  }
  const double parsed = cpu_seconds();
  std::cout << "libgit2 " << read - start << "\nyaml-cpp " << parsed - read << '\n';
  git_libgit2_shutdown();
  return handler.bytes() > 0 ? 0 : 1;
}
