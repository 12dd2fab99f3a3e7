// SPDX-License-Identifier: GPL-3.0-or-later
// tokenizer_bench TOKENIZER DOCUMENTS [--encoding NAME] [--with-offsets] [--ids FILE] — encodes every document once
// with a freshly loaded tokenizer and prints what it took as JSON, in CPU time of this process (one thread), which
// other work on the machine disturbs least. Documents come from tokenizer_corpus.py; --ids writes per document their
// number and the ids (32 bits each), for tokenizer_compare.py. Release builds: cmake --preset release
// -DTIMBRE_TESTS=ON.
#include "core/base/file_ops.h"
#include "core/base/messages.h"
#include "core/text/tiktoken.h"
#include "core/text/tokenizer.h"

#include <cstdio>
#include <cstring>
#include <ctime>
#include <string>
#include <vector>

using namespace timbre;

namespace {

double cpuSeconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

std::vector<std::string_view> split(std::string_view bytes) {
  std::vector<std::string_view> out;
  for (std::size_t at = 0; at + 4 <= bytes.size();) {
    std::uint32_t length = 0;
    std::memcpy(&length, bytes.data() + at, 4);
    out.push_back(bytes.substr(at + 4, length));
    at += 4 + std::size_t(length);
  }
  return out;
}

int fail(const base::Error& error) {
  std::fprintf(stderr, "%s\n", base::errorSentence(error).c_str());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  std::string encodingName, idsPath;
  bool offsets = false;
  std::vector<std::string> paths;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--encoding" && i + 1 < argc)
      encodingName = argv[++i];
    else if (argument == "--ids" && i + 1 < argc)
      idsPath = argv[++i];
    else if (argument == "--with-offsets")
      offsets = true;
    else
      paths.push_back(argument);
  }
  if (paths.size() != 2) return 2;
  const double start = cpuSeconds();
  const auto loaded = encodingName.empty() ? text::loadTokenizer(paths[0]) : text::loadTiktoken(paths[0], encodingName);
  if (!loaded.ok()) return fail(loaded.error());
  const double opened = cpuSeconds();
  const auto file = base::readFile(paths[1], std::uint64_t(4) << 30);
  if (!file.ok()) return fail(file.error());
  const auto documents = split(*file);
  const text::Tokenizer& tokenizer = **loaded;
  std::vector<std::vector<text::TokenId>> all(documents.size());
  std::size_t bytes = 0;
  std::size_t tokens = 0;
  const double begin = cpuSeconds();
  for (std::size_t i = 0; i < documents.size(); ++i) {
    bytes += documents[i].size();
    if (offsets) {
      auto encoding = tokenizer.encode(documents[i], {false});
      if (!encoding.ok()) return fail(encoding.error());
      all[i] = std::move(encoding->ids);
    } else {
      auto ids = tokenizer.encodeIds(documents[i], {false});
      if (!ids.ok()) return fail(ids.error());
      all[i] = std::move(*ids);
    }
    tokens += all[i].size();
  }
  const double seconds = cpuSeconds() - begin;
  std::printf("{\"load\": %.4f, \"seconds\": %.5f, \"bytes\": %zu, \"tokens\": %zu, \"mb_per_s\": %.1f}\n",
              opened - start, seconds, bytes, tokens, static_cast<double>(bytes) / seconds / 1e6);
  if (idsPath.empty()) return 0;
  std::FILE* out = std::fopen(idsPath.c_str(), "wb");
  if (!out) return 1;
  for (const auto& ids : all) {
    const auto count = static_cast<std::uint32_t>(ids.size());
    std::fwrite(&count, 4, 1, out);
    std::fwrite(ids.data(), 4, ids.size(), out);
  }
  return std::fclose(out) == 0 ? 0 : 1;
}
