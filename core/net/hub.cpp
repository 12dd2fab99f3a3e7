// SPDX-License-Identifier: GPL-3.0-or-later
// The hub's paths: huggingface_hub hf_api.py (model_info with files_metadata) and file_download.py (resolve).
#include "core/net/hub.h"

#include "core/base/json.h"
#include "core/net/fetch.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace timbre::net {

namespace fs = std::filesystem;
using base::Error;
using base::Json;
using base::Result;

namespace {

constexpr std::size_t kListingBytes = 32u << 20, kMostFiles = 20'000, kNameBytes = 255;

bool isNamePart(std::string_view text) {
  if (text.empty() || text.size() > 96 || text.front() == '.' || text.front() == '-') return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '.';
  });
}

bool isHex(std::string_view text, std::size_t digits) {
  return text.size() == digits &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

/// Below the folder whatever happens: no empty, hidden or upward part, nothing that another system takes for a path.
bool isSafeName(std::string_view name) {
  if (name.empty() || name.size() > kNameBytes) return false;
  for (std::size_t begin = 0; begin <= name.size();) {
    const std::size_t end = std::min(name.find('/', begin), name.size());
    const std::string_view part = name.substr(begin, end - begin);
    if (part.empty() || part == "." || part == "..") return false;
    begin = end + 1;
  }
  return std::none_of(name.begin(), name.end(), [](char c) {
    return c == '\\' || c == ':' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
}

bool endsWithAny(std::string_view name, std::initializer_list<std::string_view> ends) {
  return std::any_of(ends.begin(), ends.end(), [&](std::string_view end) { return name.ends_with(end); });
}

/// Bytes that an address may hold as they are (RFC 3986 unreserved and '/').
std::string escapePath(std::string_view text) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) || c == '-' || c == '_' || c == '.' || c == '~' || c == '/') {
      out += c;
    } else {
      out += '%';
      out += kDigits[byte >> 4];
      out += kDigits[byte & 15];
    }
  }
  return out;
}

Result<HubFile> readFile(const Json& entry, const Error& unreadable) {
  HubFile file;
  file.name = base::stringOr(entry, "rfilename");
  const long long bytes = base::integerOr(entry, "size", -1);
  if (!isSafeName(file.name) || bytes < 0) return unreadable;
  file.bytes = static_cast<std::uint64_t>(bytes);
  file.gitSha1 = base::stringOr(entry, "blobId");
  if (const Json* lfs = base::member(entry, "lfs"); lfs && lfs->is_object()) {
    file.sha256 = base::stringOr(*lfs, "sha256");
    file.gitSha1.clear();
    const long long size = base::integerOr(*lfs, "size", bytes);
    if (size < 0 || !isHex(file.sha256, 64)) return unreadable;
    file.bytes = static_cast<std::uint64_t>(size);
  } else if (!isHex(file.gitSha1, 40)) {
    return unreadable;
  }
  return file;
}

/// "base_model" of the card is a name or a list of them; an adapter's settings come along with the listing.
std::string readBase(const Json& json) {
  const auto named = [](const Json* value) {
    if (value && value->is_array() && !value->empty()) value = &value->front();
    if (!value || !value->is_string()) return std::string();
    const auto name = parseHubName(value->get<std::string>());
    return name.ok() ? name->repo : std::string();
  };
  const auto below = [](const Json* value, const char* name) {
    return value && value->is_object() ? base::member(*value, name) : nullptr;
  };
  const std::string card = named(below(base::member(json, "cardData"), "base_model"));
  return card.empty() ? named(below(below(base::member(json, "config"), "peft"), "base_model_name_or_path")) : card;
}

Result<HubModel> readListing(const Json& json, const HubName& name, const Error& unreadable) {
  HubModel model;
  model.repo = name.repo;
  model.revision = base::stringOr(json, "sha");
  const Json* files = base::member(json, "siblings");
  if (!isHex(model.revision, 40) || !files || !files->is_array() || files->size() > kMostFiles) return unreadable;
  // false, or "auto" or "manual".
  const Json* gated = base::member(json, "gated");
  model.gated = gated && !(gated->is_boolean() && !gated->get<bool>()) && !gated->is_null();
  if (const Json* card = base::member(json, "cardData"); card && card->is_object())
    model.license = base::stringOr(*card, "license").substr(0, 80);
  model.base = readBase(json);
  for (const Json& entry : *files) {
    TIMBRE_ASSIGN(HubFile file, readFile(entry, unreadable));
    model.files.push_back(std::move(file));
  }
  return model;
}

}  // namespace

std::vector<HubFile> HubModel::needed() const {
  const auto inRoot = [](const HubFile& file) { return file.name.find('/') == std::string::npos; };
  // Under these names only: others hold adapters, or the same weights once more for another program.
  const bool safetensors = std::any_of(files.begin(), files.end(), [](const HubFile& file) {
    return file.name == "model.safetensors" || file.name == "model.safetensors.index.json";
  });
  const auto twice = [](const HubFile& file) {
    return file.name.starts_with("consolidated") || file.name.starts_with("adapter_");
  };
  std::vector<HubFile> out;
  for (const HubFile& file : files) {
    const bool template_ = file.name.starts_with("additional_chat_templates/") && file.name.ends_with(".jinja");
    if (!inRoot(file) && !template_) continue;
    const bool weights =
        safetensors ? endsWithAny(file.name, {".safetensors", ".safetensors.index.json"}) && !twice(file)
                    : file.name.starts_with("pytorch_model") && endsWithAny(file.name, {".bin", ".bin.index.json"});
    const bool index = endsWithAny(file.name, {".index.json", ".index.json.gz"});
    const bool small = !index && endsWithAny(file.name, {".json", ".jinja", ".txt", ".model", ".tiktoken", ".md"});
    const bool licence =
        file.name.starts_with("LICENSE") || file.name.starts_with("LICENCE") || file.name.starts_with("NOTICE");
    if (weights || small || licence) out.push_back(file);
  }
  return out;
}

