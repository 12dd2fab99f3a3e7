// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/settings/theme_card.h"

#include "ui/theme/paint.h"
#include "ui/widgets/text_block.h"

#include <QPainter>
#include <QPainterPath>

namespace timbre::ui {

namespace {

void paintMiniature(QPainter& p, const QRectF& box, const Theme& t) {
  p.fillRect(box, t.color(Role::Surface));
  p.fillRect(QRectF(box.x(), box.y(), box.width() * 0.27, box.height()), t.color(Role::Window));
  const auto bar = [&](double x, double y, double w, double h, Role role) {
    paintRounded(p, QRectF(box.x() + x * box.width(), box.y() + y * box.height(), w * box.width(), h), h / 2, t.color(role));
  };
  bar(0.06, 0.17, 0.15, 5, Role::Accent);
  bar(0.06, 0.33, 0.15, 4, Role::LineStrong);
  paintRounded(p, QRectF(box.x() + 0.55 * box.width(), box.y() + 0.18 * box.height(), 0.38 * box.width(), 0.22 * box.height()), 4, t.color(Role::UserBubble));
  paintRounded(p, QRectF(box.x() + 0.33 * box.width(), box.y() + 0.52 * box.height(), 0.42 * box.width(), 0.25 * box.height()), 4, t.color(Role::AccentSoft));
}

}  // namespace

ThemeCard::ThemeCard(ThemeMode mode, QWidget* parent) : QAbstractButton(parent), m_mode(mode) {
  setCheckable(true);
  setAutoExclusive(true);
  setFocusPolicy(Qt::StrongFocus);
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize ThemeCard::sizeHint() const { return {theme().px(108), theme().px(72 + 24)}; }

void ThemeCard::paintEvent(QPaintEvent*) {
  const Theme& t = theme();
  QPainter p(this);
  p.setRenderHint(QPainter::Antialiasing);
  const QRectF box = QRectF(0, 0, width(), height() - t.px(24)).adjusted(2, 2, -2, -2);
  QPainterPath clip;
  clip.addRoundedRect(box, t.px(6), t.px(6));
  p.save();
  p.setClipPath(clip);
  if (m_mode == ThemeMode::Light || m_mode == ThemeMode::System) paintMiniature(p, box, makeTheme(false));
  if (m_mode == ThemeMode::Dark) paintMiniature(p, box, makeTheme(true));
  if (m_mode == ThemeMode::System) {
    p.setClipRect(QRectF(box.center().x(), box.y(), box.width() / 2, box.height()), Qt::IntersectClip);
    paintMiniature(p, box, makeTheme(true));
  }
  p.restore();
  paintRounded(p, QRectF(0, 0, width(), height() - t.px(24)), t.px(8), {}, t.color(isChecked() ? Role::Accent : Role::LineMid), isChecked() ? 2 : 1);
  drawTextLine(p, QRect(0, height() - t.px(20), width(), t.px(20)), text(), isChecked() ? t.font(TextRole::Strong) : t.font(TextRole::Body), t.color(Role::Text1), Qt::AlignHCenter);
}

}  // namespace timbre::ui
