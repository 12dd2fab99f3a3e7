// SPDX-License-Identifier: GPL-3.0-or-later
// Typed, bounded reads of one JSON object of a model's config. The first failure is kept and later reads return the
// fallback, so that a parser reads straight through and looks once at the end. Remembers which keys were asked for:
// what nobody asked for is judged in config_keys.cpp. The object must outlive the reader.
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/model/families.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace timbre::model {

// Limits before anything is allocated: generous against every released model, small against 64-bit products.
inline constexpr std::int64_t kMaxHidden = 1 << 17, kMaxLayers = 1024, kMaxHeads = 4096, kMaxHeadDim = 1024;
inline constexpr std::int64_t kMaxVocab = 1 << 23, kMaxPositions = 1 << 28, kMaxIntermediate = 1 << 20;

class ConfigReader {
 public:
  ConfigReader(const base::Json& object, std::string path) : m_object(object), m_path(std::move(path)) {}

  /// Absent or null: `fallback`, or an error when there is none.
  std::int64_t integer(const char* key, std::optional<std::int64_t> fallback, std::int64_t low, std::int64_t high);
  double number(const char* key, std::optional<double> fallback, double low, double high);
  bool boolean(const char* key, bool fallback);
  std::string text(const char* key, std::string fallback);
  std::vector<double> numbers(const char* key, std::size_t count, double low, double high);

  /// The first spelling that is there; the others must not contradict it.
  std::int64_t integer(const Spellings& keys, std::optional<std::int64_t> fallback, std::int64_t low,
                       std::int64_t high);

  /// Neither absent nor null.
  const base::Json* present(const char* key) const;
  /// There, and null.
  bool isNull(const char* key) const;
  /// A switch that is not implemented must stand at `value` (absent: at its default, which is `value` too).
  void mustBe(const char* key, bool value);
  /// A number that is not implemented must be `value`, null or absent.
  void mustBe(const char* key, double value);

  void unsupported(const std::string& what);
  void fail(base::Error error);
  const std::optional<base::Error>& error() const { return m_error; }
  const std::string& path() const { return m_path; }
  const base::Json& object() const { return m_object; }
  bool wasAsked(const std::string& key) const { return m_asked.contains(key); }

 private:
  const base::Json& m_object;
  std::string m_path;
  std::optional<base::Error> m_error;
  mutable std::set<std::string> m_asked;
};

/// rope_theta, rope_scaling and rope_parameters in their old and new spellings, into config.rope (config_rope.cpp).
void readRope(ConfigReader& in, ModelConfig& config);
/// One dictionary of rotary parameters: `plain` with the dictionary's values put over it.
RopeConfig readRopeDict(ConfigReader& in, const base::Json& dict, RopeConfig plain, const ModelConfig& config);
/// How many positions the scaled rotation carries.
std::int64_t scaledPositions(const RopeConfig& rope, std::int64_t positions);

/// Refuses keys that nobody asked for and that look as if they changed the arithmetic (config_keys.cpp).
void judgeOtherKeys(ConfigReader& in);

}  // namespace timbre::model
