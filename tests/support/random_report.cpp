#include "tests/support/random_report.hpp"

namespace plumbline::test {

std::vector<std::string> hostile_pieces() {
  return {"a",
          "daily-orders",
          " ",
          "  ",
          "\n",
          "\r",
          "\t",
          "\x1b[31m",
          "\x1b]0;title\x07",
          std::string(1, '\0'),
          "\x7f",
          "\xC2\x9B",
          "\xff",
          "\xC3",
          "\xE2\x82",
          "\xED\xA0\x80",
          "\xE2\x80\xAE",
          "\xE2\x81\xA6",
          "\xEF\xBB\xBF",
          "\xE2\x80\xA8",
          "é",
          "日本語",
          "e\xCC\x81",
          "👩‍💻",
          "\"",
          "\\",
          "</script>",
          "]]>",
          "::error::",
          "`",
          "{\"a\":",
          "$(x)",
          "://u:p@h",
          "--password=x",
          "%",
          "/usr/bin/x"};
}

}  // namespace plumbline::test
