// SPDX-License-Identifier: GPL-3.0-or-later
// Dialogs in the design's form. The title says what happened, the body where and how much, then what was kept, then choices
// ranked with their figure. They are opened, never exec'd: the answer arrives as a signal.
#pragma once

#include "ui/widgets/badge.h"

#include <QList>
#include <QPointer>
#include <QWidget>

#include <functional>

class QHBoxLayout;
class QPushButton;
class QVBoxLayout;

namespace timbre::ui {

class ChoiceCard;
class Label;
class IconView;
class Overlay;

/// A modal panel over a window. Deleted when it closes.
class Dialog : public QWidget {
  Q_OBJECT
 public:
  explicit Dialog(QWidget* window, int width = 620);
  void setHead(BadgeKind kind, const QString& title, const QString& text);
  /// "Nothing is lost. The checkpoint of step 10 is complete."
  void setKept(const QString& sentence);
  /// Content between head and buttons.
  QVBoxLayout* body() const { return m_body; }
  /// Left of the button row: quiet helpers ("Copy details").
  void addHelper(QPushButton* button);
  /// Right: the last one added is the rightmost. The default button is pressed by Enter.
  void addButton(QPushButton* button, bool isDefault = false);
  void openDialog();
  void closeDialog();
  QString title() const;

  bool hasHeightForWidth() const override;
  int heightForWidth(int width) const override;
  QSize sizeHint() const override;

 Q_SIGNALS:
  void rejected();  ///< Esc, scrim or Close
  void finished();

 protected:
  void keyPressEvent(QKeyEvent* event) override;

 private:
  QPointer<QWidget> m_host;
  QPointer<Overlay> m_overlay;
  int m_width;
  IconView* m_icon;
  Label* m_title;
  Label* m_text;
  QWidget* m_kept;
  Label* m_keptText;
  QVBoxLayout* m_body;
  QHBoxLayout* m_helpers;
  QHBoxLayout* m_buttons;
  QPointer<QPushButton> m_default;
};

/// One way out of an error, best first.
struct Remedy {
  QString title, text, figure;
  std::function<void()> apply;
};

struct ErrorReport {
  QString title, text, kept;
  QString remediesCaption;      ///< "What would fit"
  QList<Remedy> remedies;
  QString applyText;            ///< "Resume from step 10"; needed with remedies
  QString details;              ///< for "Copy details"; empty: no such button
  std::function<void()> openLog;
};

Dialog* showErrorDialog(QWidget* window, const ErrorReport& report);

struct ConfirmRequest {
  QString title, text, kept;
  QString confirmText;          ///< the verb with its object
  bool destructive = false;
  QString otherText;            ///< optional middle button
  std::function<void()> confirm, other, cancel;
};

Dialog* showConfirmDialog(QWidget* window, const ConfirmRequest& request);

}  // namespace timbre::ui
