// SPDX-License-Identifier: GPL-3.0-or-later
// The recipe of the form as a file, to and from. Reading and writing happen on the worker's thread.
#include "ui/bridge/error_text.h"
#include "ui/bridge/run_worker.h"
#include "ui/bridge/run_words.h"
#include "ui/pages/train/train_form.h"
#include "ui/pages/train/train_page.h"
#include "ui/widgets/dialogs.h"
#include "ui/widgets/path_dialogs.h"

#include <QDir>
#include <QFileDialog>

namespace timbre::ui {

void TrainPage::saveRecipe() {
  askWhereToSave(this, tr("Save recipe"), m_form->runName() + QStringLiteral("-recipe.json"), [this](const QString& path) {
    m_services.worker->write(path, [json = recipe::toJson(m_facts.recipe)] { return QByteArray::fromStdString(base::dumpJson(json, 2) + "\n"); });
  });
}

void TrainPage::openRecipe() {
  auto* dialog = new QFileDialog(this, tr("Load recipe"), QDir::homePath(), tr("Recipes (*.json)"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setFileMode(QFileDialog::ExistingFile);
  connect(dialog, &QFileDialog::fileSelected, m_services.worker, &RunWorker::read);
  dialog->open();
}

void TrainPage::takeRecipe(const QString& path, const QByteArray& text, const std::optional<base::Error>& error) {
  const std::string file = path.toStdString();
  const auto json = error ? base::Result<base::Json>(*error) : base::parseJson(text.toStdString(), file);
  const auto recipe = json.ok() ? recipe::fromJson(*json, file) : base::Result<recipe::Recipe>(json.error());
  if (!recipe.ok()) {
    const ErrorText words = errorText(recipe.error());
    showErrorDialog(window(), {tr("The recipe was not loaded"), words.sentence, words.hint, {}, {}, {}, words.details, {}});
    return;
  }
  // Keys that the file leaves out keep following the rule.
  m_form->recipeForm()->setOverrides(*json);
  Q_EMIT notice({BadgeKind::Ok, tr("Recipe loaded"), QDir::toNativeSeparators(path), {}, {}});
}

}  // namespace timbre::ui
