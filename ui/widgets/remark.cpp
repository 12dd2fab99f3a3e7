// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/remark.h"

#include "ui/widgets/label.h"

#include <QHBoxLayout>

namespace timbre::ui {

Remark::Remark(QWidget* parent, TextRole role) : QWidget(parent) {
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(theme().px(8));
  m_icon = new IconView(badgeIcon(m_kind), badgeTone(m_kind), role == TextRole::Body ? 16 : 14, this);
  m_label = new Label({}, role, badgeTone(m_kind), this);
  m_label->setWrap(true);
  // The icon is as high as a line of the words.
  m_icon->setFixedHeight(theme().lineBox(role));
  row->addWidget(m_icon, 0, Qt::AlignTop);
  row->addWidget(m_label, 1);
  hide();
}

void Remark::setWords(BadgeKind kind, const QString& words) {
  m_kind = kind;
  m_icon->setIcon(badgeIcon(kind), badgeTone(kind));
  m_label->setTone(badgeTone(kind));
  m_label->setText(words);
  setVisible(!words.isEmpty());
}

}  // namespace timbre::ui
