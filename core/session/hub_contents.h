// SPDX-License-Identifier: GPL-3.0-or-later
// What a hub's listing says about a model before anything is fetched: whether its files can be used here, and what is
// missing where they cannot. By names alone, as core/model's weight_files.h and core/text's adapter_text.h have them.
// Pure; any thread.
#pragma once

#include "core/net/hub.h"

#include <string>
#include <vector>

namespace timbre::session {

enum class HubLack {
  None,
  NoFiles,       ///< nothing but what every repository has (a card, a licence, git's own files)
  Adapter,       ///< an adapter, whose base is another repository
  OnlyGguf,      ///< weights for other programs, which cannot be trained
  OtherWeights,  ///< weights in forms or under names that are not read here
  NoWeights,
  NoConfig,
  NoTokenizer,
};

struct HubContents {
  HubLack lack = HubLack::None;
  std::vector<std::string> instead;  ///< OnlyGguf, OtherWeights: the names of such files, at most three
};

HubContents contentsOf(const net::HubModel& model);

}  // namespace timbre::session
