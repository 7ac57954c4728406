#include "daemon/schedules/usual_names.hpp"

#include <algorithm>
#include <array>

#include "canonical-schema/nearest.hpp"

namespace plumbline::daemon {
namespace {

/// What people call an engine that the dialects have under another name. Places that run plain
/// cron fields and have no dialect of their own take what is portable.
struct UsualName {
  std::string_view called;
  std::string_view dialect;
};
constexpr std::array usual_names{
    UsualName{"argo-workflows", "argo"},
    UsualName{"argocd", "argo"},
    UsualName{"aws", "aws-scheduler"},
    UsualName{"cloud-scheduler", "portable"},
    UsualName{"cloudwatch", "aws-rule"},
    UsualName{"cloudwatch-events", "aws-rule"},
    UsualName{"composer", "airflow"},
    UsualName{"cron", "debian-cron"},
    UsualName{"crond", "cronie"},
    UsualName{"cronjob", "k8s-cronjob"},
    UsualName{"cronjobs", "k8s-cronjob"},
    UsualName{"crontab", "debian-cron"},
    UsualName{"cronworkflow", "argo"},
    UsualName{"debian", "debian-cron"},
    UsualName{"eventbridge", "aws-scheduler"},
    UsualName{"eventbridge-rule", "aws-rule"},
    UsualName{"eventbridge-scheduler", "aws-scheduler"},
    UsualName{"fedora", "cronie"},
    UsualName{"gcp", "portable"},
    UsualName{"github", "portable"},
    UsualName{"github-actions", "portable"},
    UsualName{"gitlab", "portable"},
    UsualName{"go", "robfig"},
    UsualName{"golang", "robfig"},
    UsualName{"k8s", "k8s-cronjob"},
    UsualName{"kube", "k8s-cronjob"},
    UsualName{"kubernetes", "k8s-cronjob"},
    UsualName{"linux", "debian-cron"},
    UsualName{"mwaa", "airflow"},
    UsualName{"oncalendar", "systemd"},
    UsualName{"openshift", "k8s-cronjob"},
    UsualName{"python", "croniter"},
    UsualName{"redhat", "cronie"},
    UsualName{"rhel", "cronie"},
    UsualName{"robfig-cron", "robfig"},
    UsualName{"spring-boot", "spring"},
    UsualName{"systemd-timer", "systemd"},
    UsualName{"timer", "systemd"},
    UsualName{"ubuntu", "debian-cron"},
    UsualName{"unix", "debian-cron"},
    UsualName{"vixie", "debian-cron"},
    UsualName{"vixie-cron", "debian-cron"},
};

/// As the names above are written.
std::string plain(std::string_view name) {
  std::string text(name);
  std::ranges::transform(text, text.begin(), [](char c) {
    if (c == '_' || c == ' ') return '-';
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

}  // namespace

std::optional<std::string> meant_dialect(std::string_view name,
                                         const std::vector<std::string>& known) {
  const auto family = plain(name.substr(0, name.find_first_of("@:<>=")));
  const auto usual = std::ranges::find(usual_names, family, &UsualName::called);
  if (usual != usual_names.end() && std::ranges::find(known, usual->dialect) != known.end()) {
    return std::string(usual->dialect);
  }
  const std::vector<std::string_view> views(known.begin(), known.end());
  const auto near = nearest(family, views);
  return near ? std::optional<std::string>(*near) : std::nullopt;
}

}  // namespace plumbline::daemon
