#include "reports/explain.hpp"

#include <algorithm>
#include <tuple>

#include "canonical-schema/codec/fields_json.hpp"
#include "canonical-schema/codec/yaml_scalar.hpp"
#include "canonical-schema/field_catalogue.hpp"
#include "canonical-schema/leaf_text.hpp"
#include "reconcile/effective.hpp"
#include "reconcile/sides.hpp"
#include "reports/finding_text.hpp"
#include "reports/redact.hpp"
#include "reports/remedy.hpp"
#include "reports/report_view.hpp"
#include "reports/rules.hpp"

namespace plumbline::reports {
namespace {

using reconcile::Cause;
using reconcile::Finding;
using reconcile::Side;

constexpr std::size_t indent = 2;

std::string who(const Finding& finding) {
  return finding.workflow ? to_string(*finding.workflow) : finding.place.native_id;
}

void put_pairs(Page& page, const std::vector<std::pair<std::string, std::string>>& pairs) {
  std::vector<Row> rows;
  for (const auto& [label, text] : pairs) {
    if (!text.empty()) rows.push_back({{label, Ink::dim}, {text, Ink::plain}});
  }
  page.table(indent, rows);
}

void put_what(Page& page, const Finding& finding) {
  page.paragraph(std::size_t{0}, {finding.message, Ink::bold});
  if (!finding.effect.empty()) {
    page.paragraph(Span{std::string(symbol(Symbol::arrow, page.style())) + " ", Ink::bold},
                   {finding.effect, Ink::plain});
  }
}

std::string origin_text(const Side& side) {
  if (side.git) {
    auto text = where_text(*side.git);
    if (side.git->column > 0) text += ":" + std::to_string(side.git->column);
    if (!side.git->commit.empty()) text += " at commit " + side.git->commit.substr(0, 12);
    return side.git->repo.empty() ? text : text + " of " + side.git->repo;
  }
  if (side.live) {
    return side.live->platform + ", " + where_text(*side.live) + ", read " +
           minute_text(side.live->read_at);
  }
  return {};
}

std::string state_text(const Side& side) {
  std::string text = name(side.state);
  if (side.default_filled) text += ", filled by the platform's default";
  if (side.inferred) text += ", inferred from the truth file's history";
  if (!side.reason.empty()) text += ": " + side.reason;
  return text;
}

/// A value that speaks for itself, or a place where there is none to have a state.
bool tells_no_state(const Side& side) {
  return (side.state == Presence::value && !side.inferred) || (!side.git && !side.live);
}

void put_side(Page& page, const char* label, const Side& side) {
  const auto value = value_text(side);
  if (value.empty() && !side.git && !side.live) return;
  put_pairs(page, {{label, value},
                   {"  read at", origin_text(side)},
                   {"  state", tells_no_state(side) ? "" : state_text(side)},
                   {"  JSON", side.value}});
}

/// What may differ here by design, and often tells why something else does.
void put_local(Page& page, const std::map<std::string, std::string>& local) {
  if (local.empty()) return;
  page.heading({"LOCAL TO THIS PLACE", Ink::plain});
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const auto& [path, value] : local) pairs.emplace_back(path, redacted_setting(path, value));
  put_pairs(page, pairs);
}

void put_values(Page& page, const Finding& finding, const ExplainInput& input) {
  page.heading({"VALUES", Ink::plain});
  put_side(page, "truth", finding.truth);
  put_side(page, "live", finding.live);
  if (finding.base) put_side(page, "base", *finding.base);
  if (!finding.leaves.empty()) {
    page.blank();
    std::vector<Row> rows{{{"differs in", Ink::dim}, {"truth", Ink::dim}, {"live", Ink::dim}}};
    for (const auto& leaf : finding.leaves) {
      rows.push_back({{leaf.leaf, Ink::plain}, {leaf.truth, Ink::green}, {leaf.live, Ink::yellow}});
    }
    page.table(indent, rows);
  }
  if (input.native.empty() && input.diagnostics.empty()) return;
  page.heading({"HOW LIVE WAS READ", Ink::plain});
  if (!input.native.empty()) {
    put_pairs(page, {{"native", redacted(input.native)}, {"means", value_text(finding.live)}});
  }
  for (const auto& diagnostic : input.diagnostics) {
    page.paragraph(
        indent,
        {diagnostic.at + " " + diagnostic.code + ": " + redacted(diagnostic.message), Ink::dim});
  }
}

std::string tier_text(const Finding& finding) {
  switch (finding.tier) {
    case Tier::critical:
      return "tier critical raises it one step";
    case Tier::low:
      return "tier low lowers it one step";
    case Tier::normal:
    case Tier::important:
      break;
  }
  return std::string("tier ") + name(finding.tier) + " leaves it as it is";
}

std::string cause_meaning(const Finding& finding) {
  if (finding.cause == Cause::unbased && finding.field == FieldId::local) {
    return "no base is kept of local values; truth states it for this place, and the platform has "
           "another value";
  }
  if (finding.rule == reconcile::partly_ineffective) {
    return "the job runs, and a part of what is written for it does nothing";
  }
  return std::string(meaning(finding.cause));
}

void put_verdict(Page& page, const Finding& finding, const ExplainInput& input) {
  page.heading({"VERDICT", Ink::plain});
  const bool stated = finding.field == FieldId::local;
  const auto own = stated          ? Severity::medium
                   : finding.field ? spec(*finding.field).severity
                                   : severity_of(finding.cause);
  std::string severity = std::string(name(finding.severity)) + "; the rule's own is " + name(own) +
                         (stated ? " where truth states it, " : ", ") + tier_text(finding);
  if (finding.declared_off && finding.cause == Cause::missing) {
    severity += "; low, since truth has it off";
  }
  if (!input.policy.empty()) severity += "; policy: " + input.policy;
  const auto* const row = rule(finding.rule);
  put_pairs(page, {{"cause", std::string(cause_word(finding)) + ": " + cause_meaning(finding)},
                   {"rule", row == nullptr ? finding.rule
                                           : finding.rule + " " + std::string(row->title) + ". " +
                                                 std::string(row->meaning)},
                   {"severity", severity},
                   {"tolerance",
                    input.tolerance.empty() ? "none: values must be equal" : input.tolerance},
                   {"mode", name(finding.mode)},
                   {"environment", finding.environment},
                   {"relation", finding.runs ? finding.runs->relation : ""}});
  for (const auto& note : finding.notes) page.paragraph(indent, {"note: " + note, Ink::dim});
}

/// A value that the store keeps as canonical JSON, for people.
std::string remembered(const std::string& field, const std::string& json) {
  if (json.empty()) return "nothing";
  const auto clean = redacted_json(json);
  const auto id = field_named(field);
  if (!id) {
    return codec::parse_fields_json(clean)
        .transform([](const LiveFields& fields) { return reconcile::job_text(fields); })
        .value_or(clean);
  }
  return codec::parse_field_json(*id, clean)
      .transform([&](const LiveFields& fields) {
        return plumbline::text(*id, reconcile::as_stated(fields));
      })
      .value_or(clean);
}

void put_history(Page& page, const Finding& finding, const ExplainInput& input) {
  page.heading({"HISTORY", Ink::plain});
  std::vector<Row> rows;
  const auto add = [&](Instant at, std::string text) {
    rows.push_back({{minute_text(at), Ink::dim}, {std::move(text), Ink::plain}});
  };
  for (const auto& incident : input.incidents) {
    auto text = "open from here until " +
                (incident.closed_at ? minute_text(*incident.closed_at) : std::string("now"));
    if (!incident.how_closed.empty()) text += ", ended: " + incident.how_closed;
    add(incident.first_seen, std::move(text));
  }
  for (const auto& change : input.changes) {
    const bool is_local = change.field.starts_with(reconcile::local_change_prefix);
    auto text =
        (is_local ? "local change: " + change.field.substr(reconcile::local_change_prefix.size())
                  : std::string("live changed")) +
        " from " + remembered(change.field, change.from) + " to " +
        remembered(change.field, change.to);
    if (change.after) text += "; the audit of " + minute_text(*change.after) + " saw the old value";
    if (change.changed_at) text += "; the platform says " + minute_text(*change.changed_at);
    add(change.seen_at, std::move(text));
  }
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return std::tie(a[0].text, a[1].text) < std::tie(b[0].text, b[1].text);
  });
  rows.push_back({{minute_text(finding.first_seen), Ink::dim},
                  {std::string("first seen (now ") + name(finding.status) + ")", Ink::plain}});
  page.table(indent, rows);
  if (finding.attribution) {
    put_pairs(page, {{"changed by", finding.attribution->who + ", " + finding.attribution->how},
                     {"known from", finding.attribution->source + " (" +
                                        finding.attribution->confidence + " confidence)"}});
  }
}

