// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/train_form.h"

#include "ui/bridge/format.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/retranslate.h"

#include <QLineEdit>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace timbre::ui {

TrainForm::TrainForm(RunWorker* worker, QWidget* parent) : QWidget(parent) {
  const Theme& t = theme();
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(t.px(24), t.px(16), t.px(18), t.px(20));
  column->setSpacing(t.px(15));
  m_head = new SectionHeader({}, this);
  m_level = new Segmented(m_head);
  m_level->setObjectName(QStringLiteral("recipeLevel"));
  m_level->addItem({});
  m_level->addItem({});
  m_head->addTrailing(m_level);
  column->addWidget(m_head);
  m_picker = new ModelPicker(worker, this);
  m_picker->setMinimumWidth(t.px(200));
  m_modelRow = new FormRow({}, m_picker, this);
  m_picker->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
  column->addWidget(m_modelRow);
  m_name = new QLineEdit(this);
  m_name->setObjectName(QStringLiteral("runName"));
  m_name->setMaxLength(80);
  m_name->setFixedWidth(t.px(200));
  m_nameRow = new FormRow({}, m_name, this);
  column->addWidget(m_nameRow);
  m_recipe = new RecipeForm(this);
  column->addWidget(m_recipe);
  m_questions = makeTextEdit(this);
  m_questions->setObjectName(QStringLiteral("sampleQuestions"));
  m_questions->setFixedHeight(t.px(74));
  m_questions->setMinimumWidth(t.px(200));
  m_questionRow = new FormRow({}, m_questions, this);
  column->addWidget(m_questionRow);
  column->addStretch(1);
  connect(m_level, &Segmented::currentChanged, this, [this](int index) {
    m_recipe->setAdvanced(index == 1);
    Q_EMIT advancedChanged(index == 1);
  });
  connect(m_name, &QLineEdit::textEdited, this, [this] {
    m_nameTyped = !m_name->text().isEmpty();
    Q_EMIT changed();
  });
  connect(m_recipe, &RecipeForm::recipeChanged, this, &TrainForm::changed);
  connect(m_picker, &ModelPicker::modelChanged, this, &TrainForm::changed);
  connect(m_questions, &QPlainTextEdit::textChanged, this, &TrainForm::changed);
  onLanguageChange(this, [this] { retranslate(); });
}

void TrainForm::retranslate() {
  m_head->setTitle(tr("Recipe"));
  m_level->setItemText(0, tr("Basic"));
  m_level->setItemText(1, tr("Advanced"));
  m_level->setAccessibleName(tr("Fields shown"));
  m_modelRow->setLabel(tr("Base model"));
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

void TrainForm::setAdvanced(bool advanced) { m_level->setCurrent(advanced ? 1 : 0); }

void TrainForm::setNarrow(bool narrow) {
  const int width = narrow ? 104 : 150;
  for (FormRow* row : {m_modelRow, m_nameRow, m_questionRow}) row->setLabelWidth(width);
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
}

}  // namespace timbre::ui
