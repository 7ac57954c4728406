#include <filesystem>

#include "canonical-schema/codec/json_schema.hpp"
#include "daemon/commands/commands.hpp"
#include "daemon/output_file.hpp"
#include "daemon/version.hpp"
#include "reconcile/policy_schema.hpp"
#include "reconcile/verdict.hpp"

// Commands that read nothing but their arguments.

namespace plumbline::daemon {
namespace {

int print(const Session& session, std::string_view text) {
  const auto done = session.console.print(text);
  return done ? reconcile::exit_code::agree : give_up(session, done.error());
}

std::string first(const std::vector<std::string>& values, const std::string& fallback) {
  return values.empty() ? fallback : values.front();
}

Result<void> write_pages(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  const auto write = [&](const std::string& name, const std::string& text) {
    return write_whole_file(folder / name, text);
  };
  if (auto done = write("plumbline.1", man_page(nullptr)); !done) return done;
  for (const auto& command : commands()) {
    auto done = write(page_name(command) + ".1", man_page(&command));
    if (!done) return done;
  }
  return {};
}

}  // namespace

int run_version_command(const Session& session) {
  const std::string version(version_text);
  if (session.arguments.has("--json")) {
    return print(session, "{\"name\": \"plumbline\", \"version\": \"" + version + "\"}\n");
  }
  return print(session, "plumbline " + version + "\n");
}

int run_completion_command(const Session& session) {
  return print(session, completion_script(session.arguments.positional("SHELL").front()));
}

int run_man_command(const Session& session) {
  if (const auto folder = session.arguments.value("--out")) {
    const auto done = write_pages(*folder);
    return done ? reconcile::exit_code::agree : give_up(session, done.error());
  }
  std::string wanted;
  for (const auto& word : session.arguments.positional("COMMAND")) {
    wanted += (wanted.empty() ? "" : " ") + word;
  }
  const auto* command = wanted.empty() ? nullptr : command_named(wanted);
  if (!wanted.empty() && command == nullptr) {
    return give_up(session, Error{ErrorKind::invalid,
                                  "there is no command '" + wanted + "'",
                                  "`plumbline --help` lists the commands",
                                  {},
                                  {}});
  }
  return print(session, man_page(command));
}

int run_schema_command(const Session& session) {
  const auto what = first(session.arguments.positional("WHAT"), "truth");
  if (what == "policy") return print(session, reconcile::policy_schema());
  if (what == "defaults") return print(session, codec::json_schema(codec::SchemaOf::defaults));
  if (what == "waiver") return print(session, codec::json_schema(codec::SchemaOf::waiver));
  if (what == "fields") return print(session, codec::field_catalogue_markdown());
  return print(session, codec::json_schema(codec::SchemaOf::truth));
}

}  // namespace plumbline::daemon
