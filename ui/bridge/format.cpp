// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/format.h"

#include <QDateTime>
#include <QLocale>

#include <cmath>
#include <iterator>

namespace timbre::ui {

QString Format::number(qint64 value) { return QLocale().toString(value); }

QString Format::decimal(double value, int digits) { return std::isfinite(value) ? QLocale().toString(value, 'f', digits) : QStringLiteral("–"); }

QString Format::percent(double share, int digits) {
  //: A percentage: English writes 38.6 %, Chinese 38.6%
  return tr("%1 %").arg(QLocale().toString(share * 100, 'f', digits));
}

QString Format::bytes(std::uint64_t bytes) {
  auto value = double(bytes);
  const char* const units[] = {"B", "KB", "MB", "GB", "TB"};
  std::size_t unit = 0;
  while (value >= 1024 * 0.9995 && unit + 1 < std::size(units)) value /= 1024, ++unit;
  const int digits = unit == 0 || value >= 100 || std::abs(value - std::round(value)) < 0.05 ? 0 : 1;
  return QLocale().toString(value, 'f', digits) + QLatin1Char(' ') + QLatin1String(units[unit]);
}

QString Format::memoryOf(std::uint64_t used, std::uint64_t total) {
  const double gb = 1024.0 * 1024.0 * 1024.0;
  const auto text = [gb](std::uint64_t n) { return QLocale().toString(double(n) / gb, 'f', double(n) / gb >= 99.5 || std::abs(double(n) / gb - std::round(double(n) / gb)) < 0.05 ? 0 : 1); };
  return QStringLiteral("%1 / %2 GB").arg(text(used), text(total));
}

QString Format::duration(double seconds) {
  if (!std::isfinite(seconds) || seconds < 0) return QStringLiteral("–");
  const qint64 s = std::llround(seconds);
  if (s < 60) return tr("%1 s").arg(s);
  if (s < 3600) return s % 60 ? tr("%1 min %2 s").arg(s / 60).arg(s % 60) : tr("%1 min").arg(s / 60);
  if (s < 86400) return (s / 60) % 60 ? tr("%1 h %2 min").arg(s / 3600).arg((s / 60) % 60) : tr("%1 h").arg(s / 3600);
  return tr("%1 d %2 h").arg(s / 86400).arg((s / 3600) % 24);
}

QString Format::rate(double value) {
  if (!std::isfinite(value)) return QStringLiteral("–");
  if (value == 0 || std::abs(value) >= 0.01) return QLocale().toString(value, 'g', 4);
  const int exponent = int(std::floor(std::log10(std::abs(value)) + 1e-12));
  const double mantissa = value / std::pow(10.0, exponent);
  return QStringLiteral("%1e%2").arg(QLocale().toString(mantissa, 'g', 3)).arg(exponent);
}

QString Format::parameters(std::uint64_t count) {
  const double n = double(count);
  if (n >= 1e9) return QLocale().toString(n / 1e9, 'f', 2) + QStringLiteral(" B");
  if (n >= 1e6) return QLocale().toString(n / 1e6, 'f', 1) + QStringLiteral(" M");
  return number(qint64(count));
}

QString Format::ago(qint64 then, qint64 now) {
  const qint64 s = now - then;
  if (s < 60) return tr("just now");
  if (s < 3600) return tr("%1 min ago").arg(s / 60);
  const QDate day = QDateTime::fromSecsSinceEpoch(then).date(), today = QDateTime::fromSecsSinceEpoch(now).date();
  if (day == today) return tr("%1 h ago").arg(s / 3600);
  if (day.daysTo(today) == 1) return tr("yesterday");
  //: Day and month, in QDate's format: 12 Nov
  const QString format = day.year() == today.year() ? tr("d MMM") : tr("d MMM yyyy");
  return QLocale().toString(day, format);
}

QString Format::shortHash(const QString& hex) { return hex.size() <= 9 ? hex : hex.left(4) + QChar(0x2026) + hex.right(4); }

}  // namespace timbre::ui
