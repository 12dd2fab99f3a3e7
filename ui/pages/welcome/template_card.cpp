// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/welcome/template_card.h"

#include "ui/bridge/format.h"
#include "ui/widgets/bubble.h"
#include "ui/widgets/label.h"
#include "ui/widgets/retranslate.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace timbre::ui {

TemplateCard::TemplateCard(const PersonaTemplate& persona, bool chinese, QWidget* parent) : CardButton(parent) {
  const Theme& t = theme();
  setObjectName(QStringLiteral("template.") + persona.id);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(t.px(17), t.px(16), t.px(17), t.px(17));
  column->setSpacing(t.px(7));
  auto* head = new QHBoxLayout;
  head->setSpacing(t.px(11));
  head->addWidget(new Monogram(persona.name(chinese), 32, this));
  auto* words = new QVBoxLayout;
  words->setSpacing(0);
  words->addWidget(new Label(persona.name(chinese), TextRole::Strong, Role::Text1, this));
  QString line = persona.description(chinese);
  if (persona.rows > 0) line += (chinese ? QString() : QStringLiteral(" ")) + tr("%n row(s)", nullptr, persona.rows);
  auto* description = new Label(line, TextRole::Small, Role::Text2, this);
  description->setWrap(true, 2);
  words->addWidget(description);
  head->addLayout(words, 1);
  head->addWidget(new Badge(BadgeKind::Mute, persona.language == "zh" ? QStringLiteral("中文") : QStringLiteral("EN"), {}, this));
  column->addLayout(head);
  column->addSpacing(t.px(2));
  QString spoken;
  for (const PersonaExchange& exchange : persona.exchanges) {
    for (const bool user : {true, false}) {
      auto* bubble = new Bubble(this);
      bubble->setCompact(true);
      BubbleData said;
      said.who = user ? BubbleData::Who::User : BubbleData::Who::Tuned;
      said.text = user ? exchange.user : exchange.assistant;
      bubble->setData(said);
      column->addWidget(bubble);
    }
    spoken += exchange.user + QLatin1Char(' ') + exchange.assistant + QLatin1Char(' ');
  }
  column->addStretch();
  setText(persona.name(chinese));
  setAccessibleName(tr("New project from %1").arg(persona.name(chinese)));
  setAccessibleDescription(line + QLatin1Char(' ') + spoken);
}

EmptyProjectRow::EmptyProjectRow(QWidget* parent) : CardButton(parent) {
  const Theme& t = theme();
  setObjectName("emptyProject");
  setDashed(true);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(t.px(19), t.px(11), t.px(17), t.px(11));
  row->setSpacing(t.px(13));
  row->addWidget(new IconView("plus", Role::Text2, 17, this));
  auto* words = new QVBoxLayout;
  words->setSpacing(0);
  auto* title = new Label({}, TextRole::Strong, Role::Text1, this);
  auto* text = new Label({}, TextRole::Small, Role::Text2, this);
  words->addWidget(title);
  words->addWidget(text);
  row->addLayout(words, 1);
  row->addWidget(new KeyCaps("Ctrl+N", this));
  onLanguageChange(this, [this, title, text] {
    title->setText(tr("Empty project"));
    text->setText(tr("Name a persona and write the first row yourself."));
    setAccessibleName(title->text());
    setAccessibleDescription(text->text());
  });
}

}  // namespace timbre::ui
