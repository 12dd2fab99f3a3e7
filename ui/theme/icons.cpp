// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/icons.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace timbre::ui {

namespace {

QString resourceOf(const QString& name) { return QStringLiteral(":/icons/%1.svg").arg(name); }

QByteArray svgOf(const QString& name, const QColor& color) {
  QFile file(resourceOf(name));
  if (!file.open(QIODevice::ReadOnly)) return {};
  QByteArray svg = file.readAll();
  svg.replace("currentColor", color.name(QColor::HexRgb).toLatin1());
  svg.replace("stroke-width=\"2\"", "stroke-width=\"1.75\"");
  return svg;
}

class ThemedIconEngine : public QIconEngine {
 public:
  ThemedIconEngine(QString name, Role role) : m_name(std::move(name)), m_role(role) {}

  void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
    Icons::paint(*painter, rect, m_name, colorFor(mode));
  }
  QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State) override {
    return Icons::pixmap(m_name, colorFor(mode), std::min(size.width(), size.height()), 1.0);
  }
  QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State, qreal scale) override {
    return Icons::pixmap(m_name, colorFor(mode), qRound(std::min(size.width(), size.height()) / scale), scale);
  }
  QIconEngine* clone() const override { return new ThemedIconEngine(m_name, m_role); }
  QString key() const override { return QStringLiteral("timbre"); }
  QString iconName() override { return m_name; }
  bool isNull() override { return false; }

 private:
  QColor colorFor(QIcon::Mode mode) const { return theme().color(mode == QIcon::Disabled ? Role::Disabled : m_role); }
  QString m_name;
  Role m_role;
};

}  // namespace

QIcon Icons::icon(const QString& name, Role role) { return QIcon(new ThemedIconEngine(name, role)); }

QPixmap Icons::pixmap(const QString& name, const QColor& color, int size, qreal ratio) {
  const QString key = QStringLiteral("timbre/%1/%2/%3/%4").arg(name, color.name(QColor::HexArgb)).arg(size).arg(ratio);
  QPixmap out;
  if (QPixmapCache::find(key, &out)) return out;
  const int side = std::max(1, qRound(size * ratio));
  out = QPixmap(side, side);
  out.fill(Qt::transparent);
  QSvgRenderer renderer(svgOf(name, color));
  if (renderer.isValid()) {
    QPainter painter(&out);
    renderer.render(&painter, QRectF(0, 0, side, side));
  } else {
    qWarning("no icon named %s", qPrintable(name));
  }
  out.setDevicePixelRatio(ratio);
  QPixmapCache::insert(key, out);
  return out;
}

void Icons::paint(QPainter& painter, const QRect& box, const QString& name, const QColor& color, int size) {
  if (size <= 0) size = std::min(box.width(), box.height());
  const QPixmap pixels = pixmap(name, color, size, painter.device()->devicePixelRatioF());
  painter.drawPixmap(QPoint(box.x() + (box.width() - size) / 2, box.y() + (box.height() - size) / 2), pixels);
}

bool Icons::exists(const QString& name) { return QFile::exists(resourceOf(name)); }

QString Icons::nameOf(const QIcon& icon) { return icon.name(); }

}  // namespace timbre::ui
