#pragma once

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace plumbline::test {

/// The code blocks of one language in a file of docs/, in order, so that what the documents show
/// is what the program reads.
inline std::vector<std::string> doc_examples(const std::string& file, const std::string& language) {
  std::ifstream document(std::filesystem::path(PLUMBLINE_SOURCE_DIR) / "docs" / file);
  if (!document) throw std::runtime_error("no docs/" + file);
  std::vector<std::string> examples;
  bool is_inside = false;
  for (std::string line; std::getline(document, line);) {
    if (!is_inside && line == "```" + language) {
      is_inside = true;
      examples.emplace_back();
    } else if (line == "```") {
      is_inside = false;
    } else if (is_inside) {
      examples.back() += line + "\n";
    }
  }
  return examples;
}

}  // namespace plumbline::test