std::string truth_place(const Finding& finding) {
  return finding.truth.git ? where_text(*finding.truth.git) : "the truth file";
}

/// The name that a marker would have to say for `id` to be found again.
std::string marker_for(const std::string& id) {
  return "# plumbline: id=" + id.substr(id.find('#') + 1);
}

bool same_source(const std::string& id, const std::string& other) {
  const auto mark = id.find('#');
  return mark != std::string::npos && id.compare(0, mark + 1, other, 0, mark + 1) == 0;
}

std::string look_at_both(const Finding& finding) {
  const auto& like = *finding.looks_like;
  return "Look at both: this may be " + like.id + " (" + like.why + "); plumbline explain " +
         like.key;
}

/// How truth and live find each other again: `gone` is declared, `there` runs.
std::string pair_again(const Finding& finding, const std::string& gone, const std::string& there) {
  const auto declare = "write `id: " + there + "` at the place in truth, and commit";
  if (!same_source(gone, there)) return "If they are one job: " + declare;
  return "If they are one job: put `" + marker_for(gone) + "` right above its line on " +
         finding.place.platform + ", so that no edit changes its id again; or " + declare;
}

std::vector<std::string> moves_of_missing(const Finding& finding, const ExplainInput& input) {
  const auto remove = "Remove the place from " + truth_place(finding) + ", and commit";
  const auto create = "reate it on " + finding.place.platform + " as " + finding.place.native_id +
                      (input.restore.empty() ? "" : ", with the lines below");
  if (finding.looks_like) {
    return {look_at_both(finding),
            pair_again(finding, finding.place.native_id, finding.looks_like->id),
            "If they are two jobs: c" + create + ", or remove the place from " +
                truth_place(finding) + ", and commit"};
  }
  if (!finding.hidden_by.empty()) {
    return {"Repair the line on " + finding.place.platform + " that cannot be read, " +
                finding.hidden_by + "; it may be this job. Then audit again",
            "If that line is another job: c" + create, remove};
  }
  return {"C" + create, remove};
}

