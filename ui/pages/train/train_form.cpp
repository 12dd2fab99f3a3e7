// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/train_form.h"

#include "ui/bridge/format.h"
#include "ui/pages/train/recipe_json.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/label.h"
#include "ui/widgets/retranslate.h"

#include <QLineEdit>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace timbre::ui {

TrainForm::TrainForm(RunWorker* worker, const RunBridge* runs, QWidget* parent) : QWidget(parent) {
  const Theme& t = theme();
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(t.px(24), t.px(16), t.px(18), t.px(20));
  column->setSpacing(t.px(15));
  m_head = new SectionHeader({}, this);
  m_level = new Segmented(m_head);
  m_level->setObjectName(QStringLiteral("recipeLevel"));
  for (int i = 0; i < 3; ++i) m_level->addItem({});
  m_head->addTrailing(m_level);
  column->addWidget(m_head);
  m_rule = new Label({}, TextRole::Caption, Role::Text3, this);
  m_rule->setObjectName(QStringLiteral("defaultRule"));
  m_rule->setWrap(true);
  column->addWidget(m_rule);
  m_picker = new ModelPicker(worker, this);
  m_picker->setMinimumWidth(t.px(200));
  m_modelRow = new FormRow({}, m_picker, this);
  m_picker->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
  m_modelRow->setFieldFills();
  column->addWidget(m_modelRow);
  m_start = new StartPicker(worker, runs, this);
  m_start->setMinimumWidth(t.px(200));
  m_startRow = new FormRow({}, m_start, this);
  m_start->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
  m_startRow->setFieldFills();
  column->addWidget(m_startRow);
  m_name = new QLineEdit(this);
  m_name->setObjectName(QStringLiteral("runName"));
  m_name->setMaxLength(80);
  m_name->setFixedWidth(t.px(200));
  m_nameRow = new FormRow({}, m_name, this);
  column->addWidget(m_nameRow);
  m_recipe = new RecipeForm(this);
  column->addWidget(m_recipe);
  m_json = new RecipeJson(this);
  m_json->hide();
  column->addWidget(m_json);
  m_questions = makeTextEdit(this);
  m_questions->setObjectName(QStringLiteral("sampleQuestions"));
  m_questions->setFixedHeight(t.px(74));
  m_questions->setMinimumWidth(t.px(200));
  m_questionRow = new FormRow({}, m_questions, this);
  m_questionRow->setFieldFills();
  column->addWidget(m_questionRow);
  column->addStretch(1);
  connect(m_level, &Segmented::currentChanged, this, [this] {
    showLevel();
    Q_EMIT levelChanged();
  });
  connect(m_name, &QLineEdit::textEdited, this, [this] {
    m_nameTyped = !m_name->text().isEmpty();
    Q_EMIT changed();
  });
  connect(m_recipe, &RecipeForm::recipeChanged, this, &TrainForm::changed);
  connect(m_json, &RecipeJson::edited, m_recipe, &RecipeForm::setOverrides);
  connect(m_json, &RecipeJson::validChanged, this, &TrainForm::changed);
  connect(m_picker, &ModelPicker::modelChanged, this, [this] {
    m_start->setModel(m_picker->usable() ? m_picker->folder() : QString());
    Q_EMIT changed();
  });
  connect(m_start, &StartPicker::changed, this, [this] {
    showStart();
    Q_EMIT changed();
  });
  connect(m_questions, &QPlainTextEdit::textChanged, this, &TrainForm::changed);
  onLanguageChange(this, [this] { retranslate(); });
}

void TrainForm::retranslate() {
  m_head->setTitle(tr("Recipe"));
  m_level->setItemText(0, tr("Basic"));
  m_level->setItemText(1, tr("Advanced"));
  m_level->setItemText(2, QStringLiteral("JSON"));
  m_level->setAccessibleName(tr("Fields shown"));
  m_modelRow->setLabel(tr("Base model"));
  m_startRow->setLabel(tr("Begin from"));
  m_nameRow->setLabel(tr("Run name"));
  m_nameRow->setHelp(tr("Folder below runs/ in the project."));
  m_questionRow->setLabel(tr("Sample questions"));
  m_questionRow->setHelp(tr("One a line. The base model and each checkpoint answer them, so that the change can be read."));
}

QString TrainForm::runName() const { return m_name->text().trimmed(); }

void TrainForm::setRunName(const QString& name) {
  m_name->setText(name);
  m_nameTyped = false;
}

void TrainForm::setNameProblem(const QString& problem) { m_nameRow->setError(problem); }

