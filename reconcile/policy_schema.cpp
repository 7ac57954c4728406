#include "reconcile/policy_schema.hpp"

namespace plumbline::reconcile {
namespace {

// Written out and not built: it says more than types do. A test holds its sections, selectors and
// words against the reader.
constexpr std::string_view schema = R"json({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "title": "Plumbline policy",
  "description": "How findings are judged, and what may be done about them. Every section is optional; in lists of rules the first match wins.",
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "plumbline": {"const": "v1"},
    "kind": {"const": "policy"},
    "severities": {
      "description": "How serious a finding is: a list of rules, or a mapping by field, rule or cause.",
      "oneOf": [
        {"type": "array", "items": {
          "type": "object", "additionalProperties": false, "required": ["severity"],
          "properties": {"select": {"$ref": "#/definitions/select"}, "severity": {"$ref": "#/definitions/severity"}}}},
        {"type": "object", "propertyNames": {"$ref": "#/definitions/short"}, "additionalProperties": {"$ref": "#/definitions/severity"}}
      ]
    },
    "tolerances": {
      "description": "Differences that are small enough, or young enough, not to count.",
      "oneOf": [
        {"type": "array", "items": {
          "type": "object", "additionalProperties": false,
          "anyOf": [{"required": ["amount"]}, {"required": ["percent"]}, {"required": ["grace"]}],
          "properties": {"select": {"$ref": "#/definitions/select"}, "amount": {"$ref": "#/definitions/duration"},
            "percent": {"$ref": "#/definitions/percent"}, "grace": {"$ref": "#/definitions/duration"}}}},
        {"type": "object", "propertyNames": {"$ref": "#/definitions/short"}, "additionalProperties": {
          "oneOf": [
            {"$ref": "#/definitions/duration"},
            {"type": "object", "additionalProperties": false, "minProperties": 1,
              "properties": {"amount": {"$ref": "#/definitions/duration"},
                "percent": {"$ref": "#/definitions/percent"}, "grace": {"$ref": "#/definitions/duration"}}}]}}
      ]
    },
    "modes": {
      "description": "What may be done: observe (listed only), alert, propose (the default), enforce.",
      "oneOf": [
        {"type": "array", "items": {
          "type": "object", "additionalProperties": false, "required": ["mode"],
          "properties": {"select": {"$ref": "#/definitions/select"}, "mode": {"$ref": "#/definitions/mode"}}}},
        {"type": "object", "propertyNames": {"$ref": "#/definitions/short"}, "additionalProperties": {"$ref": "#/definitions/mode"}}
      ]
    },
    "principals": {
      "description": "Groups of run-as names that mean the same.",
      "type": "array", "items": {"type": "array", "minItems": 2, "uniqueItems": true, "items": {"type": "string", "minLength": 1}}
    },
    "approvals": {
      "description": "Who must agree to a change.",
      "type": "array", "items": {
        "type": "object", "additionalProperties": false, "required": ["number"],
        "properties": {"select": {"$ref": "#/definitions/select"}, "number": {"type": "integer", "minimum": 0, "maximum": 20},
          "groups": {"$ref": "#/definitions/texts"}}}
    },
    "people": {
      "description": "By person: OS users, Git e-mails, groups, and names on platforms.",
      "type": "object", "additionalProperties": {
        "type": "object", "additionalProperties": false,
        "properties": {"users": {"$ref": "#/definitions/texts"}, "emails": {"$ref": "#/definitions/texts"},
          "groups": {"$ref": "#/definitions/texts"},
          "accounts": {"type": "object", "additionalProperties": {"type": "string", "minLength": 1}}}}
    },
    "rollout": {
      "description": "How changes spread; a change that is pending for longer than `within` rises one severity.",
      "type": "object", "additionalProperties": false,
      "properties": {"within": {"$ref": "#/definitions/duration"},
        "waves": {"type": "array", "items": {
          "type": "object", "additionalProperties": false,
          "properties": {"select": {"$ref": "#/definitions/select"}, "soak": {"$ref": "#/definitions/duration"}}}}}
    },
    "freeze": {
      "description": "When nothing is changed: {from, to}, or {cron, duration, timezone}.",
      "type": "array", "items": {
        "oneOf": [
          {"type": "object", "additionalProperties": false, "required": ["from", "to"],
            "properties": {"from": {"type": "string"}, "to": {"type": "string"}, "reason": {"type": "string"},
              "select": {"$ref": "#/definitions/select"}}},
          {"type": "object", "additionalProperties": false, "required": ["cron", "duration", "timezone"],
            "properties": {"cron": {"type": "string"}, "duration": {"$ref": "#/definitions/duration"},
              "timezone": {"type": "string"}, "reason": {"type": "string"}, "select": {"$ref": "#/definitions/select"}}}]}
    },
    "flap": {
      "description": "A place that is corrected this often within that time is left alone.",
      "type": "object", "additionalProperties": false, "required": ["times", "within"],
      "properties": {"times": {"type": "integer", "minimum": 1, "maximum": 1000}, "within": {"$ref": "#/definitions/duration"}}
    },
    "operator_off": {"description": "How long a workflow with `enabled: operator` may be off.", "$ref": "#/definitions/duration"},
    "expiry": {"description": "How long an approval holds.", "$ref": "#/definitions/duration"},
    "waivers": {
      "description": "What waivers and `any` may do.",
      "type": "object", "additionalProperties": false,
      "properties": {"longest": {"$ref": "#/definitions/duration"}, "remind": {"$ref": "#/definitions/duration"}, "fields": {"$ref": "#/definitions/texts"},
        "never_fields": {"$ref": "#/definitions/texts"}, "highest_severity": {"$ref": "#/definitions/severity"},
        "agree": {"$ref": "#/definitions/texts"}}
    }
  },
  "definitions": {
    "severity": {"enum": ["low", "medium", "high", "critical"]},
    "mode": {"enum": ["observe", "alert", "propose", "enforce"]},
    "tier": {"enum": ["critical", "important", "normal", "low"]},
    "duration": {"type": "string", "pattern": "^([0-9]+[wdhms])+$|^P", "examples": ["30s", "5m", "1h30m", "7d"]},
    "percent": {"type": "number", "minimum": 0, "maximum": 100},
    "texts": {"type": "array", "items": {"type": "string", "minLength": 1}},
    "short": {"pattern": "^(PL[0-9]{4}|[a-z_-]+)$"},
    "select": {
      "description": "Globs (* and ?); every key that is given must match.",
      "type": "object", "additionalProperties": false, "minProperties": 1,
      "properties": {
        "workflow": {"type": "string", "description": "TEAM/NAME"}, "team": {"type": "string"},
        "platform": {"type": "string"}, "environment": {"type": "string"}, "field": {"type": "string"},
        "rule": {"type": "string", "examples": ["PL1003"]}, "cause": {"type": "string"},
        "tier": {"$ref": "#/definitions/tier"}}
    }
  }
}
)json";

}  // namespace

std::string_view policy_schema() { return schema; }

}  // namespace plumbline::reconcile
