// SPDX-License-Identifier: GPL-3.0-or-later
// The Chat page: the base model and one checkpoint answer the same question with the same seed. Each pane keeps its own history.
// Which checkpoints there are comes from the run bridge; answers come from the chat bridge. Before the first checkpoint the model of
// the next run answers alone, or beside an adapter from any folder. GUI thread; nothing waits.
#pragma once

#include "core/session/chat_service.h"
#include "ui/shell/page.h"

#include "core/jobs/run_record.h"

#include <QPointer>

class QBoxLayout;
class QStackedWidget;
class QToolButton;
class QPushButton;

namespace timbre::ui {

class ChatBridge;
class ChatPane;
class Composer;
class NoRunYet;
class RunBridge;
class SamplingPanel;

struct ChatServices {
  ChatBridge* chat = nullptr;
  RunBridge* runs = nullptr;
};

class ChatPage : public Page {
  Q_OBJECT
 public:
  explicit ChatPage(ChatServices services, QWidget* parent = nullptr);
  ~ChatPage() override;
  QString id() const override { return QStringLiteral("chat"); }
  QString title() const override { return tr("Chat"); }
  QString icon() const override { return QStringLiteral("message-circle"); }
  void registerActions(ActionRegistry& registry) override;
  QList<QWidget*> headerActions() override;
  QList<QWidget*> headerState() override;
  void enter() override;
  QList<QWidget*> regions() override;
  QString statusText() const override;
  QRect noticeArea() const override;

  /// Of the settings: auto, cpu, cuda:0.
  void setDevice(const std::string& device) { m_device = device; }
  /// Forgets talk and choice; when a project opens or closes.
  void reset();
  void choose(const std::filesystem::path& run, std::int64_t step);
  /// The base model and chat template of the next run.
  void setModel(const QString& folder, const std::string& chatTemplate);
  /// A PEFT folder or a checkpoint of anywhere, to stack on that model.
  void openAdapter(const std::filesystem::path& folder);
  ChatPane* base() const { return m_base; }
  ChatPane* tuned() const { return m_tuned; }
  bool answering() const { return m_request != 0; }

 Q_SIGNALS:
  /// An adapter of no run is talked to, on this base model.
  void adapterOpened(const std::filesystem::path& folder, const QString& model);

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void build();
  void takeRuns();
  void openChooser();
  void askForAdapter();
  void talkToModel();
  bool mayAsk() const { return m_step >= 0 || !m_model.isEmpty(); }
  void send();
  void ask(const QString& question);
  void again();
  void showDifferences();
  void scrollTogether(ChatPane* from, ChatPane* to);
  void stop();
  void newChat();
  void take(const session::ChatEvent& event);
  void takeAnswer(ChatPane& to, const session::ChatEvent& event);
  void showState();
  void placePanes();
  void retranslate();

  ChatServices m_services;
  QStackedWidget* m_stack;
  NoRunYet* m_empty;
  QWidget* m_work;
  QBoxLayout* m_panes;
  ChatPane *m_base, *m_tuned;
  QWidget* m_between;
  Composer* m_composer;
  SamplingPanel* m_sampling;
  QPointer<QToolButton> m_samplingButton;
  ActionRegistry* m_registry = nullptr;
  std::string m_device = "auto";
  std::filesystem::path m_run;   ///< of the chosen checkpoint
  std::int64_t m_step = -1;
  std::filesystem::path m_wantedRun;
  std::int64_t m_wantedStep = -1; ///< asked for before the list came
  QString m_model;               ///< base model of what is shown
  QString m_nextModel;           ///< of the next run
  std::string m_nextTemplate = "auto";
  std::filesystem::path m_adapter; ///< of no run; empty: none
  std::uint64_t m_request = 0;   ///< that is being answered; 0: none
  bool m_samplingWanted = true;
  bool m_scrolling = false;      ///< one pane follows the other at this moment
  bool m_picked = false;         ///< the checkpoint was chosen by a person
};

}  // namespace timbre::ui
