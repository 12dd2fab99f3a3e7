// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/dataset/empty_page.h"

#include "ui/theme/paint.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/cards.h"
#include "ui/widgets/label.h"
#include "ui/widgets/retranslate.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>

namespace timbre::ui {

namespace {

/// Two bubbles without words: a question and its answer.
class Picture : public QWidget {
 public:
  explicit Picture(QWidget* parent) : QWidget(parent) { setFixedSize(theme().px(300), theme().px(92)); }
  void paintEvent(QPaintEvent*) override {
    const Theme& t = theme();
    QPainter p(this);
    const auto bar = [&](double x, double y, double w, const QColor& color) { paintRounded(p, QRectF(t.px(int(x)), t.px(int(y)), t.px(int(w)), t.px(4)), t.px(2), color); };
    paintRounded(p, QRectF(t.px(150), 0, t.px(150), t.px(29)), t.px(8), t.color(Role::UserBubble));
    bar(163, 12, 104, t.color(Role::LineStrong));
    paintRounded(p, QRectF(0, t.px(40), t.px(220), t.px(52)), t.px(8), t.color(Role::AccentSoft));
    bar(13, 52, 186, t.color(Role::AccentLine));
    bar(13, 63, 144, t.color(Role::AccentLine));
    bar(13, 74, 92, t.color(Role::AccentLine));
  }
};

}  // namespace

EmptyPage::EmptyPage(QWidget* parent) : Pane(Role::Surface, {}, parent) {
  setObjectName(QStringLiteral("emptyDataset"));
  const Theme& t = theme();
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(t.px(24), t.px(24), t.px(24), t.px(24));
  column->setSpacing(0);
  column->addStretch(10);
  column->addWidget(new Picture(this), 0, Qt::AlignHCenter);
  column->addSpacing(t.px(36));
  m_title = new Label({}, TextRole::Display, Role::Text1, this);
  m_title->setAlignment(Qt::AlignHCenter);
  column->addWidget(m_title, 0, Qt::AlignHCenter);
  column->addSpacing(t.px(10));
  m_lead = new Label({}, TextRole::Lead, Role::Text2, this);
  m_lead->setAlignment(Qt::AlignHCenter);
  column->addWidget(m_lead, 0, Qt::AlignHCenter);
  column->addSpacing(t.px(32));
  m_cards = new QWidget(this);
  auto* cards = new QHBoxLayout(m_cards);
  cards->setContentsMargins(0, 0, 0, 0);
  cards->setSpacing(t.px(14));
  m_persona = makeCard("wand-sparkles", {}, "emptyTemplate");
  m_import = makeCard("file-text", QStringLiteral("Ctrl+I"), "emptyImport");
  m_paste = makeCard("clipboard-paste", QStringLiteral("Ctrl+V"), "emptyPaste");
  m_write = makeCard("pencil", QStringLiteral("Ctrl+Shift+="), "emptyWrite");
  for (const Card& card : {m_persona, m_import, m_paste, m_write}) cards->addWidget(card.button, 1);
  m_cards->setMaximumWidth(t.px(970));
  column->addWidget(m_cards, 0, Qt::AlignHCenter);
  column->addSpacing(t.px(12));
  m_drop = new DropArea(this);
  m_drop->setObjectName(QStringLiteral("emptyDrop"));
  m_drop->setFixedHeight(t.px(50));
  column->addWidget(m_drop, 0, Qt::AlignHCenter);
  column->addStretch(12);
  m_menu = new QMenu(this);
  m_persona.button->hide();
  connect(m_persona.button, &QAbstractButton::clicked, this, [this] { m_menu->popup(m_persona.button->mapToGlobal(QPoint(theme().px(16), m_persona.button->height() - theme().px(16)))); });
  connect(m_import.button, &QAbstractButton::clicked, this, &EmptyPage::importRequested);
  connect(m_paste.button, &QAbstractButton::clicked, this, &EmptyPage::pasteRequested);
  connect(m_write.button, &QAbstractButton::clicked, this, &EmptyPage::writeRequested);
  connect(m_drop, &QAbstractButton::clicked, this, &EmptyPage::importRequested);
  onLanguageChange(this, [this] { retranslate(); });
}

EmptyPage::Card EmptyPage::makeCard(const char* icon, const QString& keys, const char* objectName) {
  const Theme& t = theme();
  auto* button = new CardButton(m_cards);
  button->setObjectName(QString::fromLatin1(objectName));
  auto* column = new QVBoxLayout(button);
  column->setContentsMargins(t.px(16), t.px(14), t.px(16), t.px(16));
  column->setSpacing(t.px(4));
  auto* top = new QHBoxLayout;
  top->addWidget(new IconView(QString::fromLatin1(icon), Role::AccentText, 20, button));
  top->addStretch(1);
  if (!keys.isEmpty()) top->addWidget(new KeyCaps(keys, button));
  column->addLayout(top);
  column->addSpacing(t.px(6));
  auto* title = new Label({}, TextRole::Strong, Role::Text1, button);
  auto* text = new Label({}, TextRole::Small, Role::Text2, button);
  text->setWrap(true);
  column->addWidget(title);
  column->addWidget(text);
  column->addStretch(1);
  for (QWidget* child : button->findChildren<QWidget*>()) child->setAttribute(Qt::WA_TransparentForMouseEvents);
  return {button, title, text};
}

void EmptyPage::retranslate() {
  m_title->setText(tr("Teach the voice by example"));
  m_lead->setText(tr("50 to 100 conversations are usually enough for a persona. Ten are enough to start checking."));
  const auto fill = [](const Card& card, const QString& title, const QString& text) {
    card.title->setText(title);
    card.text->setText(text);
    card.button->setAccessibleName(title);
    card.button->setAccessibleDescription(text);
  };
  fill(m_persona, tr("From a persona"), tr("Start with the rows of a persona that already speaks, and change them."));
  fill(m_import, tr("Import a file"), tr("JSONL or a JSON array of messages, texts or preference pairs. Bad lines are set aside with the reason."));
  fill(m_paste, tr("Paste cells"), tr("From Excel, WPS or Sheets. You map the columns before anything is added."));
  fill(m_write, tr("Write the first row"), tr("A question and the answer you would like to hear."));
  m_drop->setMessage(QStringLiteral("download"), tr("Drop files anywhere on this page"));
  m_drop->setAccessibleName(tr("Drop files here or choose them"));
  setTemplates(m_templates);
}

void EmptyPage::setTemplates(const QList<RowTemplate>& templates) {
  m_templates = templates;
  m_menu->clear();
  for (const RowTemplate& persona : templates) {
    QAction* action = m_menu->addAction(persona.name);
    action->setToolTip(persona.text);
    connect(action, &QAction::triggered, this, [this, file = persona.file] { Q_EMIT templateChosen(file); });
  }
  m_persona.button->setVisible(!templates.isEmpty());
}

void EmptyPage::setReadOnly(bool readOnly) {
  for (const Card& card : {m_persona, m_import, m_paste, m_write}) card.button->setEnabled(!readOnly);
  m_drop->setEnabled(!readOnly);
}

void EmptyPage::resizeEvent(QResizeEvent* event) {
  Pane::resizeEvent(event);
  const int width = std::min(theme().px(970), this->width() - theme().px(48));
  m_cards->setFixedWidth(width);
  m_cards->setFixedHeight(m_cards->layout()->hasHeightForWidth() ? m_cards->layout()->heightForWidth(width) : m_cards->sizeHint().height());
  m_drop->setFixedWidth(width);
}

}  // namespace timbre::ui
