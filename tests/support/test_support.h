// SPDX-License-Identifier: GPL-3.0-or-later
// What several tests need: where the real files are, and a folder that cleans up after itself.
#pragma once

#include <QtTest/QtTest>

#include <filesystem>
#include <string>

namespace timbre::testing {

/// The folder with real tokenizers, models and datasets: $TIMBRE_DATA, else ../shared/data beside the checkout.
/// Empty when neither exists; a test then skips with TIMBRE_NEED_DATA.
std::filesystem::path dataFolder();

/// Root of the source tree ($TIMBRE_SOURCE, set by CTest; else the compiled-in path).
std::filesystem::path sourceFolder();

/// A fresh folder below the system's temporary one, removed with everything in it by the destructor.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  const std::filesystem::path& path() const { return m_path; }

 private:
  std::filesystem::path m_path;
};

/// Writes bytes as they are; fails the test on an I/O error.
void writeFile(const std::filesystem::path& path, const std::string& bytes);
std::string readFile(const std::filesystem::path& path);

}  // namespace timbre::testing

#define TIMBRE_NEED_DATA(relative)                                                            \
  if (timbre::testing::dataFolder().empty() ||                                                \
      !std::filesystem::exists(timbre::testing::dataFolder() / (relative)))                   \
  QSKIP("the real data folder is absent (set TIMBRE_DATA): " relative)

/// QVERIFY for a Result: prints the error's code when it failed.
#define TIMBRE_OK(result) QVERIFY2((result).ok(), (result).ok() ? "" : (result).error().code.c_str())
