// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/dialogs.h"

#include "ui/theme/icons.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/cards.h"
#include "ui/widgets/label.h"
#include "ui/widgets/overlay.h"

#include <QApplication>
#include <QButtonGroup>
#include <QClipboard>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace timbre::ui {

Dialog::Dialog(QWidget* window, int width) : QWidget(nullptr), m_host(window->window()), m_width(width) {
  const Theme& t = theme();
  setObjectName("dialog");
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(t.px(24), t.px(22), t.px(20), t.px(18));
  column->setSpacing(t.px(12));
  auto* head = new QHBoxLayout;
  head->setSpacing(t.px(14));
  m_icon = new IconView("info", Role::Info, 26, this);
  head->addWidget(m_icon, 0, Qt::AlignTop);
  auto* words = new QVBoxLayout;
  words->setSpacing(t.px(3));
  m_title = new Label({}, TextRole::Title, Role::Text1, this);
  m_title->setWrap(true);
  m_text = new Label({}, TextRole::Body, Role::Text2, this);
  m_text->setWrap(true);
  words->addWidget(m_title);
  words->addWidget(m_text);
  head->addLayout(words, 1);
  column->addLayout(head);
  auto* kept = new Pane(Role::Window, {}, this);
  kept->setRounded(6);
  auto* keptRow = new QHBoxLayout(kept);
  keptRow->setContentsMargins(t.px(12), t.px(9), t.px(12), t.px(9));
  keptRow->setSpacing(t.px(8));
  m_keptText = new Label({}, TextRole::Small, Role::Text2, kept);
  m_keptText->setWrap(true);
  keptRow->addWidget(new IconView("shield-check", Role::Ok, 15, kept), 0, Qt::AlignTop);
  keptRow->addWidget(m_keptText, 1);
  m_kept = kept;
  kept->hide();
  column->addWidget(kept);
  m_body = new QVBoxLayout;
  m_body->setSpacing(t.px(8));
  column->addLayout(m_body);
  auto* row = new QHBoxLayout;
  m_helpers = new QHBoxLayout;
  m_buttons = new QHBoxLayout;
  m_helpers->setSpacing(t.px(4));
  m_buttons->setSpacing(t.px(8));
  row->addLayout(m_helpers);
  row->addStretch(1);
  row->addLayout(m_buttons);
  column->addLayout(row);
}

void Dialog::setHead(BadgeKind kind, const QString& title, const QString& text) {
  const QString icon = badgeIcon(kind);
  m_icon->setIcon(icon.isEmpty() ? QStringLiteral("info") : icon, badgeTone(kind));
  m_icon->setVisible(kind != BadgeKind::Mute);
  m_title->setText(title);
  m_text->setText(text);
  m_text->setVisible(!text.isEmpty());
  setWindowTitle(title);
  setAccessibleName(title);
  setAccessibleDescription(text);
}

void Dialog::setKept(const QString& sentence) {
  m_keptText->setText(sentence);
  m_kept->setVisible(!sentence.isEmpty());
}

QString Dialog::title() const { return m_title->text(); }
void Dialog::addHelper(QPushButton* button) { m_helpers->addWidget(button); }

void Dialog::addButton(QPushButton* button, bool isDefault) {
  m_buttons->addWidget(button);
  if (isDefault) m_default = button;
}

QSize Dialog::sizeHint() const {
  const int width = theme().px(m_width);
  return {width, heightForWidth(width)};
}

bool Dialog::hasHeightForWidth() const { return true; }
int Dialog::heightForWidth(int width) const { return layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(width) : layout()->totalSizeHint().height(); }

void Dialog::openDialog() {
  m_overlay = new Overlay(m_host, this, Overlay::Place::Centre, 12);
  connect(m_overlay, &Overlay::dismissed, this, [this] {
    Q_EMIT rejected();
    closeDialog();
  });
  connect(m_overlay, &Overlay::closed, this, &Dialog::finished);
  // What is asked for comes first; a question without fields starts on its default button.
  QWidget* first = findChild<QLineEdit*>();
  if (!first && m_default && m_default->isEnabled()) first = m_default;
  if (!first)
    for (QWidget* w = nextInFocusChain(); w && w != this && !first; w = w->nextInFocusChain())
      if (isAncestorOf(w) && (w->focusPolicy() & Qt::TabFocus) && !w->isHidden()) first = w;
  m_overlay->open(first);
}

