#include "daemon/commands/estate.hpp"

#include "daemon/commands/live.hpp"

namespace plumbline::daemon {

Result<std::unique_ptr<LiveEstate>> read_estate(const Session& session, Shell& shell,
                                                reconcile::AuditScope scope) {
  auto estate = std::make_unique<LiveEstate>();
  TruthReader reader(shell.config(), shell.cache(), shell.runner(), shell.zones(), session.stop);
  auto pinned = reader.pin();
  if (!pinned) return fail(pinned.error());
  estate->pinned = std::move(*pinned);
  estate->truth = reader.read(estate->pinned);
  if (const auto ref = session.arguments.value("--base-ref")) {
    auto base = reader.read_at(*ref);
    if (!base) return fail(base.error(), "while reading truth at " + *ref);
    estate->base_truth = std::move(*base);
    estate->has_base_truth = true;
  }
  if (!session.arguments.has("--no-store")) {
    auto store = shell.open_store();
    if (!store) return fail(store.error());
    estate->store = std::move(*store);
    auto memory = estate->store->load();
    if (!memory) return fail(memory.error());
    estate->memory = std::move(*memory);
  }
  estate->platforms = read_platforms(session, shell, scope.platforms);
  estate->input.emplace(reconcile::AuditInput{
      shell.config().estate, estate->truth, estate->has_base_truth ? &estate->base_truth : nullptr,
      estate->platforms, estate->memory, estate->pinned.policy, shell.zones(), std::move(scope),
      Severity::low, present(session)});
  estate->compared = reconcile::compare(*estate->input);
  estate->answers = reader.answer(reconcile::questions(estate->compared));
  return estate;
}

}  // namespace plumbline::daemon
