// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/fields.h"

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/timbre_style.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/pane.h"
#include "ui/widgets/retranslate.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QTextDocument>
#include <QVBoxLayout>

namespace timbre::ui {

namespace {

class Dot : public QWidget {
 public:
  explicit Dot(QWidget* parent) : QWidget(parent) { setFixedSize(theme().px(8), theme().px(8)); }
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    paintRounded(painter, QRectF(1, 1, width() - 2, height() - 2), (width() - 2) / 2.0, theme().color(Role::Accent));
  }
};

}  // namespace

SearchField::SearchField(QWidget* parent) : QLineEdit(parent) {
  setProperty("k", "search");
  setTextMargins(theme().px(22), 0, 0, 0);
  setClearButtonEnabled(false);
}

void SearchField::paintEvent(QPaintEvent* event) {
  QLineEdit::paintEvent(event);
  QPainter painter(this);
  Icons::paint(painter, QRect(theme().px(10), 0, theme().px(16), height()), "search", theme().color(isEnabled() ? Role::Text3 : Role::Disabled), theme().px(16));
}

void SearchField::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape && !text().isEmpty()) {
    clear();
    return;
  }
  QLineEdit::keyPressEvent(event);
}

QPlainTextEdit* makeTextEdit(QWidget* parent) {
  auto* edit = new QPlainTextEdit(parent);
  edit->document()->setDocumentMargin(theme().px(7));
  edit->setTabChangesFocus(true);
  return edit;
}

void setFieldError(QWidget* field, bool wrong) {
  field->setProperty("state", wrong ? QVariant("error") : QVariant());
  restyle(field);
}

FieldWithError::FieldWithError(QWidget* field, QWidget* parent) : QWidget(parent), m_field(field) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(theme().px(4));
  field->setParent(this);
  column->addWidget(field);
  m_line = new QWidget(this);
  auto* row = new QHBoxLayout(m_line);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(theme().px(5));
  row->addWidget(new IconView("circle-x", Role::Err, 13, m_line));
  m_text = new Label({}, TextRole::Caption, Role::Err, m_line);
  m_text->setWrap(true);
  row->addWidget(m_text, 1);
  column->addWidget(m_line);
  m_line->hide();
  setFocusProxy(field);
}

void FieldWithError::setError(const QString& sentence) {
  setFieldError(m_field, !sentence.isEmpty());
  m_field->setAccessibleDescription(sentence);
  m_text->setText(sentence);
  m_line->setVisible(!sentence.isEmpty());
}

FormRow::FormRow(const QString& label, QWidget* field, QWidget* parent) : QWidget(parent), m_field(field) {
  const Theme& t = theme();
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(t.px(14));
  m_label = new Label(label, TextRole::Body, Role::Text1, this);
  m_label->setWrap(true);
  m_label->setFixedWidth(t.px(150));
  m_label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
  m_label->setBuddy(field);
  auto* labelColumn = new QVBoxLayout;
  labelColumn->setContentsMargins(0, t.px(5), 0, 0);
  labelColumn->addWidget(m_label);
  labelColumn->addStretch(1);  // not an alignment: that would give a label of two lines the height of one
  auto* column = new QVBoxLayout;
  column->setSpacing(t.px(4));
  m_fieldRow = new QHBoxLayout;
  m_fieldRow->setSpacing(t.px(8));
  field->setParent(this);
  m_unit = new Label({}, TextRole::Body, Role::Text3, this);
  m_unit->hide();
  m_dot = new Dot(this);
  m_reset = makeIconButton("rotate-ccw", {}, this);
  onLanguageChange(m_reset, [this] { setIconButtonName(m_reset, tr("Back to the default")); });
  connect(m_reset, &QToolButton::clicked, this, &FormRow::resetRequested);
  m_fieldRow->addWidget(field);
  m_fieldRow->addWidget(m_unit);
  m_fieldRow->addWidget(m_dot);
  m_fieldRow->addWidget(m_reset);
  m_fieldRow->addStretch();
  auto* line = new QHBoxLayout;
  line->setSpacing(t.px(5));
  m_errorIcon = new IconView("circle-x", Role::Err, 13, this);
  m_help = new Label({}, TextRole::Caption, Role::Text3, this);
  m_help->setWrap(true);
  line->addWidget(m_errorIcon, 0, Qt::AlignTop);
  line->addWidget(m_help, 1);
  column->addLayout(m_fieldRow);
  column->addLayout(line);
  row->addLayout(labelColumn);
  row->addLayout(column, 1);
  setChanged(false);
  showLine();
}

void FormRow::setLabel(const QString& label) {
  m_label->setText(label);
  m_field->setAccessibleName(label);
}

void FormRow::setUnit(const QString& unit) {
  m_unit->setText(unit);
  m_unit->setVisible(!unit.isEmpty());
}

void FormRow::setHelp(const QString& help) {
  m_helpText = help;
  showLine();
}

void FormRow::setError(const QString& sentence) {
  m_errorText = sentence;
  setFieldError(m_field, !sentence.isEmpty());
  showLine();
}

void FormRow::showLine() {
  const bool wrong = !m_errorText.isEmpty();
  m_errorIcon->setVisible(wrong);
  m_help->setTone(wrong ? Role::Err : Role::Text3);
  m_help->setText(wrong ? m_errorText : m_helpText);
  m_help->setVisible(wrong || !m_helpText.isEmpty());
  m_field->setAccessibleDescription(wrong ? m_errorText : m_helpText);
}

void FormRow::setChanged(bool changed) {
  m_dot->setVisible(changed);
  m_reset->setVisible(changed);
}

void FormRow::setLabelWidth(int width) { m_label->setFixedWidth(theme().px(width)); }
void FormRow::setFieldFills() { m_fieldRow->setStretchFactor(m_field, 1); }
void FormRow::addBeside(QWidget* widget) { m_fieldRow->insertWidget(m_fieldRow->indexOf(m_unit), widget); }

}  // namespace timbre::ui
