// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/hosted/hosted_dialog.h"

#include "core/base/file_ops.h"
#include "ui/bridge/error_text.h"
#include "ui/bridge/format.h"
#include "ui/bridge/run_words.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/meters.h"
#include "ui/widgets/retranslate.h"

#include <QFileDialog>
#include <QGridLayout>
#include <QVBoxLayout>

namespace timbre::ui {

namespace {

QString shown(const std::filesystem::path& path) { return QString::fromStdString(base::displayPath(path)); }

}  // namespace

HostedDialog::HostedDialog(QWidget* window, HostedTokens& hosted) : Dialog(window, 620), m_hosted(hosted) {
  setObjectName(QStringLiteral("hostedDialog"));
  build();
  connect(&m_hosted, &HostedTokens::changed, this, [this] { follow(m_hosted.state()); });
  onLanguageChange(this, [this] { follow(m_hosted.state()); });
}

HostedDialog* HostedDialog::open(QWidget* window, HostedTokens& hosted) {
  auto* dialog = new HostedDialog(window, hosted);
  dialog->openDialog();
  return dialog;
}

void HostedDialog::build() {
  const Theme& t = theme();
  m_facts = new QWidget(this);
  auto* grid = new QGridLayout(m_facts);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setHorizontalSpacing(t.px(16));
  grid->setVerticalSpacing(t.px(4));
  grid->setColumnStretch(1, 1);
  int line = 0;
  const auto fact = [&](Label*& name, Label*& value, const char* id) {
    name = new Label({}, TextRole::Small, Role::Text2, m_facts);
    value = new Label({}, TextRole::Mono, Role::Text1, m_facts);
    value->setObjectName(QString::fromLatin1(id));
    value->setWrap(true);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    grid->addWidget(name, line, 0, Qt::AlignTop);
    grid->addWidget(value, line++, 1);
  };
  fact(m_addressName, m_address, "hosted.address");
  fact(m_sizeName, m_size, "hosted.size");
  fact(m_folderName, m_folder, "hosted.folder");
  body()->addWidget(m_facts);
  m_looked = new Label({}, TextRole::Small, Role::Text2, this);
  m_looked->setObjectName(QStringLiteral("hosted.looked"));
  m_looked->setWrap(true);
  body()->addWidget(m_looked);
  m_progress = new QWidget(this);
  auto* column = new QVBoxLayout(m_progress);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(t.px(4));
  m_meter = new Meter(6, m_progress);
  m_progressText = new Label({}, TextRole::Small, Role::Text2, m_progress);
  m_progressText->setTabular(true);
  column->addWidget(m_meter);
  column->addWidget(m_progressText);
  body()->addWidget(m_progress);
  m_outcome = new Label({}, TextRole::Body, Role::Text1, this);
  m_outcome->setObjectName(QStringLiteral("hosted.outcome"));
  m_outcome->setWrap(true);
  body()->addWidget(m_outcome);
  const auto button = [&](ButtonKind kind, const char* icon, const char* id) {
    auto* b = makeButton(kind, {}, QString::fromLatin1(icon), this);
    b->setObjectName(QString::fromLatin1(id));
    addButton(b);
    return b;
  };
  m_close = button(ButtonKind::Secondary, "", "hosted.close");
  m_choose = button(ButtonKind::Secondary, "", "hosted.choose");
  m_cancel = button(ButtonKind::Secondary, "", "hosted.cancel");
  // Not the default button: Enter alone must not send anything out.
  m_download = button(ButtonKind::Primary, "download", "hosted.download");
  connect(m_close, &QPushButton::clicked, this, &Dialog::closeDialog);
  connect(m_choose, &QPushButton::clicked, this, &HostedDialog::chooseFile);
  connect(m_cancel, &QPushButton::clicked, this, [this] { m_hosted.cancel(); });
  connect(m_download, &QPushButton::clicked, this, [this] { m_hosted.download(); });
}

QString HostedDialog::story(const HostedState& state) const {
  const QString encoding = QString::fromStdString(state.file.encoding);
  switch (state.phase) {
    case HostedPhase::Idle:
      return tr(
          "The first price of the table names no tokenizer, so the number is an estimate from the chosen model's "
          "tokens.");
    case HostedPhase::Searching:
      return tr("The tokenizer of the hosted service is being looked for on this computer.");
    case HostedPhase::Ready:
      return tr("Counted with %1, as the service bills: the tokens of every text, 3 per message, 3 per example, 1 per "
                "name. Each row is cut at the price's limit, and rows marked for validation cost nothing.")
          .arg(encoding);
    default:
      break;
  }
  if (encoding.isEmpty()) return tr("The number is an estimate from the chosen model's tokens.");
  return tr("The number is an estimate from the chosen model's tokens. The exact one needs the published rank file of "
            "%1, which is not on this computer.")
      .arg(encoding);
}

QString HostedDialog::places(const HostedState& state) const {
  QStringList lines;
  for (const text::RankCandidate& place : state.looked) {
    const QString path = shown(place.path);
    lines << (place.state == text::RankState::Different    ? tr("%1: another file").arg(path)
              : place.state == text::RankState::Unreadable ? tr("%1: cannot be read").arg(path)
                                                           : path);
  }
  return lines.isEmpty() ? QString() : tr("Looked for in:") + QLatin1Char('\n') + lines.join(QLatin1Char('\n'));
}

void HostedDialog::follow(const HostedState& state) {
  const bool missing = state.phase == HostedPhase::Missing, loading = state.phase == HostedPhase::Downloading,
             ready = state.phase == HostedPhase::Ready;
  const bool known = !state.file.encoding.empty();
  setHead(ready ? BadgeKind::Ok : BadgeKind::Info, tr("Hosted billing tokens"), story(state));
  m_addressName->setText(tr("Address"));
  m_sizeName->setText(tr("Size"));
  m_folderName->setText(ready ? tr("File") : tr("Goes to"));
  m_address->setText(QString::fromStdString(state.file.url));
  m_size->setText(Format::bytes(state.file.bytes));
  m_folder->setText(shown(ready ? state.path : state.target));
  m_facts->setVisible(known && (missing || loading || ready));
  m_looked->setText(places(state));
  m_looked->setVisible(missing && !m_looked->text().isEmpty());
  m_progress->setVisible(loading);
  m_meter->setValue(state.total > 0 ? double(state.done) / double(state.total) : 0);
  m_progressText->setText(tr("%1 of %2").arg(Format::bytes(state.done), Format::bytes(state.total)));
  m_meter->setAccessibleName(tr("Download: %1").arg(m_progressText->text()));
  QString outcome;
  if (state.error)
    outcome = errorText(*state.error).both();
  else if (ready && state.fetched)
    outcome = tr("Downloaded and verified: its SHA-256 is the published one.");
  m_outcome->setText(outcome);
  m_outcome->setTone(state.error ? Role::Err : Role::Text1);
  m_outcome->setVisible(!outcome.isEmpty());
  m_close->setText(tr("Close"));
  m_choose->setText(tr("Choose a file…"));
  m_cancel->setText(tr("Cancel download"));
  m_download->setText(known ? tr("Download %1").arg(Format::bytes(state.file.bytes)) : tr("Download"));
  m_choose->setVisible(missing || ready);
  m_cancel->setVisible(loading);
  m_download->setVisible(missing && known);
  updateGeometry();
}

void HostedDialog::chooseFile() {
  auto* files = new QFileDialog(window(), tr("Rank file of the tokenizer"), QString(),
                                tr("Rank files (*.tiktoken);;All files (*)"));
  files->setAttribute(Qt::WA_DeleteOnClose);
  files->setFileMode(QFileDialog::ExistingFile);
  connect(files, &QFileDialog::fileSelected, this,
          [this](const QString& file) { m_hosted.choose(toPath(file)); });
  files->open();
}

}  // namespace timbre::ui