Result<HubName> parseHubName(std::string_view text) {
  const std::string shown(text.substr(0, 120));
  const Error wrong("net.repo_name", {{"name", shown}});
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front()))) text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) text.remove_suffix(1);
  HubName name;
  if (const auto scheme = text.find("://"); scheme != std::string_view::npos) {
    text.remove_prefix(scheme + 3);
    const auto slash = text.find('/');
    if (slash == std::string_view::npos) return wrong;
    text.remove_prefix(slash + 1);
    while (text.ends_with('/')) text.remove_suffix(1);
    if (const auto tree = text.find("/tree/"); tree != std::string_view::npos) {
      name.revision = text.substr(tree + 6);
      text = text.substr(0, tree);
    }
  }
  if (const auto at = text.find('@'); at != std::string_view::npos) {
    name.revision = text.substr(at + 1);
    text = text.substr(0, at);
  }
  const auto slash = text.find('/');
  // "gpt2" and its like have no organisation.
  const bool parts = slash == std::string_view::npos
                         ? isNamePart(text)
                         : isNamePart(text.substr(0, slash)) && isNamePart(text.substr(slash + 1));
  if (!parts || !isSafeName(name.revision)) return wrong;
  name.repo = text;
  return name;
}

HubAccess hubAccess(const Environment& environment) {
  HubAccess access{environment("HF_ENDPOINT"), environment("HF_TOKEN")};
  if (access.endpoint.empty()) access.endpoint = "https://huggingface.co";
  while (access.endpoint.ends_with('/')) access.endpoint.pop_back();
  if (access.token.empty()) access.token = environment("HUGGING_FACE_HUB_TOKEN");
  return access;
}

Result<HubModel> readHubModel(const HubName& name, const HubAccess& access, const DownloadOptions& options,
                              const base::CancelToken& cancel) {
  const std::string url = access.endpoint + "/api/models/" + escapePath(name.repo) + "/revision/" +
                          escapePath(name.revision) + "?blobs=true";
  auto text = fetchText({url, access.token, kListingBytes}, options, cancel);
  if (!text.ok() && text.error().code == "net.status") {
    const std::string& status = text.error().args.at("status");
    if (status == "404") return Error("net.no_such_model", {{"name", name.repo}, {"revision", name.revision}});
    // The hub answers 401 for what does not exist as well, when nobody is logged in.
    if (status == "401" || status == "403") return Error("net.gated", {{"name", name.repo}});
  }
  TIMBRE_TRY(text);
  const Error unreadable("net.listing", {{"name", name.repo}});
  const auto json = base::parseJson(*text, url);
  if (!json.ok()) return unreadable;
  return readListing(*json, name, unreadable);
}

Result<void> downloadHubModel(const HubModel& model, const std::vector<HubFile>& files, const HubAccess& access,
                              const fs::path& folder, base::FileOps& ops, const DownloadOptions& options,
                              const base::CancelToken& cancel) {
  std::error_code code;
  if (fs::exists(folder, code)) return Error("file.exists", {}, base::displayPath(folder));
  fs::path partial = folder;
  partial += ".part";
  std::uint64_t total = 0, before = 0;
  for (const HubFile& file : files) total += file.bytes;
  TIMBRE_TRY(ops.makeFolder(partial));
  for (const HubFile& file : files) {
    DownloadRequest request;
    request.url =
        access.endpoint + "/" + escapePath(model.repo) + "/resolve/" + model.revision + "/" + escapePath(file.name);
    request.target = partial / file.name;
    request.sha256 = file.sha256;
    request.gitSha1 = file.gitSha1;
    request.bytes = file.bytes;
    request.token = access.token;
    DownloadOptions each = options;
    // Of the files that are still to come as well, so that a disk that is too small is noticed at the first.
    each.reserve = total - before - file.bytes;
    if (options.progress)
      each.progress = [&](std::uint64_t done, std::uint64_t) { options.progress(before + done, total); };
    auto report = download(request, ops, each, cancel);
    if (!report.ok() && report.error().code == "net.status" &&
        (report.error().args.at("status") == "401" || report.error().args.at("status") == "403"))
      return Error("net.gated", {{"name", model.repo}});
    if (!report.ok()) {
      Error error = report.error();
      if (error.code.starts_with("net.")) error.args["file"] = file.name;
      return error;
    }
    before += file.bytes;
    if (options.progress) options.progress(before, total);
  }
  TIMBRE_TRY(ops.syncFolder(partial));
  TIMBRE_TRY(ops.rename(partial, folder));
  return ops.syncFolder(folder.parent_path());
}

}  // namespace timbre::net
