// SPDX-License-Identifier: GPL-3.0-or-later
// Type a text and see what the model's tokenizer makes of it: tokens on alternating grounds, special ones outlined,
// their ids below in the same colours, and the one that is walked or clicked to in words. Asks the bridge a moment after the last key; never counts by itself. GUI thread.
#pragma once

#include "core/session/model_text.h"
#include "ui/widgets/token_view.h"

#include <QTimer>
#include <QWidget>

#include <filesystem>

class QPlainTextEdit;

namespace timbre::ui {

class Label;
class ModelBridge;
class Remark;
class SectionHeader;

/// Tokens of the service as runs: `shaded` on alternating grounds, else by what is trained.
QList<TokenRun> tokenRuns(const std::vector<session::ShownToken>& tokens, bool shaded);

class TokenPlayground : public QWidget {
  Q_OBJECT
 public:
  explicit TokenPlayground(ModelBridge* bridge, QWidget* parent = nullptr);
  /// Empty: nothing to tokenise with.
  void setModel(const std::filesystem::path& folder, const QString& kind);

 private:
  void ask();
  void take(const session::TokenisedText& text);
  void retranslate();
  void showCount();
  void tell();

  ModelBridge* m_bridge;
  std::filesystem::path m_folder;
  QString m_kind;
  session::TokenisedText m_shown;
  SectionHeader* m_head;
  Label *m_kindLabel, *m_count, *m_told;
  Remark* m_error;
  QPlainTextEdit* m_edit;
  TokenView *m_tokens, *m_ids;
  QTimer m_later;
  bool m_touched = false;  ///< a person typed; until then the sample follows the language
};

}  // namespace timbre::ui
