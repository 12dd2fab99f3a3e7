// SPDX-License-Identifier: GPL-3.0-or-later
// What a model folder is: facts, why it cannot be used, memory to train and to chat, its template and its tokenizer.
// Shows what the bridge answers; asks nothing but the playground's tokens. GUI thread.
#pragma once

#include "core/jobs/device.h"
#include "core/session/model_service.h"

#include <QWidget>

#include <optional>

class QGridLayout;
class QVBoxLayout;

namespace timbre::ui {

class Badge;
class Label;
class MemoryView;
class ModelBridge;
class SectionHeader;
class TokenPlayground;
class TokenView;

class ModelCard : public QWidget {
  Q_OBJECT
 public:
  explicit ModelCard(ModelBridge* bridge, QWidget* parent = nullptr);
  /// The folder that is being read.
  void setPending(const session::KnownModel& model);
  void setRead(const session::ModelRead& read);
  /// No model is chosen: `sentence` says why, if it is an error.
  void setNone(const std::optional<base::Error>& error);
  void setDevice(const std::optional<jobs::DeviceInfo>& device);
  /// Read, and without a problem.
  bool usable() const;
  const std::optional<session::ModelRead>& read() const { return m_read; }

 private:
  void showAll();
  void showHead();
  void showProblems();
  void showFacts();
  void showTemplate();

  std::optional<session::KnownModel> m_known;
  std::optional<session::ModelRead> m_read;
  std::optional<base::Error> m_none;
  Label *m_name, *m_path, *m_state;
  Badge* m_badge;
  QWidget* m_problems;
  QVBoxLayout* m_problemColumn;
  QWidget* m_facts;
  QGridLayout* m_factGrid;
  MemoryView* m_memory;
  QWidget* m_template;
  SectionHeader* m_templateHead;
  Label *m_templateOrigin, *m_templateNote;
  TokenView* m_templateView;
  QWidget* m_legend;
  TokenPlayground* m_playground;
};

}  // namespace timbre::ui
