// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/settings/about_dialog.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/dialogs.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/label.h"

#include <QCoreApplication>
#include <QFile>
#include <QGridLayout>
#include <QVBoxLayout>

namespace timbre::ui {

namespace {

struct Part { const char* name; const char* licence; };

// Names and licences only; the packages' own copyright files hold the rest. Lucide's text is part of the program.
constexpr Part kParts[] = {
    {"Qt 6 (Widgets, Svg, Test)", "LGPL-3.0 / GPL-3.0"}, {"Qt Charts", "GPL-3.0"}, {"LibTorch (PyTorch)", "BSD-3-Clause"}, {"SQLite", "Public domain"},
    {"nlohmann/json", "MIT"}, {"simdjson", "Apache-2.0"}, {"PCRE2", "BSD-3-Clause"}, {"utf8proc", "MIT"}, {"cpp-httplib", "MIT"}, {"OpenSSL", "Apache-2.0"},
    {"spdlog, fmt", "MIT"}, {"CLI11", "BSD-3-Clause"}, {"Inter, JetBrains Mono, Noto Sans CJK", "OFL-1.1"}, {"Lucide", "ISC, MIT"}};

QString words(const char* source) { return QCoreApplication::translate("About", source); }

}  // namespace

QString thirdPartyNotices() {
  QString out;
  for (const Part& part : kParts) out += QStringLiteral("%1: %2\n").arg(QString::fromUtf8(part.name), QString::fromUtf8(part.licence));
  QFile lucide(QStringLiteral(":/icons/LICENSE-lucide.txt"));
  if (lucide.open(QIODevice::ReadOnly)) out += QStringLiteral("\nLucide\n\n") + QString::fromUtf8(lucide.readAll());
  return out;
}

Dialog* showAboutDialog(QWidget* window, const QString& version, const QList<BuildFact>& facts) {
  auto* dialog = new Dialog(window, 620);
  dialog->setHead(BadgeKind::Accent, words(QT_TRANSLATE_NOOP("About", "Timbre %1")).arg(version),
                  words(QT_TRANSLATE_NOOP("About", "Gives a language model a voice, on this computer. Free software under the GNU General Public License, version 3 or later, without any warranty.")));
  auto* grid = new QGridLayout;
  grid->setHorizontalSpacing(theme().px(16));
  grid->setVerticalSpacing(theme().px(2));
  grid->setColumnStretch(1, 1);
  for (int i = 0; i < facts.size(); ++i) {
    grid->addWidget(new Label(facts[i].name, TextRole::Small, Role::Text2, dialog), i, 0);
    grid->addWidget(new Label(facts[i].value, TextRole::Mono, Role::Text2, dialog), i, 1);
  }
  dialog->body()->addLayout(grid);
  dialog->body()->addWidget(new Label(words(QT_TRANSLATE_NOOP("About", "Parts made by others")), TextRole::Strong, Role::Text1, dialog));
  auto* notices = makeTextEdit(dialog);
  notices->setReadOnly(true);
  notices->setPlainText(thirdPartyNotices());
  notices->setFont(theme().font(TextRole::Mono));
  notices->setMinimumHeight(theme().px(220));
  notices->setAccessibleName(words(QT_TRANSLATE_NOOP("About", "Parts made by others")));
  dialog->body()->addWidget(notices);
  auto* close = makeButton(ButtonKind::Primary, words(QT_TRANSLATE_NOOP("About", "Close")), {}, dialog);
  QObject::connect(close, &QPushButton::clicked, dialog, &Dialog::closeDialog);
  dialog->addButton(close, true);
  dialog->openDialog();
  return dialog;
}

}  // namespace timbre::ui