void Dialog::closeDialog() {
  if (m_overlay) m_overlay->close();
}

void Dialog::keyPressEvent(QKeyEvent* event) {
  if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && m_default && m_default->isEnabled()) {
    m_default->click();
    return;
  }
  QWidget::keyPressEvent(event);
}

Dialog* showErrorDialog(QWidget* window, const ErrorReport& report) {
  auto* dialog = new Dialog(window);
  dialog->setHead(BadgeKind::Error, report.title, report.text);
  dialog->setKept(report.kept);
  QList<ChoiceCard*> cards;
  if (!report.remedies.isEmpty()) {
    if (!report.remediesCaption.isEmpty()) {
      auto* caption = new Label(report.remediesCaption, TextRole::Small, Role::Text2, dialog);
      caption->setStrong(true);
      dialog->body()->addWidget(caption);
    }
    for (const Remedy& remedy : report.remedies) {
      auto* card = new ChoiceCard(remedy.title, remedy.text, remedy.figure, dialog);
      card->setChecked(cards.isEmpty());
      dialog->body()->addWidget(card);
      cards.append(card);
    }
  }
  if (!report.details.isEmpty()) {
    auto* copy = makeButton(ButtonKind::Ghost, Dialog::tr("Copy details"), "copy", dialog);
    QObject::connect(copy, &QPushButton::clicked, dialog, [text = report.details] { QApplication::clipboard()->setText(text); });
    dialog->addHelper(copy);
  }
  if (report.openLog) {
    auto* log = makeButton(ButtonKind::Ghost, Dialog::tr("Open log"), "file-text", dialog);
    QObject::connect(log, &QPushButton::clicked, dialog, report.openLog);
    dialog->addHelper(log);
  }
  const bool choice = !cards.isEmpty();
  auto* close = makeButton(choice ? ButtonKind::Secondary : ButtonKind::Primary, Dialog::tr("Close"), {}, dialog);
  QObject::connect(close, &QPushButton::clicked, dialog, [dialog] {
    Q_EMIT dialog->rejected();
    dialog->closeDialog();
  });
  dialog->addButton(close, !choice);
  if (choice) {
    auto* apply = makeButton(ButtonKind::Primary, report.applyText, "play", dialog);
    QObject::connect(apply, &QPushButton::clicked, dialog, [dialog, cards, remedies = report.remedies] {
      dialog->closeDialog();
      for (int i = 0; i < cards.size(); ++i)
        if (cards[i]->isChecked() && remedies[i].apply) remedies[i].apply();
    });
    dialog->addButton(apply, true);
  }
  dialog->openDialog();
  return dialog;
}

Dialog* showConfirmDialog(QWidget* window, const ConfirmRequest& request) {
  auto* dialog = new Dialog(window, 520);
  dialog->setHead(request.destructive ? BadgeKind::Warn : BadgeKind::Info, request.title, request.text);
  dialog->setKept(request.kept);
  auto* cancel = makeButton(ButtonKind::Secondary, Dialog::tr("Cancel"), {}, dialog);
  QObject::connect(cancel, &QPushButton::clicked, dialog, [dialog] {
    Q_EMIT dialog->rejected();
    dialog->closeDialog();
  });
  if (request.cancel) QObject::connect(dialog, &Dialog::rejected, dialog, request.cancel);
  dialog->addButton(cancel, request.destructive);
  if (!request.otherText.isEmpty()) {
    auto* other = makeButton(ButtonKind::Secondary, request.otherText, {}, dialog);
    QObject::connect(other, &QPushButton::clicked, dialog, [dialog, run = request.other] {
      dialog->closeDialog();
      if (run) run();
    });
    dialog->addButton(other);
  }
  auto* confirm = makeButton(request.destructive ? ButtonKind::DangerFilled : ButtonKind::Primary, request.confirmText, {}, dialog);
  QObject::connect(confirm, &QPushButton::clicked, dialog, [dialog, run = request.confirm] {
    dialog->closeDialog();
    if (run) run();
  });
  dialog->addButton(confirm, !request.destructive);
  dialog->openDialog();
  return dialog;
}

}  // namespace timbre::ui
