// SPDX-License-Identifier: GPL-3.0-or-later
// What a model takes in memory: to train by method, the published rule beside our own plan with its terms, and to chat
// by context. Pure figures of core/recipe; each is compared with the memory of the device that is chosen. GUI thread.
#pragma once

#include "core/jobs/device.h"
#include "core/jobs/model_summary.h"

#include <QWidget>

#include <optional>

class QTableWidget;

namespace timbre::ui {

class Label;
class SectionHeader;

class MemoryView : public QWidget {
  Q_OBJECT
 public:
  explicit MemoryView(QWidget* parent = nullptr);
  void setModel(const std::optional<jobs::ModelSummary>& model);
  /// Without one, nothing is said about what fits.
  void setDevice(const std::optional<jobs::DeviceInfo>& device);

 private:
  void showFigures();
  void showTraining(const recipe::ModelFacts& facts, std::string_view dtype);
  void showChat(const recipe::ModelFacts& facts, std::string_view dtype);
  static QString planTerms(const QString& method, const recipe::Plan& plan);
  void putFit(QTableWidget* table, int row, int column, std::uint64_t bytes);
  QTableWidget* makeTable(const char* name, int columns);
  void setLine(QTableWidget* table, int row, const QStringList& cells);

  std::optional<jobs::ModelSummary> m_model;
  std::optional<jobs::DeviceInfo> m_device;
  SectionHeader *m_trainHead, *m_chatHead;
  QTableWidget *m_train, *m_chat;
  Label *m_terms, *m_sources, *m_chatNote;
};

}  // namespace timbre::ui
