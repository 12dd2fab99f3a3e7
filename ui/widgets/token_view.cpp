// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/token_view.h"

#include "ui/theme/paint.h"
#include "ui/widgets/text_block.h"

#include <QEvent>
#include <QFontMetrics>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollArea>
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
  // Preferred, because the least height is that of the width it gets, not of its hint.
  QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
  setFocusPolicy(Qt::StrongFocus);
  setProperty("ownFocus", true);
}

void TokenView::setName(const QString& name) {
  m_name = name;
  sayName();
}

void TokenView::setTokens(const QList<TokenRun>& tokens) {
  m_tokens = tokens;
  m_width = -1;
  QString words;
  for (const TokenRun& token : tokens) words += token.text;
  setAccessibleDescription(words.left(20000));
  m_current = hasFocus() && !tokens.isEmpty() ? std::clamp(m_current, 0, int(tokens.size()) - 1) : -1;
  sayName();
  updateGeometry();
  update();
}

void TokenView::sayName() {
  const QString name = m_name.isEmpty() ? tr("Tokens") : m_name, token = hasFocus() ? currentWords() : QString();
  const QString said = token.isEmpty() ? name : name + QStringLiteral(". ") + token;
  if (said == accessibleName()) return;
  setAccessibleName(said);  // tells screen readers
}

QString TokenView::currentWords() const {
  if (m_current < 0 || m_current >= m_tokens.size()) return {};
  const TokenRun& token = m_tokens[m_current];
  QString text = token.text;
  text.replace(QLatin1Char('\n'), QChar(0x21b5));
  const QString number = QString::number(m_current + 1), count = QString::number(m_tokens.size());
  return token.id >= 0 ? tr("Token %1 of %2: “%3”, id %4").arg(number, count, text, QString::number(token.id)) : tr("Token %1 of %2: “%3”").arg(number, count, text);
}

void TokenView::setCurrent(int token) {
  token = token >= 0 && token < m_tokens.size() ? token : -1;
  if (token == m_current) return;
  m_current = token;
  sayName();
  update();
  Q_EMIT currentChanged(token);
}

void TokenView::walk(int token) {
  if (m_tokens.isEmpty()) return;
  setCurrent(std::clamp(token, 0, int(m_tokens.size()) - 1));
  arrange(width());
  for (QWidget* at = parentWidget(); at; at = at->parentWidget()) {
    auto* area = qobject_cast<QScrollArea*>(at->parentWidget());
    if (!area || area->viewport() != at) continue;
    for (const Piece& piece : std::as_const(m_pieces))
      if (piece.token == m_current) {
        const QPoint centre = mapTo(area->widget(), piece.box.center());
        return area->ensureVisible(centre.x(), centre.y(), theme().px(48), theme().px(56));  // with what stands around it
      }
  }
}

int TokenView::above(int lines) const {
  arrange(width());
  const auto from = std::find_if(m_pieces.cbegin(), m_pieces.cend(), [this](const Piece& piece) { return piece.token == m_current; });
  if (from == m_pieces.cend()) return 0;
  const int y = from->box.y() - lines * theme().px(kLine), x = from->box.center().x();
  int best = m_current, nearest = -1;
  for (const Piece& piece : std::as_const(m_pieces)) {
    if (piece.box.y() != y) continue;
    const int away = std::abs(piece.box.center().x() - x);
    if (nearest < 0 || away < nearest) best = piece.token, nearest = away;
  }
  return best;
}

int TokenView::tokenAt(const QPoint& position) const {
  for (const Piece& piece : std::as_const(m_pieces))
    if (piece.box.contains(position)) return piece.token;
  return -1;
}

