// SPDX-License-Identifier: GPL-3.0-or-later
// Choosing a model: on the left what is known, with a filter, "Open folder…" and "Download by name…"; on the right the
// card of the one that is selected, or the way to a new one. A folder may be dropped anywhere onto it, at any level.
// Opens over the window and deletes itself when closed. Nothing is written but the list of used models. GUI thread.
#pragma once

#include "core/jobs/device.h"
#include "core/session/model_service.h"

#include <QPointer>
#include <QTimer>
#include <QWidget>

#include <optional>

class QListView;
class QPushButton;
class QScrollArea;
class QStackedWidget;

namespace timbre::ui {

class DropFrame;
class EmptyState;
class HubPanel;
class Label;
class ModelBridge;
class ModelCard;
class ModelListModel;
class Overlay;
class Pane;
class SearchField;

struct ModelsRequest {
  QString current;                         ///< fromPath() of the folder that is used now; selected when it is known
  std::optional<jobs::DeviceInfo> device;  ///< that runs and chats would use
  int dropped = 0;                         ///< folders that were dropped, of which `current` is the first
};

class ModelsDialog : public QWidget {
  Q_OBJECT
 public:
  static ModelsDialog* open(QWidget* window, ModelBridge& bridge, const ModelsRequest& request);
  QSize sizeHint() const override;
  void close();

 Q_SIGNALS:
  void chosen(const QString& folder);

 protected:
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dragLeaveEvent(QDragLeaveEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  ModelsDialog(ModelBridge& bridge, const ModelsRequest& request);
  QWidget* buildLeft();
  QWidget* buildRight();
  void connectBridge();
  void retranslate();
  void takeList(const std::vector<session::KnownModel>& models);
  void takeFound(const session::ModelsFound& found);
  void select(const std::filesystem::path& folder);
  void showSelected();
  void openFolder();
  void showHub(bool hub);
  void showFoot();
  void showEmpty();
  void leaveHub();
  void noteDropped(const std::filesystem::path& first, int count);
  void use();

  ModelBridge& m_bridge;
  std::filesystem::path m_wanted;   ///< selected as soon as it is in the list
  std::filesystem::path m_current;  ///< what the card shows or waits for
  QPointer<Overlay> m_overlay;
  Pane* m_left;
  SearchField* m_filter;
  QListView* m_list;
  EmptyState* m_empty;
  QPushButton* m_clear;
  ModelListModel* m_model;
  QPushButton *m_open, *m_byName, *m_close, *m_use, *m_forget;
  QStackedWidget* m_stack;
  QScrollArea *m_cardScroll, *m_hubScroll;
  ModelCard* m_card;
  HubPanel* m_hub;
  Label* m_hint;
  DropFrame* m_dropFrame;
  QTimer m_readLater;
  bool m_listed = false;  ///< an empty list before that is none
  QString m_dropNote;                  ///< what of a drop was left alone…
  std::filesystem::path m_dropNoteOf;  ///< …said while this model is looked at
};

}  // namespace timbre::ui