QStringList TrainForm::questions() const {
  QStringList out;
  const QStringList lines = m_questions->toPlainText().split('\n');
  for (const QString& line : lines)
    if (!line.trimmed().isEmpty()) out << line.trimmed();
  return out;
}

void TrainForm::setQuestions(const QStringList& questions) {
  const QSignalBlocker quiet(m_questions);
  m_questions->setPlainText(questions.join('\n'));
}

TrainForm::Level TrainForm::level() const { return Level(std::max(0, m_level->current())); }

void TrainForm::setLevel(Level level) {
  m_level->setCurrent(int(level));
  showLevel();
}

bool TrainForm::valid() const { return level() == Level::Json ? m_json->valid() : m_recipe->valid(); }

void TrainForm::showLevel() {
  const bool json = level() == Level::Json;
  m_recipe->setAdvanced(level() == Level::Advanced);
  m_recipe->setVisible(!json);
  showStart();
  m_json->setVisible(json);
  m_json->show(m_recipe->recipe());
}

/// An adapter to begin from is never hidden; most runs have none.
void TrainForm::showStart() { m_startRow->setVisible(level() == Level::Advanced || !m_start->folder().isEmpty()); }

void TrainForm::setNarrow(bool narrow) {
  const int width = narrow ? 104 : 150;
  for (FormRow* row : {m_modelRow, m_startRow, m_nameRow, m_questionRow}) row->setLabelWidth(width);
  m_recipe->setLabelWidth(width);
}

void TrainForm::setNotes(const TrainFacts& facts) {
  const auto& n = facts.numbers;
  QString method, length, share;
  if (facts.model && facts.model->parameters > 0) {
    const QString trained = Format::parameters(facts.plan.trainableParameters), all = Format::parameters(facts.model->parameters);
    method = facts.recipe.method == "lora" ? tr("LoRA trains %1 of %2 weights (%3).").arg(trained, all, Format::percent(double(facts.plan.trainableParameters) / double(facts.model->parameters), 2))
                                           : tr("All %1 weights are trained.").arg(all);
  }
  if (n && n->tokens >= 0 && n->lengths.count > 0) {
    const QString longest = Format::number(std::int64_t(n->lengths.max));
    length = std::int64_t(n->lengths.max) <= facts.recipe.maxTokens ? tr("Longest row is %1 tokens. Nothing is cut.").arg(longest) : tr("Longest row is %1 tokens. Longer ones lose their end.").arg(longest);
  }
  if (n && n->usedRows > 0)
    share = tr("%1 of %2 rows are held back from training, chosen by seed %3.").arg(Format::number(facts.plan.validationRows), Format::number(n->usedRows), QString::number(facts.recipe.seed));
  m_recipe->setNote(QStringLiteral("method"), method);
  m_recipe->setNote(QStringLiteral("max_tokens"), length);
  m_recipe->setNote(QStringLiteral("validation_share"), share);
  if (level() == Level::Json) m_json->follow(m_recipe->recipe());
  setRuleNotes(facts);
}

void TrainForm::setRuleNotes(const TrainFacts& facts) {
  const recipe::Recipe& rule = m_recipe->defaults();
  const bool model = facts.model && facts.model->parameters > 0, rows = facts.numbers && facts.numbers->usedRows > 0;
  const QString weights = model ? Format::parameters(facts.model->parameters) : QString();
  const QString count = rows ? Format::number(facts.numbers->usedRows) : QString();
  if (model && rows)
    m_rule->setText(facts.numbers->tokens > 0 ? tr("Defaults by one rule from %1 rows, %2 tokens and %3 weights. What you change carries a dot.").arg(count, Format::number(facts.numbers->tokens), weights)
                                              : tr("Defaults by one rule from %1 rows and %2 weights. What you change carries a dot.").arg(count, weights));
  m_rule->setVisible(model && rows);
  const recipe::Plan plan = recipe::plan(rule, facts.data(), facts.modelFacts());
  const auto note = [this](const char* key, const QString& byRule) { m_recipe->setNote(QString::fromLatin1(key), byRule); };
  note("learning_rate", model ? tr("%1 by the rule for %2 weights.").arg(Format::rate(rule.learningRate), weights) : QString());
  note("epochs", rows ? tr("%1 by the rule for %2 rows: %3 steps.").arg(Format::rate(rule.epochs), count, Format::number(plan.steps)) : QString());
  note("batch_size", rows ? tr("%1 rows a step by the rule for %2 rows.").arg(Format::number(qint64(rule.batchSize) * rule.gradientAccumulation), count) : QString());
}

}  // namespace timbre::ui
