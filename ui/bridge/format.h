// SPDX-License-Identifier: GPL-3.0-or-later
// Figures as words, with unit, in the language and locale of the interface: 8.9 GB, 1 min 42 s, 38.6 % (Chinese 38.6%).
#pragma once

#include <QCoreApplication>
#include <QString>

#include <cstdint>

namespace timbre::ui {

class Format {
  Q_DECLARE_TR_FUNCTIONS(timbre::ui::Format)
 public:
  static QString number(qint64 value);                 ///< 12,418
  static QString decimal(double value, int digits);    ///< 1.45; "–" when not finite
  static QString percent(double share, int digits = 0);
  /// Powers of 1,024 under the names that memory is sold by: 341 MB, 12 GB. Files too: a model of 6 GB needs 6 GB.
  static QString bytes(std::uint64_t bytes);
  static QString memoryOf(std::uint64_t used, std::uint64_t total);  ///< "0.6 / 12 GB"
  static QString duration(double seconds);             ///< 28 s, 1 min 42 s, 3 h 5 min
  static QString rate(double value);                   ///< 2e-4, 0.01: learning rates as people write them
  static QString parameters(std::uint64_t count);      ///< 24.3 M, 3.21 B
  static QString ago(qint64 secondsSinceEpoch, qint64 now);  ///< just now, 2 min ago, yesterday, 12 Nov
  static QString shortHash(const QString& hex);        ///< 3f9a…c21e
};

}  // namespace timbre::ui
