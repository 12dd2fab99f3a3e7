// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_support.h"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace timbre::testing {

namespace fs = std::filesystem;

fs::path sourceFolder() {
  if (const char* root = std::getenv("TIMBRE_SOURCE")) return root;
  return fs::path(__FILE__).parent_path().parent_path().parent_path();
}

fs::path dataFolder() {
  if (const char* data = std::getenv("TIMBRE_DATA")) return fs::exists(data) ? fs::path(data) : fs::path();
  const fs::path beside = sourceFolder().parent_path() / "shared" / "data";
  return fs::exists(beside) ? beside : fs::path();
}

TempFolder::TempFolder() {
  std::string pattern = (fs::temp_directory_path() / "timbre-test-XXXXXX").string();
  if (!mkdtemp(pattern.data())) qFatal("no temporary folder");
  m_path = pattern;
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  fs::remove_all(m_path, ignored);
}

void writeFile(const fs::path& path, const std::string& bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << bytes;
  out.close();
  if (!out) qFatal("cannot write %s", path.c_str());
}

std::string readFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

}  // namespace timbre::testing
