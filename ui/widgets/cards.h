// SPDX-License-Identifier: GPL-3.0-or-later
// Things that are chosen, dropped on or compared as a unit, and the quiet blocks around them: choice card, clickable card,
// tile, banner, empty state, drop area, section header, figure.
#pragma once

#include "ui/theme/theme.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/pane.h"

#include <QAbstractButton>
#include <QFrame>

class QHBoxLayout;
class QPushButton;
class QVBoxLayout;

namespace timbre::ui {

class Label;
class NumberLabel;

/// A card that is one button: hover, focus, Enter. Put any child widgets into its layout; they do not take the mouse.
class CardButton : public QAbstractButton {
  Q_OBJECT
 public:
  explicit CardButton(QWidget* parent = nullptr);
  void setDashed(bool dashed);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;
  bool hasHeightForWidth() const override;
  int heightForWidth(int width) const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  bool event(QEvent* event) override;

 private:
  bool m_dashed = false;
};

/// One of several options with its consequence and figure; exclusive among its siblings (auto-exclusive).
class ChoiceCard : public QAbstractButton {
  Q_OBJECT
 public:
  ChoiceCard(const QString& title, const QString& text, const QString& figure = {}, QWidget* parent = nullptr);
  void setTexts(const QString& title, const QString& text, const QString& figure);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  int textWidth(int width) const;
  QString m_text, m_figure;
};

/// Quiet card with a caption, a figure and a line below; further widgets go into `body()`.
class Tile : public Pane {
  Q_OBJECT
 public:
  explicit Tile(const QString& icon, QWidget* parent = nullptr);
  void setCaption(const QString& caption);
  void setFigure(const QString& figure);
  void setNote(const QString& note);
  QVBoxLayout* body() const { return m_body; }

 private:
  Label* m_caption;
  NumberLabel* m_figure;
  Label* m_note;
  QVBoxLayout* m_body;
};

/// Caption over a figure with a unit beside it, as in the live header and the dataset strip.
class Figure : public QWidget {
  Q_OBJECT
 public:
  explicit Figure(QWidget* parent = nullptr, TextRole role = TextRole::Page);
  void setCaption(const QString& caption);
  void setValue(const QString& value, const QString& unit = {});
  void setTone(Role tone);
  QString value() const;

 private:
  Label* m_caption;
  NumberLabel* m_value;
  Label* m_unit;
};

/// Says what happened between regions of a page, with the buttons that do the next right thing.
class Banner : public Pane {
  Q_OBJECT
 public:
  explicit Banner(BadgeKind kind = BadgeKind::Error, QWidget* parent = nullptr);
  void setMessage(BadgeKind kind, const QString& title, const QString& text);
  QPushButton* addButton(QPushButton* button);
  void clearButtons();

 private:
  IconView* m_icon;
  Label* m_title;
  Label* m_text;
  QHBoxLayout* m_buttons;
};

class EmptyState : public QWidget {
  Q_OBJECT
 public:
  explicit EmptyState(const QString& icon, QWidget* parent = nullptr);
  void setTexts(const QString& title, const QString& text);
  void setButton(QPushButton* button);

 private:
  Label* m_title;
  Label* m_text;
  QVBoxLayout* m_column;
};

/// Dashed, painted edge around the words that files may be dropped; the window takes them (MainWindow::dropped). A button: Enter or
/// click browses.
class DropArea : public CardButton {
  Q_OBJECT
 public:
  explicit DropArea(QWidget* parent = nullptr);
  void setMessage(const QString& icon, const QString& text);

 private:
  IconView* m_icon;
  Label* m_text;
};

/// Section title with room for badges and buttons on its line.
class SectionHeader : public QWidget {
  Q_OBJECT
 public:
  explicit SectionHeader(const QString& title = {}, QWidget* parent = nullptr);
  void setTitle(const QString& title);
  void addBeside(QWidget* widget);   ///< right of the title
  void addTrailing(QWidget* widget); ///< at the right end

 private:
  Label* m_title;
  QHBoxLayout* m_row;
  int m_beside = 1;
};

void paintDashed(QPainter& painter, const QRectF& rect, double radius, const QColor& color);

}  // namespace timbre::ui
