// SPDX-License-Identifier: GPL-3.0-or-later
// Labels with a type role, a colour role and fixed line boxes. Plain text only: markup in user data is never interpreted.
// A label that does not wrap and may not elide asks for its full width, so layouts cannot cut it.
#pragma once

#include "ui/theme/theme.h"

#include <QLabel>

namespace timbre::ui {

class Label : public QLabel {
  Q_OBJECT
 public:
  explicit Label(const QString& text = {}, TextRole role = TextRole::Body, Role tone = Role::Text1, QWidget* parent = nullptr);

  void setRole(TextRole role);
  void setTone(Role tone);
  TextRole textRole() const { return m_role; }
  Role tone() const { return m_tone; }
  /// Several lines at word boundaries; `maxLines` > 0 elides the last one.
  void setWrap(bool wrap, int maxLines = 0);
  bool wraps() const { return m_wrap; }
  /// One line that may become shorter than its text; the tooltip then holds all of it.
  void setElide(Qt::TextElideMode mode);
  bool elides() const { return m_elide != Qt::ElideNone; }
  /// The role's font in 600: captions of lists and columns.
  void setStrong(bool on);
  /// Digits of equal width: for numbers that change or align.
  void setTabular(bool on);
  void setText(const QString& text);
  /// Text for one line, as long as it is; for tests of clipped text.
  int fullWidth() const;

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;
  bool hasHeightForWidth() const override { return m_wrap; }
  int heightForWidth(int width) const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  QString plain() const;
  QFont fontOfText() const;
  TextRole m_role;
  Role m_tone;
  bool m_wrap = false;
  bool m_tabular = false;
  bool m_strong = false;
  int m_maxLines = 0;
  Qt::TextElideMode m_elide = Qt::ElideNone;
};

/// A figure: tabular digits in the `Page` role by default ("12,418").
class NumberLabel : public Label {
  Q_OBJECT
 public:
  explicit NumberLabel(const QString& text = {}, TextRole role = TextRole::Page, Role tone = Role::Text1, QWidget* parent = nullptr);
};

}  // namespace timbre::ui
