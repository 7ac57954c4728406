#include "adapters/cron/cron_adapter.hpp"

#include <string_view>
#include <utility>

#include "adapters/cron/local_root.hpp"
#include "adapters/cron/ssh_host.hpp"
#include "canonical-schema/codec/digest.hpp"

namespace plumbline::adapters::cron {
namespace {

/// Puts parts together so that no two lists of parts give the same bytes.
class Joined {
 public:
  void add(std::string_view part) {
    bytes_ += std::to_string(part.size());
    bytes_ += ':';
    bytes_ += part;
  }
  void add(std::uint64_t number) { add(std::to_string(number)); }
  void add(const FileFacts& facts) {
    add(static_cast<std::uint64_t>(facts.type));
    add(facts.mode);
    add(facts.uid);
    add(facts.links);
    add(std::to_string(facts.mtime.time_since_epoch().count()));
  }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

class CronReading final : public LiveReading {
 public:
  CronReading(HostSnapshot snapshot, HostContext context, TranslateOptions options,
              const schedule::ZoneSource& zones)
      : snapshot_(std::move(snapshot)),
        context_(std::move(context)),
        options_(std::move(options)),
        zones_(zones) {
    Joined all;
    all.add(digest_of(snapshot_));
    all.add(name(context_.rules.dialect));
    all.add(context_.zone.ref.name);
    all.add(context_.zone.rules ? std::string_view(context_.zone.rules->digest)
                                : std::string_view());
    for (const auto& source : options_.sources) all.add(source);
    digest_ = codec::xxh3_128_hex(all.bytes());
  }

  [[nodiscard]] const std::string& digest() const override { return digest_; }
  [[nodiscard]] LiveListing normalise() const override {
    return translate(snapshot_, context_, options_, zones_);
  }
  [[nodiscard]] int requests() const override { return 1; }

 private:
  HostSnapshot snapshot_;
  HostContext context_;
  TranslateOptions options_;
  const schedule::ZoneSource& zones_;
  std::string digest_;
};

class CronSource final : public LiveSource {
 public:
  CronSource(std::unique_ptr<HostReader> reader, TranslateOptions options,
             const schedule::ZoneSource& zones)
      : reader_(std::move(reader)), options_(std::move(options)), zones_(zones) {}

  [[nodiscard]] Result<std::unique_ptr<LiveReading>> read(std::stop_token stop) override {
    auto snapshot = reader_->read(std::move(stop));
    if (!snapshot) return fail(snapshot.error());
    auto context = understand(*snapshot, options_, zones_);
    if (!context) return fail(context.error());
    return std::make_unique<CronReading>(std::move(*snapshot), std::move(*context), options_,
                                         zones_);
  }

 private:
  std::unique_ptr<HostReader> reader_;
  TranslateOptions options_;
  const schedule::ZoneSource& zones_;
};

}  // namespace

Result<std::unique_ptr<LiveSource>> make_cron_source(const CronSettings& settings,
                                                     CronServices services) {
  if (settings.ssh.empty()) {
    if (settings.sudo) {
      return fail(ErrorKind::invalid, "`sudo` without `ssh`",
                  "`sudo: true` is for hosts read by ssh; run Plumbline itself as root here");
    }
    return make_cron_source(std::make_unique<LocalRoot>(settings.root), settings.translate,
                            services.zones);
  }
  if (settings.root != "/") {
    return fail(ErrorKind::invalid, "`root` beside `ssh`",
                "a host read by ssh is always read from its own root; drop one of the two");
  }
  SshSettings ssh{settings.ssh,  settings.ssh_config, settings.identity_file, settings.known_hosts,
                  settings.sudo, settings.timeout,    settings.environment};
  if (auto argv = ssh_arguments(ssh); !argv) return fail(argv.error());
  return make_cron_source(std::make_unique<SshHost>(std::move(ssh), services.processes),
                          settings.translate, services.zones);
}

std::unique_ptr<LiveSource> make_cron_source(std::unique_ptr<HostReader> reader,
                                             TranslateOptions options,
                                             const schedule::ZoneSource& zones) {
  return std::make_unique<CronSource>(std::move(reader), std::move(options), zones);
}

std::string digest_of(const HostSnapshot& snapshot) {
  Joined all;
  for (const auto& path : snapshot.paths) {
    all.add(path.path);
    all.add(name(path.state));
    all.add(path.detail);
  }
  for (const auto& file : snapshot.files) {
    all.add(file.path);
    all.add(file.self);
    if (file.target) all.add(*file.target);
    all.add(file.link_text);
    all.add(name(file.state));
    all.add(file.content);
  }
  for (const auto& [user, uid] : snapshot.users.uids) {
    all.add(user);
    all.add(uid);
  }
  all.add(snapshot.users.complete ? 1U : 0U);
  all.add(snapshot.root_uid);
  all.add(snapshot.anacron_installed ? 1U : 0U);
  for (const auto& file : snapshot.package_files) all.add(file);
  return codec::xxh3_128_hex(all.bytes());
}

}  // namespace plumbline::adapters::cron
