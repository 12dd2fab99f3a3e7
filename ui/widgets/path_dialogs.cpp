// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/path_dialogs.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>

namespace timbre::ui {

void askWhereToSave(QWidget* parent, const QString& title, const QString& proposedName,
                    std::function<void(const QString& path)> chosen) {
  auto* dialog = new QFileDialog(parent, title, QDir::homePath());
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setDefaultSuffix(QFileInfo(proposedName).suffix());
  dialog->selectFile(proposedName);
  QObject::connect(dialog, &QFileDialog::fileSelected, parent, std::move(chosen));
  dialog->open();
}

void askForFolder(QWidget* parent, const QString& title, const QString& start,
                  std::function<void(const QString& folder)> chosen) {
  auto* dialog = new QFileDialog(parent, title, start.isEmpty() ? QDir::homePath() : start);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setFileMode(QFileDialog::Directory);
  dialog->setOption(QFileDialog::ShowDirsOnly);
  QObject::connect(dialog, &QFileDialog::fileSelected, parent, std::move(chosen));
  dialog->open();
}

}  // namespace timbre::ui
