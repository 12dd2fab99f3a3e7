// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/local_paths.h"

#include <QMimeData>
#include <QUrl>

namespace timbre::ui {

std::vector<std::filesystem::path> localPaths(const QMimeData* data) {
  std::vector<std::filesystem::path> paths;
  const auto urls = data->urls();
  for (const QUrl& url : urls) {
    if (!url.isLocalFile()) continue;
#ifdef _WIN32
    paths.emplace_back(url.toLocalFile().toStdWString());
#else
    paths.emplace_back(QByteArray::fromPercentEncoding(url.path(QUrl::FullyEncoded).toLatin1()).toStdString());
#endif
  }
  return paths;
}

}  // namespace timbre::ui
