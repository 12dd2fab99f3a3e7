// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/recipe_field.h"

#include "core/text/builtin_templates.h"
#include "ui/bridge/format.h"
#include "ui/bridge/run_words.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/retranslate.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QLocale>
#include <QSpinBox>
#include <QVBoxLayout>

#include <cmath>
#include <limits>

namespace timbre::ui {

namespace {

using recipe::FieldType;

/// Until a model is chosen.
constexpr const char* kUsualLayers[] = {"q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"};

/// The wheel scrolls the form; it changes a control only after somebody went into it.
class WheelGuard : public QObject {
 public:
  using QObject::QObject;
  bool eventFilter(QObject* watched, QEvent* event) override {
    auto* widget = qobject_cast<QWidget*>(watched);
    if (event->type() != QEvent::Wheel || !widget || widget->hasFocus()) return false;
    event->ignore();
    return true;
  }
};

void guardWheel(QWidget* widget) {
  widget->setFocusPolicy(Qt::StrongFocus);
  widget->installEventFilter(new WheelGuard(widget));
}

QString plainNumber(double value) { return std::abs(value) > 0 && std::abs(value) < 0.01 ? Format::rate(value) : QLocale().toString(value, 'g', 10); }

std::optional<double> parseNumber(const QString& text) {
  bool ok = false;
  double value = QLocale().toDouble(text.trimmed(), &ok);
  if (!ok) value = QLocale::c().toDouble(text.trimmed(), &ok);
  if (!ok || !std::isfinite(value)) return std::nullopt;
  return value;
}

}  // namespace

RecipeField::RecipeField(const recipe::Field& field, QWidget* parent) : QWidget(parent), m_field(field) {
  setObjectName(QStringLiteral("field.") + QString::fromLatin1(field.key));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  m_control = makeControl();
  m_control->setObjectName(QStringLiteral("edit.") + QString::fromLatin1(field.key));
  m_row = new FormRow({}, m_control, this);
  column->addWidget(m_row);
  connect(m_row, &FormRow::resetRequested, this, &RecipeField::resetRequested);
  onLanguageChange(this, [this] { retranslate(); });
}

QWidget* RecipeField::makeControl() {
  switch (m_field.type) {
    case FieldType::Integer:
      return m_field.maximum <= std::numeric_limits<int>::max() ? makeInteger() : makeText();
    case FieldType::Boolean: return makeSwitch();
    case FieldType::Choice: return makeChoice();
    case FieldType::TextList: return makeLayers();
    default: return makeText();
  }
}

QWidget* RecipeField::makeInteger() {
  auto* spin = new QSpinBox(this);
  spin->setRange(int(m_field.minimum), int(m_field.maximum));
  spin->setGroupSeparatorShown(true);
  spin->setCorrectionMode(QAbstractSpinBox::CorrectToNearestValue);
  spin->setFixedWidth(theme().px(112));
  guardWheel(spin);
  connect(spin, &QSpinBox::valueChanged, this, [this] { changedByHand(); });
  m_read = [spin] { return std::optional<base::Json>(spin->value()); };
  m_show = [spin](const base::Json& value) { spin->setValue(value.is_number() ? int(value.get<double>()) : 0); };
  return spin;
}

QWidget* RecipeField::makeText() {
  auto* edit = new QLineEdit(this);
  edit->setFixedWidth(theme().px(112));
  connect(edit, &QLineEdit::textEdited, this, [this] { changedByHand(); });
  m_read = [this, edit]() -> std::optional<base::Json> {
    const auto value = parseNumber(edit->text());
    if (!value || *value < m_field.minimum || *value > m_field.maximum) return std::nullopt;
    if (m_field.type != FieldType::Integer) return base::Json(*value);
    if (*value != std::floor(*value)) return std::nullopt;
    return base::Json(std::int64_t(*value));
  };
  m_show = [this, edit](const base::Json& value) {
    const double number = value.is_number() ? value.get<double>() : 0;
    edit->setText(m_field.type == FieldType::Integer ? QString::number(qlonglong(number)) : plainNumber(number));
  };
  return edit;
}

QWidget* RecipeField::makeSwitch() {
  auto* toggle = new Switch(this);
  connect(toggle, &QAbstractButton::toggled, this, [this] { changedByHand(); });
  m_read = [toggle] { return std::optional<base::Json>(toggle->isChecked()); };
  m_show = [toggle](const base::Json& value) { toggle->setChecked(value.is_boolean() && value.get<bool>()); };
  return toggle;
}

QWidget* RecipeField::makeChoice() {
  const std::string key = m_field.key;
  if (m_field.choices.size() == 2) {
    auto* segments = new Segmented(this);
    for (const char* choice : m_field.choices) segments->addItem({}, QString::fromLatin1(choice));
    connect(segments, &Segmented::currentChanged, this, [this] { changedByHand(); });
    m_words = [this, segments, key] {
      for (int i = 0; i < segments->count(); ++i) segments->setItemText(i, RunWords::choice(key, QString::fromLatin1(m_field.choices[std::size_t(i)])));
    };
    m_read = [segments] { return std::optional<base::Json>(segments->currentData().toString().toStdString()); };
    m_show = [this, segments](const base::Json& value) {
      for (int i = 0; i < segments->count(); ++i)
        if (value == m_field.choices[std::size_t(i)]) segments->setCurrent(i);
    };
    return segments;
  }
  auto* combo = new QComboBox(this);
  combo->setMinimumWidth(theme().px(168));
  guardWheel(combo);
  for (const char* choice : m_field.choices) combo->addItem(QString::fromLatin1(choice), QString::fromLatin1(choice));
  connect(combo, &QComboBox::currentIndexChanged, this, [this] { changedByHand(); });
  m_words = [combo, key] {
    for (int i = 0; i < combo->count(); ++i) combo->setItemText(i, RunWords::choice(key, combo->itemData(i).toString()));
  };
  m_read = [combo] { return std::optional<base::Json>(combo->currentData().toString().toStdString()); };
  m_show = [combo](const base::Json& value) {
    if (value.is_string()) combo->setCurrentIndex(combo->findData(QString::fromStdString(value.get<std::string>())));
  };
  return combo;
}

QWidget* RecipeField::makeLayers() {
  auto* holder = new QWidget(this);
  auto* row = new QHBoxLayout(holder);
  row->setContentsMargins(0, theme().px(2), 0, theme().px(2));
  row->setSpacing(theme().px(4));
  m_control = holder;
  for (const char* layer : kUsualLayers) m_layers << QString::fromLatin1(layer);
  fillLayers();
  m_read = [this]() -> std::optional<base::Json> {
    base::Json list = base::Json::array();
    for (int i = 0; i < m_chips.size(); ++i)
      if (m_chips[i]->isChecked()) list.push_back(m_layers[i].toStdString());
    if (list.empty()) return std::nullopt;
    if (qsizetype(list.size()) == m_chips.size()) return base::Json("all-linear");
    return list;
  };
  m_show = [this](const base::Json& value) {
    for (int i = 0; i < m_chips.size(); ++i)
      m_chips[i]->setChecked(!value.is_array() || std::find(value.begin(), value.end(), base::Json(m_layers[i].toStdString())) != value.end());
  };
  return holder;
}

void RecipeField::fillLayers() {
  qDeleteAll(m_chips);
  m_chips.clear();
  for (const QString& layer : std::as_const(m_layers)) {
    auto* chip = new Chip(layer.endsWith(QLatin1String("_proj")) ? layer.chopped(5) : layer, QStringLiteral(""), m_control);
    chip->setAccessibleName(layer);
    chip->setCheckable(true);
    m_control->layout()->addWidget(chip);
    m_chips << chip;
    connect(chip, &QAbstractButton::toggled, this, [this] { changedByHand(); });
  }
}

void RecipeField::setLayers(const QStringList& names) {
  if (m_field.type != FieldType::TextList || names.isEmpty() || names == m_layers) return;
  m_showing = true;
  m_layers = names;
  fillLayers();
  m_showing = false;
}

std::optional<base::Json> RecipeField::value() const { return m_read(); }

void RecipeField::setValue(const base::Json& value) {
  m_showing = true;
  m_show(value);
  m_showing = false;
  check();
}

void RecipeField::changedByHand() {
  if (m_showing) return;
  check();
  Q_EMIT edited();
}

void RecipeField::check() {
  m_valid = value().has_value();
  m_row->setError(m_valid ? QString() : rangeSentence());
  if (std::string_view(m_field.key) == "chat_template") showPreview();
}

/// What a built-in chat template makes of a conversation, in place of the help line.
void RecipeField::showPreview() {
  const auto chosen = value();
  const auto* builtin = chosen && chosen->is_string() ? text::findBuiltinTemplate(chosen->get<std::string>()) : nullptr;
  const QString preview = builtin ? QString::fromStdString(text::previewText(*builtin)).replace(QLatin1Char('\n'), QStringLiteral("↵")) : QString();
  setNote(builtin ? tr("For example: %1").arg(preview) : QString());
}

QString RecipeField::rangeSentence() const {
  if (m_field.type == FieldType::TextList) return tr("At least one layer has to be chosen.");
  const QString low = plainNumber(m_field.minimum), high = plainNumber(m_field.maximum);
  if (m_field.type == FieldType::Integer) return tr("A whole number from %1 to %2 is expected.").arg(low, high);
  return tr("A number from %1 to %2 is expected.").arg(low, high);
}

void RecipeField::setChanged(bool changed) { m_row->setChanged(changed); }

void RecipeField::setNote(const QString& note) {
  m_note = note;
  m_row->setHelp(note.isEmpty() ? RunWords::help(m_field) : note);
  m_control->setToolTip(note.isEmpty() ? QString() : RunWords::help(m_field));
}

void RecipeField::setLabelWidth(int width) { m_row->setLabelWidth(width); }
void RecipeField::setEditable(bool editable) { m_control->setEnabled(editable); }

void RecipeField::retranslate() {
  m_row->setLabel(RunWords::label(m_field));
  m_row->setUnit(RunWords::unit(m_field));
  setNote(m_note);
  const bool showing = std::exchange(m_showing, true);
  if (m_words) m_words();
  m_showing = showing;
  check();
}

}  // namespace timbre::ui
