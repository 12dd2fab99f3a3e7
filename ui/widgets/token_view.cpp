// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/token_view.h"

#include "ui/theme/paint.h"
#include "ui/widgets/text_block.h"

#include <QEvent>
#include <QFontMetrics>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace timbre::ui {

namespace {

constexpr int kLine = 25;

bool boxed(TokenRun::Kind kind) { return kind == TokenRun::Kind::Stop || kind == TokenRun::Kind::Template; }

/// Grounds of neighbouring tokens; a hair of space between them says the same without colour.
Role shadeOf(int token) {
  constexpr Role kShades[] = {Role::AccentSoft, Role::WarnSoft, Role::InfoSoft, Role::OkSoft};
  return kShades[token % 4];
}

QFont boxFont(const QString& text) {
  QFont font = monoFontFor(text);
  font.setPixelSize(theme().font(TextRole::Caption).pixelSize());
  return font;
}

}  // namespace

TokenView::TokenView(QWidget* parent) : QWidget(parent) {
  QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
}

void TokenView::setTokens(const QList<TokenRun>& tokens) {
  m_tokens = tokens;
  m_width = -1;
  QString words;
  for (const TokenRun& token : tokens) words += token.text;
  setAccessibleDescription(words.left(20000));
  if (accessibleName().isEmpty()) setAccessibleName(tr("Tokens"));
  updateGeometry();
  update();
}

void TokenView::arrange(int width) const {
  if (width == m_width) return;
  const Theme& t = theme();
  m_width = width;
  m_pieces.clear();
  const int line = t.px(kLine), boxHeight = t.px(19), gap = 2;
  int x = 0, y = 0;
  const auto place = [&](int token, const QString& text, int w, bool box) {
    if (x > 0 && x + w > width) x = 0, y += line;
    m_pieces.append({token, text, QRect(x, y + (line - boxHeight) / 2, w, boxHeight)});
    x += w + (box ? gap : 0);
  };
  for (int i = 0; i < m_tokens.size(); ++i) {
    const TokenRun& token = m_tokens[i];
    if (boxed(token.kind)) {
      QString text = token.text;
      const bool breaks = text.endsWith('\n');
      text.replace('\n', QChar(0x21b5));
      place(i, text, QFontMetrics(boxFont(text)).horizontalAdvance(text) + t.px(10), true);
      if (breaks) x = 0, y += line;
      continue;
    }
    const QStringList rows = token.text.split('\n');
    const int pad = token.kind == TokenRun::Kind::Shade ? t.px(6) : 0;
    for (int r = 0; r < rows.size(); ++r) {
      const QString text = rows[r] + (r + 1 < rows.size() ? QString(QChar(0x21b5)) : QString());
      const QFontMetrics fm(monoFontFor(text));
      // A token wider than the view is cut into pieces that fit; all belong to the same token.
      for (qsizetype at = 0; at < text.size();) {
        qsizetype n = text.size() - at;
        while (n > 1 && fm.horizontalAdvance(text.mid(at, n)) + pad > width) n = std::clamp<qsizetype>(n * width / std::max(1, fm.horizontalAdvance(text.mid(at, n)) + pad), 1, n - 1);
        place(i, text.mid(at, n), fm.horizontalAdvance(text.mid(at, n)) + pad, pad > 0);
        at += n;
      }
      if (r + 1 < rows.size()) x = 0, y += line;
    }
  }
  m_height = x == 0 && y > 0 ? y : y + line;
}

int TokenView::heightForWidth(int width) const {
  arrange(std::max(1, width));
  return m_height;
}

QSize TokenView::sizeHint() const {
  const int width = theme().px(420);
  return {width, heightForWidth(width)};
}

QSize TokenView::minimumSizeHint() const { return {theme().px(160), theme().px(kLine)}; }

