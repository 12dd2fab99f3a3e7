// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/arch/layers.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <sstream>

namespace timbre::arch {

namespace fs = std::filesystem;

namespace {

/// Lowest first: a room sees itself and the rooms before it.
constexpr std::array<std::string_view, 16> kRooms = {"base",     "events", "net",   "recipe", "jobs",      "store",
                                                     "data",     "text",   "batch", "model",  "inference", "engine",
                                                     "evaluate", "export", "dist",  "session"};
/// The rooms of core that may use LibTorch.
constexpr std::array<std::string_view, 6> kGuests = {"model", "inference", "engine", "evaluate", "export", "dist"};
/// Reads the kernel's figures in /proc and /sys, which are no disk and have no size that file_ops could trust.
constexpr std::array<std::string_view, 2> kReadsProc = {"core/model/memory.cpp", "kernels/device.cpp"};
/// Headers of the guest room `model` that are free of LibTorch (library timbre_model_files): what reads a model's files, so
/// that it can be fuzzed and the session can say what lies where.
constexpr std::array<std::string_view, 10> kTorchFreeModel = {"core/model/config.h",      "core/model/licence.h",     "core/model/model_places.h", "core/model/safetensors.h",
                                                                "core/model/tensor_file.h", "core/model/tensor_info.h", "core/model/torch_file.h",   "core/model/weight_files.h",
                                                                 "core/model/state_dict_pickle.h", "core/model/zip_directory.h"};
/// The folders of tests/ that may use LibTorch besides those of the guest rooms.
constexpr std::array<std::string_view, 6> kTorchTests = {"arch", "kernels", "app", "bench", "faults", "dist"};

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool startsWithAny(std::string_view text, std::initializer_list<std::string_view> prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(), [&](std::string_view p) { return text.starts_with(p); });
}

bool endsWithAny(std::string_view text, std::initializer_list<std::string_view> suffixes) {
  return std::any_of(suffixes.begin(), suffixes.end(), [&](std::string_view s) { return text.ends_with(s); });
}

struct Place {
  std::string_view layer;  ///< first folder
  std::string_view room;   ///< second folder, or empty
};

Place placeOf(std::string_view path) {
  const auto first = path.find('/');
  if (first == std::string_view::npos) return {path, {}};
  const auto second = path.find('/', first + 1);
  if (second == std::string_view::npos) return {path.substr(0, first), {}};
  return {path.substr(0, first), path.substr(first + 1, second - first - 1)};
}

bool isLayer(std::string_view name) {
  return name == "kernels" || name == "core" || name == "ui" || name == "app" || name == "tests";
}

bool mayUseTorch(const Place& place) {
  if (place.layer == "kernels" || place.layer == "app") return true;
  if (place.layer == "core") return contains(kGuests, place.room);
  if (place.layer == "tests") return contains(kGuests, place.room) || contains(kTorchTests, place.room);
  return false;
}

bool mayUseQt(const Place& place) { return place.layer != "core" && place.layer != "kernels"; }

std::string coreProblem(const Place& from, const Place& to, std::string_view toPath) {
  if (to.layer == "kernels") return mayUseTorch(from) ? "" : "this room of core is free of LibTorch and may not see kernels";
  if (to.layer != "core") return "core sees only core and kernels";
  const auto mine = std::find(kRooms.begin(), kRooms.end(), from.room);
  const auto theirs = std::find(kRooms.begin(), kRooms.end(), to.room);
  if (mine == kRooms.end() || theirs == kRooms.end()) return "this room of core is not in the list of rooms";
  if (!mayUseTorch(from) && mayUseTorch(to) && !contains(kTorchFreeModel, toPath)) return "this room of core is free of LibTorch and may not see a guest room";
  if (theirs > mine) return "the arrow between these rooms points upwards";
  return "";
}

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(" \t\r") - first + 1));
}

/// The file named by an include line, or nothing.
std::optional<std::string> includedFile(std::string_view line) {
  std::string text = trimmed(line);
  if (!text.starts_with('#')) return std::nullopt;
  text = trimmed(std::string_view(text).substr(1));
  if (!text.starts_with("include")) return std::nullopt;
  text = trimmed(std::string_view(text).substr(7));
  if (text.empty() || (text[0] != '"' && text[0] != '<')) return std::nullopt;
  const auto end = text.find(text[0] == '<' ? '>' : '"', 1);
  if (end == std::string::npos) return std::nullopt;
  return text.substr(1, end - 1);
}

/// A path inside the tree for "core/base/x.h", "x.h" and "../ui/x.h"; a bare header name stays as it is.
std::string resolved(const std::string& from, const std::string& header) {
  if (isLayer(placeOf(header).layer) && header.find('/') != std::string::npos) return header;
  if (header.starts_with("../") || header.starts_with("./")) {
    return (fs::path(from).parent_path() / header).lexically_normal().generic_string();
  }
  return header;
}

