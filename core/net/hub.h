// SPDX-License-Identifier: GPL-3.0-or-later
// A model of the Hugging Face Hub, or of a mirror that speaks the same way: what it consists of, and its files into a
// folder. The bytes of every file are compared with the size and the digest that the hub published for the commit:
// SHA-256 for large files (LFS), git's SHA-1 of a blob for small ones. The folder appears under its name only when all
// of it is there and right; until then it is `<folder>.part`, and the next call goes on from what that holds.
// HF_ENDPOINT names the hub, HF_TOKEN the token; it goes to the hub's own host only, never to where that redirects, and
// is never logged.
//
// Nothing calls this without a person's yes to the files, the size and the folder. Blocking: worker threads only; a
// cancel is honoured within 100 ms.
#pragma once

#include "core/base/cancel.h"
#include "core/base/file_ops.h"
#include "core/base/result.h"
#include "core/net/download.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace timbre::net {

struct HubFile {
  std::string name;  ///< relative, with '/'; checked: it never leaves the folder
  std::uint64_t bytes = 0;
  std::string sha256;   ///< of a large file, else empty
  std::string gitSha1;  ///< of a small file: SHA-1 of "blob <size>\0" and the bytes
};

struct HubModel {
  std::string repo;      ///< "org/name"
  std::string revision;  ///< commit, 40 hex digits
  std::string license;   ///< as the card says, may be empty
  std::string base;  ///< the repository that it was made from, as the card or its adapter's settings say; may be empty
  bool gated = false;
  std::vector<HubFile> files;  ///< all of them
  /// What a model needs here: configuration, tokenizer, template, card, and the weights once, as safetensors where
  /// there are any.
  std::vector<HubFile> needed() const;
};

/// "org/name", or the address of its page on the hub; with "@revision" behind it. Errors: net.repo_name.
struct HubName {
  std::string repo;
  std::string revision = "main";
};
base::Result<HubName> parseHubName(std::string_view text);

/// Where the hub is and who asks: https://huggingface.co, or HF_ENDPOINT; HF_TOKEN or HUGGING_FACE_HUB_TOKEN.
struct HubAccess {
  std::string endpoint;
  std::string token;
};
HubAccess hubAccess(const Environment& environment = processEnvironment);

/// Errors: net.no_such_model, net.gated, net.listing (an answer that is no listing), and those of `run`.
base::Result<HubModel> readHubModel(const HubName& name, const HubAccess& access, const DownloadOptions& options = {},
                                    const base::CancelToken& cancel = {});

/// `progress` of the options is called with the bytes of all files. Errors: file.exists, and those of `download`,
/// net.* with the argument `file`.
base::Result<void> downloadHubModel(const HubModel& model, const std::vector<HubFile>& files, const HubAccess& access,
                                    const std::filesystem::path& folder, base::FileOps& ops,
                                    const DownloadOptions& options = {}, const base::CancelToken& cancel = {});

}  // namespace timbre::net
