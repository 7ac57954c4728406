#include "reports/display_text.hpp"

#include "reports/layout.hpp"
#include "tests/support/catch.hpp"

using namespace plumbline::reports;

TEST_CASE("what would steer a terminal or hide is spelled out", "[reports][display]") {
  const auto [text, shown] = GENERATE(table<std::string, std::string>({
      {"plain text, 100 %", "plain text, 100 %"},
      {"\x1b[2J", "\\x1b[2J"},
      {"a\nb\tc\rd", "a\\nb\\tc\\rd"},
      {std::string("\0", 1), "\\x00"},
      {"\x7f", "\\x7f"},
      {"\xC2\x9B"
       "31m",
       "<U+009B>31m"},
      {"user\xE2\x80\xAEtxt", "user<U+202E>txt"},
      {"\xE2\x81\xA6x\xE2\x81\xA9", "<U+2066>x<U+2069>"},
      {"zero\xE2\x80\x8Bwidth", "zero<U+200B>width"},
      {"\xEF\xBB\xBF", "<U+FEFF>"},
      {"\xF3\xA0\x81\xA1", "<U+E0061>"},
      {"\xff\xC3", "\\xff\\xc3"},
      {"\xED\xA0\x80", "\\xed\\xa0\\x80"},
      {"\xC0\xAF", "\\xc0\\xaf"},
      {"Müller 日本語", "Müller 日本語"},
  }));
  CHECK(visible(text) == shown);
}

TEST_CASE("display width counts columns, not bytes", "[reports][display]") {
  const auto [text, columns] = GENERATE(table<std::string, std::size_t>({
      {"", 0},
      {"abc", 3},
      {"é", 1},
      {"e\xCC\x81", 1},
      {"日本", 4},
      {"한글", 4},
      {"ｱ", 1},
      {"Ａ", 2},
      {"🙂", 2},
      {"✓", 1},
      {"א", 1},
  }));
  CAPTURE(text);
  CHECK(display_width(text) == columns);
}

TEST_CASE("lines break at spaces and fit, in columns", "[reports][display]") {
  CHECK(wrapped("one two three", 7) == std::vector<std::string>{"one two", "three"});
  CHECK(wrapped("abcdefgh", 3) == std::vector<std::string>{"abc", "def", "gh"});
  CHECK(wrapped("日本語 です", 6) == std::vector<std::string>{"日本語", "です"});
  CHECK(wrapped("日本語", 1) == std::vector<std::string>{"日", "本", "語"});
  CHECK(wrapped("e\xCC\x81"
                "e\xCC\x81",
                1) == std::vector<std::string>{"e\xCC\x81", "e\xCC\x81"});
  CHECK(wrapped("", 10) == std::vector<std::string>{""});
  CHECK(wrapped("   ", 10) == std::vector<std::string>{""});
  CHECK(wrapped("a  b", 10) == std::vector<std::string>{"a  b"});
}

TEST_CASE("a long text is cut and says how long it was", "[reports][display]") {
  const std::string text(1'000'000, 'x');
  CHECK(visible(text, 10) == "xxxxxxxxxx ... (1000000 bytes in all)");
  CHECK(visible("0123456789", 10) == "0123456789");
}

TEST_CASE("a table wraps its widest column first", "[reports][display]") {
  Page page({40, false, false});
  page.table(2, {{{"truth", Ink::plain},
                  {"a long value that has to wrap somewhere", Ink::plain},
                  {"file:1", Ink::plain}}});
  CHECK(page.take() ==
        "  truth  a long value that has    file:1\n"
        "         to wrap somewhere\n");
}

TEST_CASE("colour never leaves a line open or a space at its end", "[reports][display]") {
  Page page({40, true, false});
  page.table(0, {{{"on", Ink::green}, {"", Ink::plain}}, {{"x", Ink::red}, {"y", Ink::plain}}});
  CHECK(page.take() == "\x1b[32mon\x1b[0m\n\x1b[31mx\x1b[0m   y\n");
}