bool isCode(std::string_view path) { return endsWithAny(path, {".cpp", ".h", ".hpp", ".cu", ".cuh"}); }

bool isScript(std::string_view path) {
  return endsWithAny(path, {".cmake", ".py", ".sh", ".awk", "CMakeLists.txt"}) ||
         startsWithAny(path, {".ci/run", "packaging/run", "packaging/test", "packaging/setup"});
}

void checkIncludes(const std::string& relative, const std::string& text, std::vector<Violation>& found) {
  std::istringstream lines(text);
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    const auto header = includedFile(line);
    if (!header) continue;
    const std::string target = resolved(relative, *header);
    const bool inside = isLayer(placeOf(target).layer) && target.find('/') != std::string::npos;
    std::string reason = inside ? arrowProblem(relative, target) : headerProblem(relative, target);
    if (!reason.empty()) found.push_back({relative, number, "includes " + *header + ": " + reason});
  }
}

/// `path` relative to `root`, or empty when it lies elsewhere.
std::string inside(const fs::path& root, const fs::path& path) {
  const std::string relative = path.lexically_normal().lexically_relative(root.lexically_normal()).generic_string();
  return relative.empty() || relative.starts_with("..") ? std::string() : relative;
}

bool isTorchPath(std::string_view path) {
  return path.find("/torch/include/") != std::string_view::npos || path.find("timbre_torch_pch") != std::string_view::npos ||
         path.ends_with("/torch/include");
}

bool isQtPath(std::string_view path) { return path.find("/qt6/") != std::string_view::npos || path.ends_with("/qt6"); }

/// ui/CMakeFiles/timbre_ui.dir/pages/x.cpp.o → ui/pages/x.cpp
std::string sourceOfObject(std::string object) {
  if (!object.ends_with(".o")) return "";
  object.resize(object.size() - 2);
  const auto marker = object.find("CMakeFiles/");
  if (marker == std::string::npos) return "";
  const auto directory = object.find(".dir/", marker);
  if (directory == std::string::npos) return "";
  return object.substr(0, marker) + object.substr(directory + 5);
}

}  // namespace

std::string describe(const std::vector<Violation>& violations) {
  std::string text;
  for (const Violation& v : violations) {
    text += v.file + ":" + (v.line ? std::to_string(v.line) + ":" : "") + " " + v.reason + "\n";
  }
  return text;
}

std::string arrowProblem(std::string_view fromPath, std::string_view toPath) {
  const Place from = placeOf(fromPath);
  const Place to = placeOf(toPath);
  if (!isLayer(from.layer)) return "";
  if (to.layer == "tests" && from.layer != "tests") return "the product does not see its tests";
  if (from.layer == "kernels") return to.layer == "kernels" ? "" : "kernels sees only LibTorch and CUDA";
  if (from.layer == "core") return coreProblem(from, to, toPath);
  if (from.layer == "ui" || from.layer == "tests") {
    if (mayUseTorch(to) && !mayUseTorch(from) && !contains(kTorchFreeModel, toPath) && to.layer != "app" && to.layer != "tests") {
      return "only headers that are free of LibTorch may be seen here";
    }
  }
  if (from.layer == "ui" && to.layer == "app") return "ui does not see app";
  if (from.layer == "tests") {
    if (to.layer == "ui" && from.room != "ui" && from.room != "app" && from.room != "bench") return "this test is not of the ui";
    if (to.layer == "app" && from.room != "app" && from.room != "bench" && from.room != "faults") return "this test is not of app";
  }
  return "";
}

std::string headerProblem(std::string_view fromPath, std::string_view header) {
  const Place from = placeOf(fromPath);
  if (!isLayer(from.layer)) return "";
  const bool product = from.layer != "tests";
  if (startsWithAny(header, {"torch/", "ATen/", "c10/", "caffe2/"}) && !mayUseTorch(from)) {
    return "LibTorch belongs to kernels, the guest rooms of core and app";
  }
  const bool qt = header.starts_with("Qt") || (header.size() > 1 && header[0] == 'Q' && header[1] >= 'A' && header[1] <= 'Z');
  if (qt && !mayUseQt(from)) return "Qt belongs to ui and app";
  if (header == "sqlite3.h" && product && !(from.layer == "core" && from.room == "store")) {
    return "SQLite belongs to core/store";
  }
  if (header.starts_with("httplib") && product && !(from.layer == "core" && from.room == "net")) {
    return "HTTP belongs to core/net";
  }
  if (startsWithAny(header, {"cuda", "cublas", "nvml"}) && from.layer != "kernels" && from.room != "dist") {
    return "CUDA belongs to kernels";
  }
  if (header == "fstream" && product && !contains(kReadsProc, fromPath) && !(from.layer == "core" && from.room == "base")) {
    return "core/base/file_ops.h is the only door to the disk";
  }
  if (header == "regex") return "std::regex recurses on its input; use PCRE2";
  return "";
}

