// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/starter/starter_files.h"

#include "tests/support/test_support.h"

#include <QtCore/QProcess>

#include <sstream>

namespace timbre::starter_test {

namespace fs = std::filesystem;

fs::path starterFolder() { return testing::sourceFolder() / "resources" / "starter"; }
fs::path personaFolder() { return testing::sourceFolder() / "resources" / "personas"; }

base::Json readJson(const fs::path& path) {
  auto json = base::parseJson(testing::readFile(path), path.string());
  if (!json.ok()) {
    QTest::qFail((path.string() + ": " + json.error().code).c_str(), __FILE__, __LINE__);
    return {};
  }
  return *json;
}

std::vector<base::Json> readLines(const fs::path& path) {
  std::vector<base::Json> lines;
  std::istringstream in(testing::readFile(path));
  for (std::string line; std::getline(in, line);) {
    auto json = base::parseJson(line, path.string());
    if (!json.ok()) {
      QTest::qFail((path.string() + ", line " + std::to_string(lines.size() + 1) + ": " + json.error().code).c_str(), __FILE__, __LINE__);
      return {};
    }
    lines.push_back(*std::move(json));
  }
  return lines;
}

std::vector<Prompt> allPrompts(const base::Json& probes) {
  std::vector<Prompt> all;
  for (const char* group : {"facts", "unknown", "sums", "identity", "chat"})
    for (const base::Json& probe : probes.at(group))
      all.push_back({base::stringOr(probe, "id"), base::stringOr(probe, "lang"), base::stringOr(probe, "prompt"), probe});
  for (const base::Json& chat : probes.at("chats")) {
    int number = 0;
    for (const base::Json& turn : chat.at("turns"))
      all.push_back({base::stringOr(chat, "id") + "#" + std::to_string(++number), base::stringOr(chat, "lang"), base::stringOr(turn, "prompt"), turn});
  }
  return all;
}

std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

namespace {

/// Bytes of the UTF-8 character that starts with `first`.
std::size_t lengthOf(unsigned char first) { return first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4; }

bool isMark(char32_t c) {
  return (c >= 0x80 && c <= 0xBF) || c == 0xD7 || c == 0xF7 || (c >= 0x2000 && c <= 0x2BFF) || (c >= 0x3000 && c <= 0x303F) ||
         (c >= 0xFF00 && c <= 0xFF0F) || (c >= 0xFF1A && c <= 0xFF20) || (c >= 0xFF3B && c <= 0xFF40) || (c >= 0xFF5B && c <= 0xFF65);
}

char32_t decode(std::string_view bytes) {
  const auto first = static_cast<unsigned char>(bytes[0]);
  char32_t value = bytes.size() == 2 ? first & 0x1F : bytes.size() == 3 ? first & 0x0F : first & 0x07;
  for (std::size_t i = 1; i < bytes.size(); ++i) value = (value << 6) | (static_cast<unsigned char>(bytes[i]) & 0x3F);
  return value;
}

}  // namespace

std::string normalised(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = std::min(lengthOf(static_cast<unsigned char>(text[i])), text.size() - i);
    const char c = text[i];
    if (length == 1) {
      if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out += c;
      else if (c >= 'A' && c <= 'Z') out += static_cast<char>(c - 'A' + 'a');
    } else if (!isMark(decode(text.substr(i, length)))) {
      out += text.substr(i, length);
    }
    i += length;
  }
  return out;
}

std::vector<std::string> textsOf(const base::Json& document) {
  if (const base::Json* text = base::member(document, "text")) return {text->get<std::string>()};
  std::vector<std::string> texts;
  for (const base::Json& message : document.at("messages")) texts.push_back(base::stringOr(message, "content"));
  return texts;
}

void Needles::add(const std::string& key, const std::string& needle) { m_index[needle.substr(0, kIndexed)].emplace_back(key, needle); }

std::vector<std::string> Needles::in(const std::string& text) const {
  std::vector<std::string> found;
  for (std::size_t i = 0; i + kIndexed <= text.size(); ++i) {
    const auto at = m_index.find(std::string_view(text).substr(i, kIndexed));
    if (at == m_index.end()) continue;
    for (const auto& [key, needle] : at->second)
      if (text.compare(i, needle.size(), needle) == 0) found.push_back(key);
  }
  return found;
}

int runPython(const std::vector<std::string>& arguments, std::string& output) {
  QProcess process;
  QStringList list{QStringLiteral("-B")};
  for (const std::string& a : arguments) list << QString::fromStdString(a);
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  environment.insert(QStringLiteral("PYTHONUTF8"), QStringLiteral("1"));
  process.setProcessEnvironment(environment);
  process.setProcessChannelMode(QProcess::MergedChannels);
  process.start(QStringLiteral("python3"), list);
  if (!process.waitForStarted(20'000) || !process.waitForFinished(280'000)) return -1;
  output = process.readAll().toStdString();
  return process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
}

bool hasPython() {
  std::string ignored;
  return runPython({"-c", "import sys; sys.exit(sys.version_info < (3, 8))"}, ignored) == 0;
}

}  // namespace timbre::starter_test