std::vector<std::string> moves_of_unmanaged(const Finding& finding, const std::string& place,
                                            const ExplainInput& input) {
  // Into the folder of truth: elsewhere, what is declared already would be written once more.
  const auto folder =
      input.truth_folder.empty() ? std::string("FOLDER-OF-TRUTH") : shell_word(input.truth_folder);
  const auto import =
      "mport it into the folder of truth, where what is declared is skipped: "
      "plumbline import --platform " +
      finding.place.platform + " --team TEAM --out " + folder;
  if (finding.looks_like) {
    return {look_at_both(finding),
            pair_again(finding, finding.looks_like->id, finding.place.native_id),
            "If they are two jobs: i" + import + "; or remove it: " + place};
  }
  return {"I" + import, "Remove it: " + place};
}

std::string capital(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') {
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  }
  return text;
}

std::vector<std::string> moves_of_ineffective(const Finding& finding, const ExplainInput& input) {
  const auto to_edit = place_to_edit(finding, input.kind);
  if (finding.rule == reconcile::partly_ineffective) {
    return {"Take out what does nothing, or write it so that the platform acts on it: " + to_edit};
  }
  const auto count = "Make it count: " + remedy(finding, input.kind);
  if (finding.looks_like) return {look_at_both(finding), count};
  if (finding.workflow) return {count};
  // Nobody misses a copy that no truth declares.
  const auto file = input.kind == "cron" ? cron_file(finding.place.native_id) : std::string();
  return {"If it is a leftover: remove it" +
              (file.empty() ? std::string() : ", " + file + " on " + finding.place.platform),
          "If it is meant to run: " + remedy(finding, input.kind)};
}