void TokenView::keyPressEvent(QKeyEvent* event) {
  switch (event->key()) {
    case Qt::Key_Left: return walk(m_current - 1);
    case Qt::Key_Right: return walk(m_current + 1);
    case Qt::Key_Up: return walk(above(1));
    case Qt::Key_Down: return walk(above(-1));
    case Qt::Key_Home: return walk(0);
    case Qt::Key_End: return walk(int(m_tokens.size()) - 1);
    default: QWidget::keyPressEvent(event);
  }
}

void TokenView::focusInEvent(QFocusEvent* event) {
  if (m_current < 0 && event->reason() != Qt::MouseFocusReason) walk(0);
  sayName();
  update();
}

void TokenView::focusOutEvent(QFocusEvent*) {
  setCurrent(-1);
  update();
}

void TokenView::mousePressEvent(QMouseEvent* event) {
  const int token = tokenAt(event->position().toPoint());
  if (token >= 0) setCurrent(token);
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
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(t.color(Role::Focus), 2));
  painter.setBrush(Qt::NoBrush);
  for (const Piece& piece : std::as_const(m_pieces))
    if (piece.token == m_current) painter.drawRoundedRect(QRectF(piece.box).adjusted(0, -1, 0, 1), t.px(3), t.px(3));
}

bool TokenView::event(QEvent* event) {
  if (event->type() == QEvent::StyleChange) m_width = -1;
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  if (const int at = tokenAt(help->pos()); at >= 0) {
    const TokenRun& token = m_tokens[at];
    QString text = token.id >= 0 ? tr("Token %1").arg(token.id) : QString();
    if (!token.reason.isEmpty()) text += (text.isEmpty() ? QString() : QStringLiteral("\n")) + token.reason;
    QToolTip::showText(help->globalPos(), text, this);
    return true;
  }
  return true;
}

TokenLegend::TokenLegend(QWidget* parent) : QWidget(parent) {
  QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
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

QList<QRect> TokenLegend::arrange(int width) const {
  const QFontMetrics fm(theme().font(TextRole::Caption));
  const int line = theme().px(20), between = theme().px(16);
  QList<QRect> out;
  int x = 0, y = 0;
  const auto all = words();
  for (const QString& word : all) {
    const int wide = theme().px(26) + fm.horizontalAdvance(word);
    if (x > 0 && x + wide > width) x = 0, y += line;
    out << QRect(x, y, wide, line);
    x += wide + between;
  }
  return out;
}

QSize TokenLegend::sizeHint() const {
  const QRect last = arrange(QWIDGETSIZE_MAX).last();
  return {last.right() + 1, last.height()};
}

QSize TokenLegend::minimumSizeHint() const {
  int widest = 0;
  const auto boxes = arrange(QWIDGETSIZE_MAX);
  for (const QRect& box : boxes) widest = std::max(widest, box.width());
  return {widest, boxes.first().height()};
}

void TokenLegend::paintEvent(QPaintEvent*) {
  const Theme& t = theme();
  QPainter painter(this);
  const QFont& font = t.font(TextRole::Caption);
  const auto all = words();
  const auto boxes = arrange(width());
  for (int i = 0; i < all.size(); ++i) {
    const QRect box(boxes[i].x(), boxes[i].center().y() - t.px(6), t.px(18), t.px(12));
    if (i == 0) drawTextLine(painter, box, "ab", t.font(TextRole::Mono), t.color(Role::Text3), Qt::AlignLeft, Qt::ElideNone);
    if (i == 1) {
      painter.fillRect(box, t.color(Role::AccentSoft));
      painter.fillRect(QRect(box.x(), box.bottom(), box.width(), 1), t.color(Role::Accent));
    }
    if (i == 2) paintRounded(painter, box, t.px(4), t.color(Role::Accent));
    if (i == 3) paintRounded(painter, box, t.px(4), t.color(Role::Window), t.color(Role::LineMid));
    drawTextLine(painter, boxes[i].adjusted(t.px(25), 0, 4, 0), all[i], font, t.color(Role::Text2), Qt::AlignLeft, Qt::ElideNone);
  }
}

}  // namespace timbre::ui
