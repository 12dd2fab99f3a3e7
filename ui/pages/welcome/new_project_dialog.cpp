// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/welcome/new_project_dialog.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/label.h"
#include "ui/widgets/path_dialogs.h"

#include <QDir>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

namespace timbre::ui {

QString folderNameFor(const QString& name) {
  QString out;
  for (const QChar c : name.trimmed()) out += c == u'/' || c == u'\\' || c == u':' || c.unicode() < 32 ? QChar(u'-') : c;
  while (out.startsWith('.')) out.remove(0, 1);
  // 255 bytes is the limit of most file systems; three bytes a Chinese character.
  while (out.toUtf8().size() > 200) out.chop(1);
  return out.isEmpty() ? QStringLiteral("project") : out;
}

NewProjectDialog::NewProjectDialog(QWidget* window, const PersonaTemplate* persona, const QString& parentFolder) : Dialog(window, 560), m_parent(parentFolder) {
  const bool chinese = QLocale().language() == QLocale::Chinese;
  const QString name = persona ? persona->name(chinese) : QString();
  setHead(BadgeKind::Mute, persona ? tr("New project from %1").arg(name) : tr("New project"),
          persona ? tr("%n row(s) to start with. Change every one.", nullptr, persona->rows) : tr("A project is one folder with your rows, runs and chats."));
  m_name = new QLineEdit(name, this);
  m_name->setObjectName("newProject.name");
  m_name->setMaxLength(120);
  m_name->setMinimumWidth(theme().px(300));
  m_nameRow = new FormRow(tr("Name"), m_name, this);
  m_nameRow->setLabelWidth(104);
  m_folder = new QLineEdit(QDir(parentFolder).filePath(folderNameFor(name)), this);
  m_folder->setObjectName("newProject.folder");
  m_folder->setMinimumWidth(theme().px(300));
  m_folderRow = new FormRow(tr("Folder"), m_folder, this);
  m_folderRow->setLabelWidth(104);
  m_folderRow->setHelp(tr("Made when you press the button. It must be new or empty."));
  auto* choose = makeButton(ButtonKind::Secondary, tr("Choose"), {}, this);
  m_folderRow->addBeside(choose);
  body()->addWidget(m_nameRow);
  body()->addWidget(m_folderRow);
  auto* cancel = makeButton(ButtonKind::Secondary, tr("Cancel"), {}, this);
  m_create = makeButton(ButtonKind::Primary, tr("Create project"), "plus", this);
  m_create->setObjectName("newProject.create");
  addButton(cancel);
  addButton(m_create, true);
  connect(cancel, &QPushButton::clicked, this, [this] {
    Q_EMIT rejected();
    closeDialog();
  });
  connect(m_name, &QLineEdit::textChanged, this, [this](const QString& text) {
    if (!m_folderTouched) m_folder->setText(QDir(m_parent).filePath(folderNameFor(text)));
    check();
  });
  connect(m_folder, &QLineEdit::textEdited, this, [this] {
    m_folderTouched = true;
    check();
  });
  connect(choose, &QPushButton::clicked, this, [this] {
    askForFolder(this, tr("Folder for projects"), m_parent, [this](const QString& folder) {
      m_parent = folder;
      m_folder->setText(QDir(folder).filePath(folderNameFor(m_name->text())));
      check();
    });
  });
  connect(m_create, &QPushButton::clicked, this, [this] {
    Q_EMIT accepted(m_name->text().trimmed(), m_folder->text().trimmed());
    closeDialog();
  });
  check();
}

void NewProjectDialog::showModel(const QString& name) {
  auto* model = new Label(name, TextRole::Body, Role::Text1, this);
  model->setObjectName("newProject.model");
  model->setElide(Qt::ElideMiddle);
  auto* row = new FormRow(tr("Base model"), model, this);
  row->setLabelWidth(104);
  row->setHelp(tr("Can be changed on the Train page."));
  body()->addWidget(row);
}

void NewProjectDialog::check() {
  const bool named = !m_name->text().trimmed().isEmpty();
  const bool placed = QDir::isAbsolutePath(m_folder->text().trimmed());
  m_nameRow->setError(named || !m_name->isModified() ? QString() : tr("A project needs a name."));
  m_folderRow->setError(placed ? QString() : tr("Write the whole path of the folder."));
  m_create->setEnabled(named && placed);
}

}  // namespace timbre::ui
