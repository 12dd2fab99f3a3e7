// SPDX-License-Identifier: GPL-3.0-or-later
// Says how the hosted billing tokens are counted and, while they are an estimate, what is missing: choose the rank file
// on this computer, or download it after reading address, size and folder. Follows HostedTokens while it is open;
// deletes itself when closed. GUI thread.
#pragma once

#include "ui/bridge/hosted_tokens.h"
#include "ui/widgets/dialogs.h"

class QPushButton;

namespace timbre::ui {

class Label;
class Meter;

class HostedDialog : public Dialog {
  Q_OBJECT
 public:
  HostedDialog(QWidget* window, HostedTokens& hosted);
  /// Opens one over the window.
  static HostedDialog* open(QWidget* window, HostedTokens& hosted);

 private:
  void build();
  void follow(const HostedState& state);
  QString story(const HostedState& state) const;
  QString places(const HostedState& state) const;
  void chooseFile();

  HostedTokens& m_hosted;
  QWidget* m_facts;
  Label* m_addressName;
  Label* m_address;
  Label* m_sizeName;
  Label* m_size;
  Label* m_folderName;
  Label* m_folder;
  Label* m_looked;
  QWidget* m_progress;
  Meter* m_meter;
  Label* m_progressText;
  Label* m_outcome;
  QPushButton* m_close;
  QPushButton* m_choose;
  QPushButton* m_cancel;
  QPushButton* m_download;
};

}  // namespace timbre::ui
