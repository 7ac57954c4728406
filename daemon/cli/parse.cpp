#include <algorithm>
#include <iterator>

#include <CLI/CLI.hpp>

#include "canonical-schema/nearest.hpp"
#include "daemon/cli/arguments.hpp"

// The only file that knows CLI11. Rows of the command table go in, Arguments come out.

namespace plumbline::daemon {
namespace {

std::vector<std::string> texts(const std::vector<std::string_view>& views) {
  return {views.begin(), views.end()};
}

/// One subcommand as CLI11 fills it.
struct Bound {
  CLI::App* app = nullptr;
  std::map<std::string, std::vector<std::string>, std::less<>> values;
  std::map<std::string, bool, std::less<>> switches;
  std::map<std::string, std::vector<std::string>, std::less<>> positionals;
};

std::string spelling(const OptionSpec& option) {
  std::string text(option.name);
  if (option.letter != 0) text = std::string("-") + option.letter + "," + text;
  return text;
}

void add_option(Bound& bound, const OptionSpec& option) {
  if (option.name == "--help") return;  // CLI11's own flag is replaced for all at once
  const std::string name(option.name);
  if (option.value.empty()) {
    // `--no-store=false` would read like the opposite of what it did.
    bound.app->add_flag(spelling(option), bound.switches[name], std::string(option.help))
        ->disable_flag_override();
    return;
  }
  auto* added =
      bound.app->add_option(spelling(option), bound.values[name], std::string(option.help));
  added->expected(1);
  added->allow_extra_args(false);  // or `--kind cron FILE` would take the file too
  added->multi_option_policy(option.repeats ? CLI::MultiOptionPolicy::TakeAll
                                            : CLI::MultiOptionPolicy::Throw);
  if (!option.choices.empty()) added->check(CLI::IsMember(texts(option.choices)));
}

void add_positional(Bound& bound, const PositionalSpec& positional) {
  auto* added = bound.app->add_option(std::string(positional.name),
                                      bound.positionals[std::string(positional.name)],
                                      std::string(positional.help));
  added->required(positional.required);
  // Also of one that may be missing: CLI11 gives a positional of 0 words nothing, or those of the
  // next one too.
  added->expected(1, positional.repeats ? 1'000'000 : 1);
  added->allow_extra_args(positional.repeats);
  if (!positional.choices.empty()) added->check(CLI::IsMember(texts(positional.choices)));
}

void bind(CLI::App& program, const CommandSpec& row, Bound& bound) {
  // CLI11 knows no command of two words; nothing prints this name.
  bound.app = program.add_subcommand(page_name(row), std::string(row.summary));
  bound.app->set_help_flag("-h,--help");
  for (const auto& option : row.options) add_option(bound, option);
  for (const auto& option : common_options()) add_option(bound, option);
  for (const auto& positional : row.positionals) add_positional(bound, positional);
}

Arguments arguments_of(const CommandSpec& row, const Bound& bound) {
  Arguments arguments;
  arguments.command = &row;
  for (const auto& [name, values] : bound.values) {
    if (!values.empty()) arguments.options[name] = values;
  }
  for (const auto& [name, given] : bound.switches) {
    if (given) arguments.options[name] = {};
  }
  arguments.positionals = bound.positionals;
  return arguments;
}

/// What a subcommand knows, for "did you mean".
std::vector<std::string_view> known_options(const CommandSpec& row) {
  std::vector<std::string_view> known;
  known.reserve(row.options.size() + common_options().size());
  for (const auto& option : row.options) known.push_back(option.name);
  for (const auto& option : common_options()) known.push_back(option.name);
  return known;
}

/// For a word that is no command.
std::string hint_for_command(const std::string& word) {
  std::vector<std::string_view> names;
  for (const auto& command : commands()) {
    if (!is_in_group(command)) names.push_back(command.name);
  }
  if (const auto near = nearest(word, names)) {
    return "did you mean `plumbline " + std::string(*near) + "`?";
  }
  for (const auto& command : commands()) {
    if (own_word(command) == word)
      return "did you mean `plumbline " + std::string(command.name) + "`?";
  }
  return "`plumbline --help` lists the commands";
}

/// For a word that is no command of its group.
std::string hint_for_member(const CommandSpec& group, const std::string& word) {
  std::vector<std::string_view> names;
  for (const auto* member : commands_of(group)) names.push_back(own_word(*member));
  if (const auto near = nearest(word, names)) {
    return "did you mean `plumbline " + std::string(group.name) + " " + std::string(*near) + "`?";
  }
  return "`plumbline " + std::string(group.name) + " --help` lists its commands";
}

/// A schedule without quotes comes as a word a field, and its stars as the names of files.
bool lacks_quotes(const std::vector<std::string>& words, const CommandSpec& row) {
  constexpr std::ptrdiff_t fewest = 3;
  const auto fields = std::count_if(words.begin(), words.end(), [](const std::string& word) {
    return !word.empty() && word.find_first_not_of("0123456789*/,-?") == word.npos &&
           word.front() != '-';
  });
  return row.name.starts_with("schedule ") && fields >= fewest;
}

std::string hint_for(const std::vector<std::string>& words, const CommandSpec* row) {
  if (lacks_quotes(words, *row)) {
    return "quote each schedule: plumbline " + std::string(row->name) + " '0 9 * * 1-5@UTC'";
  }
  for (const auto& word : words) {
    const auto bare = word.substr(0, word.find('='));
    const auto known = known_options(*row);
    if (bare.rfind("--", 0) != 0 || std::find(known.begin(), known.end(), bare) != known.end()) {
      continue;
    }
    if (const auto near = nearest(bare, known)) return "did you mean " + std::string(*near) + "?";
  }
  return "`plumbline " + std::string(row->name) + " --help` shows how it is used";
}

/// The switch that was given a value, as in `--quiet=yes`.
std::optional<std::string> switch_with_value(const std::vector<std::string>& words,
                                             const CommandSpec& row) {
  const auto is_switch = [](const auto& options, std::string_view name) {
    return std::any_of(options.begin(), options.end(), [&](const OptionSpec& option) {
      return option.name == name && option.value.empty();
    });
  };
  for (const auto& word : words) {
    auto name = word.substr(0, word.find('='));
    if (name.size() == word.size()) continue;
    if (is_switch(row.options, name) || is_switch(common_options(), name)) return name;
  }
  return std::nullopt;
}

/// The option that was given nothing, as in `--from=`: CLI11 would take the next word for it.
std::optional<std::string> option_without_value(const std::vector<std::string>& words,
                                                const CommandSpec& row) {
  const auto takes_value = [](const auto& options, std::string_view name) {
    return std::any_of(options.begin(), options.end(), [&](const OptionSpec& option) {
      return option.name == name && !option.value.empty();
    });
  };
  for (const auto& word : words) {
    if (word == "--") break;
    if (word.size() < 2 || word.find('=') != word.size() - 1) continue;
    auto name = word.substr(0, word.size() - 1);
    if (takes_value(row.options, name) || takes_value(common_options(), name)) return name;
  }
  return std::nullopt;
}

std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

/// Help or the version, where that is asked for without a command.
std::optional<Arguments> asked_in_general(const std::vector<std::string>& words) {
  Arguments asked;
  if (words.empty() || words.front() == "--help" || words.front() == "-h" ||
      words.front() == "help") {
    asked.help = true;
    if (words.size() > 1 && words.front() == "help") asked.command = command_named(words[1]);
    if (words.size() > 2 && asked.command != nullptr) {
      const auto* member = command_named(words[1] + " " + words[2]);
      if (member != nullptr) asked.command = member;
    }
    return asked;
  }
  if (words.front() != "--version") return std::nullopt;
  asked.version = true;
  return asked;
}

/// The row that the first words name, and how many of them do.
struct Named {
  const CommandSpec* row = nullptr;
  std::size_t words = 0;
};

Result<Named> named_by(const std::vector<std::string>& words) {
  const CommandSpec* row = command_named(words.front());
  if (row == nullptr || is_in_group(*row)) {
    return fail(ErrorKind::invalid, "there is no command '" + words.front() + "'",
                hint_for_command(words.front()));
  }
  const bool asks_help = words.size() < 2 || words[1] == "--help" || words[1] == "-h";
  if (commands_of(*row).empty() || asks_help) return Named{row, 1};
  const CommandSpec* member = command_named(words[0] + " " + words[1]);
  if (member != nullptr) return Named{member, 2};
  return fail(ErrorKind::invalid, "there is no command '" + words[0] + " " + words[1] + "'",
              hint_for_member(*row, words[1]));
}

Arguments help_for(const CommandSpec& row) {
  Arguments help;
  help.help = true;
  help.command = &row;
  return help;
}

}  // namespace

std::optional<std::string> Arguments::value(std::string_view option) const {
  const auto found = options.find(option);
  if (found == options.end() || found->second.empty()) return std::nullopt;
  return found->second.back();
}

std::vector<std::string> Arguments::values(std::string_view option) const {
  const auto found = options.find(option);
  return found == options.end() ? std::vector<std::string>{} : found->second;
}

std::vector<std::string> Arguments::positional(std::string_view name) const {
  const auto found = positionals.find(name);
  return found == positionals.end() ? std::vector<std::string>{} : found->second;
}

Result<Arguments> parse_arguments(const std::vector<std::string>& words) {
  if (auto asked = asked_in_general(words)) return *std::move(asked);
  const auto named = named_by(words);
  if (!named) return fail(named.error());
  const CommandSpec* row = named->row;
  if (!commands_of(*row).empty()) return help_for(*row);
  if (const auto name = option_without_value(words, *row)) {
    return fail(ErrorKind::invalid, *name + " is empty", hint_for(words, row));
  }
  CLI::App program;
  Bound bound;
  bind(program, *row, bound);
  try {
    // CLI11 reads from the back.
    const auto own = words.begin() + static_cast<std::ptrdiff_t>(named->words);
    std::vector<std::string> reversed(words.rbegin(), std::make_reverse_iterator(own));
    reversed.push_back(page_name(*row));
    program.parse(std::move(reversed));
  } catch (const CLI::CallForHelp&) {
    return help_for(*row);
  } catch (const CLI::ArgumentMismatch& error) {
    const auto name = switch_with_value(words, *row);
    return fail(ErrorKind::invalid, name ? *name + " takes no value" : one_line(error.what()),
                name ? "write " + *name + ", or leave it out" : hint_for(words, row));
  } catch (const CLI::ParseError& error) {
    return fail(ErrorKind::invalid, one_line(error.what()), hint_for(words, row));
  }
  auto arguments = arguments_of(*row, bound);
  for (const auto& [name, values] : arguments.options) {
    // A variable that is not set would pass for an option that was not given.
    if (std::find(values.begin(), values.end(), "") == values.end()) continue;
    return fail(ErrorKind::invalid, name + " is empty", hint_for(words, row));
  }
  return arguments;
}

}  // namespace plumbline::daemon
