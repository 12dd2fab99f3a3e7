// SPDX-License-Identifier: GPL-3.0-or-later
// One voice of the chat: identity line, name, provenance, and the talk with it. The pane keeps its own history; what it shows as
// provenance comes from a finished answer only. GUI thread.
#pragma once

#include "core/jobs/generation.h"
#include "core/base/result.h"
#include "ui/widgets/bubble.h"
#include "ui/widgets/pane.h"

#include <QList>

#include <filesystem>
#include <optional>

class QPushButton;
class QScrollArea;
class QScrollBar;
class QToolButton;
class QVBoxLayout;

namespace timbre::ui {

class Label;

/// One question and its answer.
struct ChatTurn {
  QString question, answer;
  bool finished = false;
  std::optional<base::Error> error;
  jobs::GenerateDone done;
};

class ChatPane : public Pane {
  Q_OBJECT
 public:
  enum class Voice { Base, Tuned };
  ChatPane(Voice voice, QWidget* parent = nullptr);
  /// Name and line below; a talk under way gets a line "from here".
  void setVoice(const QString& name, const QString& detail, const std::filesystem::path& adapter);
  const std::filesystem::path& adapter() const { return m_adapter; }
  QPushButton* chooser() const { return m_name; }
  void setStopVisible(bool visible);

  const QList<ChatTurn>& turns() const { return m_turns; }
  /// The whole conversation as messages, ending with `question`. Answers that failed are left out with their question.
  base::Json messages(const QString& system, const QString& question) const;
  void ask(const QString& question);
  void loading(double fraction);
  void started();
  void piece(const QString& text);
  void finish(const jobs::GenerateDone& done);
  void fail(const base::Error& error);
  void clear();
  /// Takes the newest question and its answer away, to ask it again. Returns the question.
  QString takeLast();
  /// Words of an answer that the other voice did not say.
  void setDifferences(int turn, const QList<BubbleRange>& ranges);
  QScrollBar* scrollBar() const;
  bool answering() const { return !m_turns.isEmpty() && !m_turns.last().finished; }
  QString provenanceText() const;
  /// The whole hashes, a line each, for a report.
  QString provenanceReport() const;

 Q_SIGNALS:
  void stopRequested();
  void againRequested();
  void copyRequested(const QString& text);
  void provenanceCopyRequested(const QString& text);

 private:
  struct Row {
    Bubble* user = nullptr;
    Bubble* answer = nullptr;
    QWidget* line = nullptr;
    Label* note = nullptr;
    QToolButton* copy = nullptr;
    QToolButton* again = nullptr;
  };
  void build();
  void buildHeader(QVBoxLayout* column);
  void addRow(const QString& question);
  void showInvitation();
  void showNote();
  void showProvenance();
  void scrollDown();
  void retranslate();

  Voice m_voice;
  std::filesystem::path m_adapter;
  QString m_voiceName, m_voiceDetail;
  QPushButton* m_name;
  Label* m_detail;
  QPushButton* m_stop;
  IconView* m_shield;
  QToolButton* m_copyProvenance;
  Label* m_provenance;
  Label* m_empty;
  QScrollArea* m_scroll;
  QVBoxLayout* m_talk;
  QList<ChatTurn> m_turns;
  QList<Row> m_rows;
  std::optional<jobs::Provenance> m_known;
  double m_loading = -2;  ///< −2: not loading
  bool m_follow = true;   ///< the view is at the end and stays there
};

}  // namespace timbre::ui