std::vector<Violation> checkSource(const std::string& relative, const std::string& text) {
  std::vector<Violation> found;
  std::istringstream lines(text);
  std::string line;
  bool licence = false;
  int count = 0;
  while (std::getline(lines, line)) {
    ++count;
    // A script's first line is its interpreter.
    if (count <= 2 && line.find("SPDX-License-Identifier: GPL-3.0-or-later") != std::string::npos) licence = true;
  }
  if (!licence) found.push_back({relative, 1, "has no SPDX-License-Identifier line at its top"});
  if (count > kMostLines) {
    found.push_back({relative, 0, "has " + std::to_string(count) + " lines, the limit is " + std::to_string(kMostLines)});
  }
  if (isCode(relative)) checkIncludes(relative, text, found);
  return found;
}

std::vector<Violation> checkTree(const fs::path& root) {
  std::vector<std::string> files;
  for (const char* top : {"kernels", "core", "ui", "app", "tests", "packaging", "resources", ".ci"}) {
    if (!fs::exists(root / top)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root / top)) {
      const std::string relative = inside(root, entry.path());
      if (entry.is_regular_file() && (isCode(relative) || isScript(relative))) files.push_back(relative);
    }
  }
  if (fs::exists(root / "CMakeLists.txt")) files.emplace_back("CMakeLists.txt");
  std::sort(files.begin(), files.end());
  std::vector<Violation> found;
  for (const std::string& relative : files) {
    std::ifstream in(root / relative, std::ios::binary);
    std::ostringstream bytes;
    bytes << in.rdbuf();
    const auto here = checkSource(relative, bytes.str());
    found.insert(found.end(), here.begin(), here.end());
  }
  return found;
}

std::vector<Violation> checkNinjaDeps(const std::string& output, const fs::path& root, const fs::path& build, int* objects) {
  std::vector<Violation> found;
  std::istringstream lines(output);
  std::string line, source;
  int judged = 0;
  while (std::getline(lines, line)) {
    if (!line.starts_with(' ')) {
      const auto colon = line.find(": #deps");
      source = colon == std::string::npos ? "" : sourceOfObject(line.substr(0, colon));
      if (!isLayer(placeOf(source).layer)) source.clear();
      if (!source.empty()) ++judged;
      continue;
    }
    if (source.empty()) continue;
    const std::string dependency = trimmed(line);
    const fs::path absolute = fs::path(dependency).is_absolute() ? fs::path(dependency) : build / dependency;
    const Place from = placeOf(source);
    const std::string path = absolute.generic_string();
    if (isTorchPath(path) && !mayUseTorch(from)) found.push_back({source, 0, "the compiler opened LibTorch's " + path});
    if (isQtPath(path) && !mayUseQt(from)) found.push_back({source, 0, "the compiler opened Qt's " + path});
    const std::string relative = inside(root, absolute);
    if (!relative.empty() && isLayer(placeOf(relative).layer)) {
      const std::string reason = arrowProblem(source, relative);
      if (!reason.empty()) found.push_back({source, 0, "the compiler opened " + relative + ": " + reason});
    }
  }
  if (objects) *objects = judged;
  return found;
}

std::vector<Violation> checkCompileCommands(const std::string& json, const fs::path& root) {
  std::vector<Violation> found;
  // CMake writes one member a line: "command" stands before the "file" it belongs to.
  std::istringstream lines(json);
  std::string line, command;
  const auto value = [&](std::string_view key) -> std::string {
    const std::string text = trimmed(line);
    const std::string start = "\"" + std::string(key) + "\": \"";
    if (!text.starts_with(start)) return "";
    return text.substr(start.size(), text.rfind('"') - start.size());
  };
  while (std::getline(lines, line)) {
    if (const std::string text = value("command"); !text.empty()) command = text;
    const std::string relative = inside(root, value("file"));
    if (relative.empty() || !isLayer(placeOf(relative).layer)) continue;
    const Place from = placeOf(relative);
    std::istringstream words(command);
    bool torch = false, qt = false;
    for (std::string word; words >> word;) {
      torch = torch || isTorchPath(word);
      qt = qt || (isQtPath(word) && word.find("-D") != 0);
    }
    if (torch && !mayUseTorch(from)) found.push_back({relative, 0, "is compiled with LibTorch's include folders"});
    if (qt && !mayUseQt(from)) found.push_back({relative, 0, "is compiled with Qt's include folders"});
  }
  return found;
}

}  // namespace timbre::arch
