// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/picker_card.h"

#include "ui/bridge/error_text.h"
#include "ui/theme/icons.h"
#include "ui/widgets/label.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QVBoxLayout>

namespace timbre::ui {

PickerCard::PickerCard(const char* icon, const QString& name, QWidget* parent) : QWidget(parent) {
  const Theme& t = theme();
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(t.px(6));
  m_button = new CardButton(this);
  m_button->setObjectName(name + QStringLiteral("Card"));
  auto* row = new QHBoxLayout(m_button);
  row->setContentsMargins(t.px(13), t.px(8), t.px(13), t.px(8));
  row->setSpacing(t.px(12));
  row->addWidget(new IconView(QString::fromLatin1(icon), Role::Text2, 18, m_button));
  auto* words = new QVBoxLayout;
  words->setSpacing(0);
  m_name = new Label({}, TextRole::Strong, Role::Text1, m_button);
  m_name->setElide(Qt::ElideMiddle);
  m_detail = new Label({}, TextRole::Small, Role::Text2, m_button);
  m_detail->setElide(Qt::ElideRight);
  words->addWidget(m_name);
  words->addWidget(m_detail);
  row->addLayout(words, 1);
  row->addWidget(new IconView("chevrons-up-down", Role::Text2, 16, m_button));
  column->addWidget(m_button);
  m_problems = new QWidget(this);
  m_problems->setObjectName(name + QStringLiteral("Problems"));
  m_problemColumn = new QVBoxLayout(m_problems);
  m_problemColumn->setContentsMargins(0, 0, 0, 0);
  m_problemColumn->setSpacing(t.px(4));
  m_problems->hide();
  column->addWidget(m_problems);
}

void PickerCard::setWords(const QString& name, const QString& detail) {
  m_name->setText(name);
  m_detail->setText(detail);
  m_button->setAccessibleDescription(detail);
}

void PickerCard::setProblems(const std::vector<base::Error>& problems) {
  while (QLayoutItem* item = m_problemColumn->takeAt(0)) {
    delete item->widget();
    delete item;
  }
  for (const base::Error& error : problems) {
    auto* line = new QWidget(m_problems);
    auto* row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme().px(6));
    row->addWidget(new IconView("circle-x", Role::Err, 13, line), 0, Qt::AlignTop);
    auto* text = new Label(errorText(error).both(), TextRole::Caption, Role::Err, line);
    text->setWrap(true);
    row->addWidget(text, 1);
    m_problemColumn->addWidget(line);
  }
  m_problems->setVisible(!problems.empty());
}

void PickerCard::open(QMenu* menu) {
  menu->setAttribute(Qt::WA_DeleteOnClose);
  menu->popup(m_button->mapToGlobal(QPoint(0, m_button->height() + theme().px(4))));
}

}  // namespace timbre::ui
