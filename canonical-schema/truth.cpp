#include "canonical-schema/truth.hpp"

namespace plumbline {

GitSource DeclaredWorkflow::source(const Spot& at) const {
  const Spot& found = at.file >= 0 && static_cast<std::size_t>(at.file) < files.size() ? at : spot;
  const auto index = found.file >= 0 ? static_cast<std::size_t>(found.file) : 0;
  return GitSource{repo, commit, index < files.size() ? files[index] : std::string(), found.line,
                   found.column};
}

}  // namespace plumbline
