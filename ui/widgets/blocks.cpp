// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/cards.h"
#include "ui/widgets/label.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace timbre::ui {

Tile::Tile(const QString& icon, QWidget* parent) : Pane(Role::Window, {}, parent) {
  const Theme& t = theme();
  setRounded(10);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(t.px(14), t.px(12), t.px(14), t.px(12));
  column->setSpacing(t.px(4));
  auto* head = new QHBoxLayout;
  head->setSpacing(t.px(7));
  m_caption = new Label({}, TextRole::Small, Role::Text2, this);
  head->addWidget(new IconView(icon, Role::Text2, 14, this));
  head->addWidget(m_caption, 1);
  m_figure = new NumberLabel({}, TextRole::Page, Role::Text1, this);
  m_note = new Label({}, TextRole::Caption, Role::Text2, this);
  m_note->setWrap(true);
  m_body = new QVBoxLayout;
  m_body->setSpacing(t.px(5));
  column->addLayout(head);
  column->addWidget(m_figure);
  column->addLayout(m_body);
  column->addWidget(m_note);
  column->addStretch();
}

void Tile::setCaption(const QString& caption) {
  m_caption->setText(caption);
  setAccessibleName(caption);
}

void Tile::setFigure(const QString& figure) { m_figure->setText(figure); }
void Tile::setNote(const QString& note) { m_note->setText(note); }

Figure::Figure(QWidget* parent, TextRole role) : QWidget(parent) {
  const Theme& t = theme();
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  m_caption = new Label({}, TextRole::Small, Role::Text2, this);
  m_value = new NumberLabel({}, role, Role::Text1, this);
  m_unit = new Label({}, TextRole::Small, Role::Text3, this);
  m_unit->setTabular(true);
  auto* row = new QHBoxLayout;
  row->setSpacing(t.px(7));
  row->addWidget(m_value);
  row->addWidget(m_unit, 0, Qt::AlignVCenter);
  row->addStretch();
  column->addWidget(m_caption);
  column->addLayout(row);
}

void Figure::setCaption(const QString& caption) { m_caption->setText(caption); }

void Figure::setValue(const QString& value, const QString& unit) {
  m_value->setText(value);
  m_unit->setText(unit.isEmpty() ? QStringLiteral(" ") : unit);  // a missing unit would shift the caption against its neighbours
}

void Figure::setTone(Role tone) { m_value->setTone(tone); }
QString Figure::value() const { return m_value->text(); }

Banner::Banner(BadgeKind kind, QWidget* parent) : Pane(badgeGround(kind), {}, parent) {
  const Theme& t = theme();
  setRounded(10);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(t.px(16), t.px(13), t.px(16), t.px(13));
  row->setSpacing(t.px(14));
  m_icon = new IconView(badgeIcon(kind), badgeTone(kind), 20, this);
  row->addWidget(m_icon, 0, Qt::AlignTop);
  auto* column = new QVBoxLayout;
  column->setSpacing(t.px(2));
  m_title = new Label({}, TextRole::Strong, Role::Text1, this);
  m_title->setWrap(true);
  m_text = new Label({}, TextRole::Small, Role::Text2, this);
  m_text->setWrap(true);
  m_buttons = new QHBoxLayout;
  m_buttons->setSpacing(t.px(8));
  m_buttons->setContentsMargins(0, t.px(6), 0, 0);
  m_buttons->addStretch();
  column->addWidget(m_title);
  column->addWidget(m_text);
  column->addLayout(m_buttons);
  row->addLayout(column, 1);
}

void Banner::setMessage(BadgeKind kind, const QString& title, const QString& text) {
  setGround(badgeGround(kind));
  m_icon->setIcon(badgeIcon(kind), badgeTone(kind));
  m_title->setText(title);
  m_text->setText(text);
  m_text->setVisible(!text.isEmpty());
  setAccessibleName(title);
  setAccessibleDescription(text);
}

QPushButton* Banner::addButton(QPushButton* button) {
  m_buttons->insertWidget(m_buttons->count() - 1, button);
  return button;
}

void Banner::clearButtons() {
  while (m_buttons->count() > 1) {
    QLayoutItem* item = m_buttons->takeAt(0);
    if (item->widget()) item->widget()->deleteLater();
    delete item;
  }
}

EmptyState::EmptyState(const QString& icon, QWidget* parent) : QWidget(parent) {
  const Theme& t = theme();
  m_column = new QVBoxLayout(this);
  m_column->setSpacing(t.px(4));
  m_column->addStretch();
  m_column->addWidget(new IconView(icon, Role::Text2, 26, this), 0, Qt::AlignHCenter);
  m_column->addSpacing(t.px(6));
  m_title = new Label({}, TextRole::Strong, Role::Text1, this);
  m_text = new Label({}, TextRole::Small, Role::Text2, this);
  m_text->setWrap(true);
  m_text->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
  m_column->addWidget(m_title, 0, Qt::AlignHCenter);
  auto* row = new QHBoxLayout;
  row->addStretch(1);
  row->addWidget(m_text, 8);
  row->addStretch(1);
  m_column->addLayout(row);
  m_column->addStretch();
}

void EmptyState::setTexts(const QString& title, const QString& text) {
  m_title->setText(title);
  m_text->setText(text);
}

void EmptyState::setButton(QPushButton* button) {
  m_column->insertSpacing(m_column->count() - 1, theme().px(8));
  m_column->insertWidget(m_column->count() - 1, button, 0, Qt::AlignHCenter);
}

SectionHeader::SectionHeader(const QString& title, QWidget* parent) : QWidget(parent) {
  m_row = new QHBoxLayout(this);
  m_row->setContentsMargins(0, 0, 0, 0);
  m_row->setSpacing(theme().px(8));
  m_title = new Label(title, TextRole::Title, Role::Text1, this);
  m_row->addWidget(m_title);
  m_row->addStretch();
}

void SectionHeader::setTitle(const QString& title) { m_title->setText(title); }

void SectionHeader::addBeside(QWidget* widget) { m_row->insertWidget(m_beside++, widget); }
void SectionHeader::addTrailing(QWidget* widget) { m_row->addWidget(widget); }

}  // namespace timbre::ui
