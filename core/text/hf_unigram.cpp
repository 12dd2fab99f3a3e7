// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/hf_unigram.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <limits>

namespace timbre::text {

namespace {

constexpr std::size_t kLongestWord = std::size_t(1) << 25;
constexpr double kUnknownPenalty = 10;  // what an unknown character costs beyond the worst entry

}  // namespace

double readScore(double written) {
  char text[40];
  const auto [end, error] = std::to_chars(text, text + sizeof text, std::abs(written), std::chars_format::scientific);
  if (error != std::errc() || !std::isfinite(written)) return written;
  std::uint64_t digits = 0;
  int exponent = 0;
  const char* p = text;
  for (bool afterPoint = false; p < end && *p != 'e'; ++p) {
    if (*p == '.') {
      afterPoint = true;
      continue;
    }
    digits = digits * 10 + static_cast<std::uint64_t>(*p - '0');
    exponent -= afterPoint ? 1 : 0;
  }
  int power = 0;
  if (p < end && ++p < end && *p == '+') ++p;
  std::from_chars(p, end, power);
  exponent += power;
  if (exponent >= 0 || exponent < -300) return written;
  const double value = static_cast<double>(digits) / std::pow(10.0, -exponent);
  return written < 0 ? -value : value;
}

base::Result<std::unique_ptr<const WordModel>> HfUnigram::build(std::vector<std::pair<std::string, double>> entries,
                                                                TokenId unknown, bool byteFallback,
                                                                std::string_view path) {
  const auto invalid = [&](std::string reason) {
    return base::Error("tokenizer.invalid", {{"reason", std::move(reason)}}, path);
  };
  if (unknown < 0 || static_cast<std::size_t>(unknown) >= entries.size()) return invalid("unk_id is no entry");
  auto out = std::make_unique<HfUnigram>();
  out->m_unknown = unknown;
  out->m_byteFallback = byteFallback;
  out->m_ids.reserve(entries.size());
  out->m_surfaces.reserve(entries.size());
  double least = std::numeric_limits<double>::infinity();
  for (auto& [text, score] : entries) {
    const auto id = static_cast<TokenId>(out->m_surfaces.size());
    if (!out->m_ids.insert(text, id)) return invalid("entry “" + text + "” stands twice in the vocabulary");
    const double read = readScore(score);
    out->m_model.add(text, id, read);
    least = std::min(least, read);
    out->m_surfaces.push_back(std::move(text));
  }
  out->m_model.finish();
  out->m_model.setUnknownScore(least - kUnknownPenalty);
  for (unsigned b = 0; b < 256; ++b) {
    char name[8];
    std::snprintf(name, sizeof name, "<0x%02X>", b);
    out->m_byteIds[b] = out->m_ids.find(name);
  }
  return std::unique_ptr<const WordModel>(std::move(out));
}

void HfUnigram::addUnknown(std::string_view run, Symbols& out) const {
  const auto length = static_cast<std::uint32_t>(run.size());
  const auto byteId = [this](char c) { return m_byteIds[static_cast<unsigned char>(c)]; };
  if (const std::int32_t id = m_ids.find(run); id >= 0)
    out.add(id, length);
  else if (m_byteFallback && std::all_of(run.begin(), run.end(), [&](char c) { return byteId(c) >= 0; }))
    for (const char c : run) out.add(byteId(c), 1);
  else
    out.add(m_unknown, length);
}

bool HfUnigram::encode(std::string_view word, bool, Symbols& out) const {
  if (word.size() > kLongestWord) return false;
  UnigramModel::Work<double> work;
  Symbols path;
  m_model.best(word, 0.0, work, path);
  std::size_t runBegin = 0;
  std::size_t at = 0;
  const auto flush = [&] {
    if (runBegin < at) addUnknown(word.substr(runBegin, at - runBegin), out);
  };
  for (std::size_t i = 0; i < path.ids.size(); ++i) {
    const bool isUnknown = path.ids[i] < 0 || path.ids[i] == m_unknown;
    if (!isUnknown) {
      flush();
      out.add(path.ids[i], path.lengths[i]);
    }
    at += path.lengths[i];
    if (!isUnknown) runBegin = at;
  }
  flush();
  return true;
}

}  // namespace timbre::text