std::vector<std::string> moves_of_overlap(const Finding& finding, const std::string& to_edit) {
  if (finding.claimed_twice) {
    std::vector<std::string> list{
        "Give each line an id of its own: " + to_edit,
        "See whether a marker lost its line: it speaks of the line right below it, whatever that "
        "is by now. " +
            capital(finding.live.text)};
    if (finding.looks_like) list.insert(list.begin(), look_at_both(finding));
    return list;
  }
  return {"Retire one: " + to_edit,
          "Make one place `role: standby`, or state `active_active: true` if it is meant"};
}

/// The ways out that this version has: everything goes through Git or the platform's own tools.
std::vector<std::string> moves(const Finding& finding, const ExplainInput& input) {
  const auto to_truth = place_to_edit(finding, input.kind);
  const auto field = finding.field ? std::string(name(*finding.field)) : std::string();
  const auto adopt =
      "Adopt: change `" + field + "` at " + truth_place(finding) + " to what live says, and commit";
  const auto keep_local = "Let it differ: write `" + field + ": any` in " + truth_place(finding) +
                          "; it is shown and counted from then on, never a finding";
  switch (finding.cause) {
    case Cause::drifted:
    case Cause::conflict:
    case Cause::unbased:
      return {"Revert: " + to_truth + ", so that " + field + " is " + value_text(finding.truth),
              adopt, keep_local};
    case Cause::pending:
      return {"Roll out: " + to_truth + ", so that " + field + " is " + value_text(finding.truth),
              "Take it back: revert the commit in Git", keep_local};
    case Cause::missing:
      return moves_of_missing(finding, input);
    case Cause::unmanaged:
      return moves_of_unmanaged(finding, to_truth, input);
    case Cause::ineffective:
      return moves_of_ineffective(finding, input);
    case Cause::inexpressible:
      return {"Drop `" + field + "` at " + truth_place(finding),
              "Accept the gap: write `accept_inexpressible: [" + field + "]` at the place"};
    case Cause::overlap:
      return moves_of_overlap(finding, to_truth);
    case Cause::invalid:
      return {capital(finding.next_step)};
    case Cause::waiver_expired:
    case Cause::waiver_expiring:
      return {"Settle the difference that the waiver covered",
              "Renew the waiver at " + truth_place(finding)};
    case Cause::unread:
      return {"Make it readable, then run: plumbline audit --platform " + finding.place.platform};
  }
  return {};
}

/// Without a workflow the waiver that is shown would select everything on the platform.
bool may_be_waived(const Finding& finding) {
  const auto cause = finding.cause;
  return finding.workflow && cause != Cause::invalid && cause != Cause::unread &&
         cause != Cause::waiver_expired && cause != Cause::waiver_expiring;
}

void put_restore(Page& page, const ExplainInput& input) {
  if (input.restore.empty()) return;
  page.blank();
  bool secret = false;
  for (const auto& line : input.restore) {
    const auto shown = redacted(line);
    secret = secret || shown.find(redaction_mark) != std::string::npos;
    page.verbatim(5, {shown, Ink::cyan});
  }
  if (secret) page.paragraph(5, {"A secret is left out: put it back by hand.", Ink::yellow});
  if (!input.restore_note.empty()) page.paragraph(5, {input.restore_note, Ink::dim});
  page.blank();
}