void TokenView::paintEvent(QPaintEvent* event) {
  arrange(width());
  const Theme& t = theme();
  QPainter painter(this);
  for (const Piece& piece : m_pieces) {
    if (!event->rect().intersects(piece.box.adjusted(-2, -4, 2, 4))) continue;
    const TokenRun::Kind kind = m_tokens[piece.token].kind;
    if (boxed(kind)) {
      const bool stop = kind == TokenRun::Kind::Stop;
      paintRounded(painter, piece.box, t.px(4), t.color(stop ? Role::Accent : Role::Window), stop ? QColor() : t.color(Role::LineMid));
      drawTextLine(painter, piece.box, piece.text, boxFont(piece.text), t.color(stop ? Role::OnAccent : Role::Text2), Qt::AlignHCenter, Qt::ElideNone);
      continue;
    }
    if (kind == TokenRun::Kind::Trained) {
      painter.fillRect(piece.box, t.color(Role::AccentSoft));
      painter.fillRect(QRect(piece.box.x(), piece.box.bottom(), piece.box.width() - 1, 1), t.color(Role::Accent));
    }
    if (kind == TokenRun::Kind::Shade) painter.fillRect(piece.box, t.color(shadeOf(piece.token)));
    const bool reads = kind == TokenRun::Kind::Trained || kind == TokenRun::Kind::Shade;
    drawTextLine(painter, piece.box, piece.text, monoFontFor(piece.text), t.color(reads ? Role::Text1 : Role::Text3), kind == TokenRun::Kind::Shade ? Qt::AlignHCenter : Qt::AlignLeft, Qt::ElideNone);
  }
}

bool TokenView::event(QEvent* event) {
  if (event->type() == QEvent::StyleChange) m_width = -1;
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  for (const Piece& piece : m_pieces) {
    if (!piece.box.contains(help->pos())) continue;
    const TokenRun& token = m_tokens[piece.token];
    QString text = token.id >= 0 ? tr("Token %1").arg(token.id) : QString();
    if (!token.reason.isEmpty()) text += (text.isEmpty() ? QString() : QStringLiteral("\n")) + token.reason;
    QToolTip::showText(help->globalPos(), text, this);
    return true;
  }
  return true;
}

TokenLegend::TokenLegend(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
  setAccessibleName(words().join(", "));
}

QStringList TokenLegend::words() const { return {tr("context, not trained"), tr("trained"), tr("trained stop token"), tr("template")}; }

void TokenLegend::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) {
    setAccessibleName(words().join(", "));
    updateGeometry();
    update();
  }
  QWidget::changeEvent(event);
}

QSize TokenLegend::sizeHint() const {
  const QFontMetrics fm(theme().font(TextRole::Caption));
  int width = 0;
  const auto all = words();
  for (const QString& word : all) width += fm.horizontalAdvance(word) + theme().px(42);
  return {width - theme().px(16), theme().px(20)};
}

void TokenLegend::paintEvent(QPaintEvent*) {
  const Theme& t = theme();
  QPainter painter(this);
  const QFont& font = t.font(TextRole::Caption);
  const QFontMetrics fm(font);
  const int mid = height() / 2;
  int x = 0;
  const auto all = words();
  for (int i = 0; i < all.size(); ++i) {
    const QRect box(x, mid - t.px(6), t.px(18), t.px(12));
    if (i == 0) drawTextLine(painter, box, "ab", t.font(TextRole::Mono), t.color(Role::Text3), Qt::AlignLeft, Qt::ElideNone);
    if (i == 1) {
      painter.fillRect(box, t.color(Role::AccentSoft));
      painter.fillRect(QRect(box.x(), box.bottom(), box.width(), 1), t.color(Role::Accent));
    }
    if (i == 2) paintRounded(painter, box, t.px(4), t.color(Role::Accent));
    if (i == 3) paintRounded(painter, box, t.px(4), t.color(Role::Window), t.color(Role::LineMid));
    drawTextLine(painter, QRect(x + t.px(25), 0, fm.horizontalAdvance(all[i]) + 4, height()), all[i], font, t.color(Role::Text2), Qt::AlignLeft, Qt::ElideNone);
    x += fm.horizontalAdvance(all[i]) + t.px(42);
  }
}

}  // namespace timbre::ui