void put_same_change(Page& page, const ExplainInput& input) {
  if (input.same_change.empty()) return;
  constexpr std::size_t most = 100;
  page.heading({"THE SAME CHANGE ELSEWHERE", Ink::plain});
  const auto shown = std::min(input.same_change.size(), most);
  std::vector<Row> rows;
  rows.reserve(shown);
  for (std::size_t i = 0; i < shown; ++i) rows.push_back(place_row(input.same_change[i]));
  put_rows(page, rows);
  if (shown == input.same_change.size()) return;
  page.paragraph(indent, {"and " + counted(input.same_change.size() - shown, "more", "more") +
                              ": --json lists them",
                          Ink::dim});
}

void put_moves(Page& page, const Finding& finding, const ExplainInput& input) {
  page.heading({"WHAT TO DO", Ink::plain});
  const auto list = moves(finding, input);
  for (std::size_t i = 0; i < list.size(); ++i) {
    page.paragraph(Span{"  " + std::to_string(i + 1) + ". ", Ink::bold}, {list[i], Ink::plain});
  }
  put_restore(page, input);
  if (!finding.waiver && may_be_waived(finding)) {
    page.paragraph(
        Span{"  " + std::to_string(list.size() + 1) + ". ", Ink::bold},
        {"Waive it for a time: commit this as a *.yaml file beside the truth files", Ink::plain});
    page.blank();
    const auto yaml = waiver_yaml(finding);
    for (std::size_t begin = 0; begin < yaml.size();) {
      const auto end = yaml.find('\n', begin);
      page.verbatim(5, {yaml.substr(begin, end - begin), Ink::cyan});
      begin = end + 1;
    }
  }
  page.blank();
  put_pairs(page, {{"owner", finding.owner.business},
                   {"technical", finding.owner.technical},
                   {"runbook", finding.owner.support},
                   {"promise", finding.sla}});
}

}  // namespace

std::string waiver_yaml(const Finding& finding) {
  const auto until = finding.last_seen + std::chrono::days(30);
  std::string text = "plumbline: v1\nkind: waiver\nselect:\n";
  const auto add = [&](std::string_view key, std::string_view value) {
    if (value.empty()) return;
    text.append("  ").append(key).append(": ").append(codec::yaml_scalar(value)).append("\n");
  };
  add("workflow", finding.workflow ? to_string(*finding.workflow) : "");
  add("platform", finding.place.platform);
  add("field", finding.field ? name(*finding.field) : std::string_view());
  text += "owner: you@example.com\nreason: Why this may differ, and where that is written\n";
  const auto instant = to_rfc3339(until);
  return text + "expires: " + instant.substr(0, instant.find('T')) + "\n";
}

std::string explain(const Finding& finding, const ExplainInput& input, const TextOptions& options) {
  Page page(options.style);
  put_what(page, finding);
  page.flow(
      0, {{who(finding), Ink::dim}, {to_string(finding.place), Ink::dim}, {finding.key, Ink::dim}},
      " ");
  put_values(page, finding, input);
  put_local(page, input.local);
  if (finding.runs) {
    page.heading({"RUNS", Ink::plain});
    put_sides(page, finding, options);
  }
  put_verdict(page, finding, input);
  if (finding.waiver) {
    page.heading({"WAIVER", Ink::plain});
    put_pairs(page, {{"until", minute_text(finding.waiver->expires)},
                     {"owner", finding.waiver->owner},
                     {"reason", finding.waiver->reason},
                     {"written at", where_text(finding.waiver->source)}});
  }
  put_history(page, finding, input);
  put_same_change(page, input);
  put_moves(page, finding, input);
  return page.take();
}

}  // namespace plumbline::reports
