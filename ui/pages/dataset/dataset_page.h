// SPDX-License-Identifier: GPL-3.0-or-later
// The Dataset page: table, problems, conversation, numbers. It turns what people do into values for session::DatasetService and
// shows what comes back; it keeps no rows of its own. Every call returns at once, files are read and written by the service.
//
// Life: made once with the bridge; `setProject` when a project opens (before the bridge gets its service), `finishEditing` and
// then `setProject({})` before it closes. GUI thread.
#pragma once

#include "ui/bridge/project_bridge.h"
#include "ui/models/row_table_model.h"
#include "ui/pages/dataset/empty_page.h"
#include "ui/pages/dataset/problems_panel.h"
#include "ui/shell/page.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>

class QAction;
class QSplitter;
class QStackedWidget;

namespace timbre::ui {

class Badge;
class Banner;
class BulkBar;
class BulkPanel;
class ConversationPanel;
class DatasetBridge;
class FileDialog;
class FilterBar;
class HistoryMirror;
class Label;
class NumbersStrip;
class RowTableView;

class DatasetPage : public Page {
  Q_OBJECT
 public:
  explicit DatasetPage(DatasetBridge* bridge, QWidget* parent = nullptr);
  ~DatasetPage() override;

  QString id() const override { return QStringLiteral("dataset"); }
  QString title() const override { return tr("Dataset"); }
  QString icon() const override { return QStringLiteral("table-2"); }
  void registerActions(ActionRegistry& registry) override;
  QList<QWidget*> headerActions() override;
  QList<QWidget*> headerState() override;
  void enter() override;
  void leave() override;
  QList<QWidget*> regions() override;
  NavBadge badge() const override;
  QString statusText() const override;
  QRect noticeArea() const override;
  BadgeKind statusKind() const override;
  QString selectionText() const override;

  void setProject(ProjectAccess project);
  /// Commits what stands in open editors, and keeps the layout.
  void finishEditing();
  /// Personas whose rows can start a dataset.
  void setTemplates(const QList<RowTemplate>& templates);
  /// `announce`: how many rows came is said when they are in; rows that do not get in are always told.
  void importFiles(const QStringList& paths, bool announce = true);
  void chooseImport();

 Q_SIGNALS:
  /// Somebody wants to know how the hosted billing tokens are counted.
  void hostedAsked();

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  QString whyReadOnly() const;
  using Ids = std::vector<session::RowId>;
  struct Keep {
    session::RowId id = 0;
    int row = 0, column = RowTableModel::User, scroll = 0;
  };
  session::DatasetService* service() const;

  // dataset_page.cpp: layout and state
  void build();
  void connectTable();
  void connectPanels();
  void showPanels();
  void showEmpty();
  void placeProblems();
  void updateActions();
  void saveLayout();
  void loadLayout();
  void showBanner(BadgeKind kind, const QString& title, const QString& text, const QString& button = {}, std::function<void()> run = {});
  void retranslate();

  // dataset_page_events.cpp: what comes back
  void connectBridge();
  void takeView(const session::ViewReady& view);
  void takeRow(const session::RowReady& row);
  void takeFound(const session::FoundRow& found);
  void takeEdit(const session::EditDone& done);
  void takeProblems(const session::ProblemsChanged& problems);
  void takeNumbers(const session::NumbersChanged& numbers);
  void takeImport(const session::ImportDone& done);
  void takeExport(const session::ExportDone& done);
  void takeClipboard(const session::ClipboardParsed& parsed);
  void takeCopy(const session::CopyReady& copy);
  void rowsArrived(int first, int last);
  void showVersion(qint64 version);
  void requestCurrentRow();
  void askSelection();
  void offerDrafts();
  void restoreDrafts();

  // dataset_page_commands.cpp: what people do
  void withRows(std::function<void(Ids)> run);
  void addRow();
  void duplicateRows();
  void deleteRows();
  void moveRows(int direction);
  void moveBehind(Ids ids, session::RowId after);
  void dropRows(int before);
  void fillDown();
  void clearCells();
  void copy(bool cut);
  void paste();
  void pasteRows(const QByteArray& jsonl);
  void setSplit(data::Split split);
  void openReplace(const QString& find);
  void runFix(const session::ProblemItem& item, Fix fix);
  void stepProblem(int direction);
  void goToRow(session::RowId row, int column, bool edit);
  void stepRow(int direction);
  void sortBy(int column);
  void applyView();
  void applyBulk(const std::vector<session::Edit>& edits);
  void chooseExport();
  void nextImport();
  void openMenu(const QPoint& position);
  void namePrompt();
  void saveText(const QString& suggested, const QString& text);

  DatasetBridge* m_bridge;
  ProjectAccess m_project;
  RowTableModel* m_model;
  QStackedWidget* m_stack;
  EmptyPage* m_empty;
  FilterBar* m_filter;
  Banner* m_banner;
  QSplitter* m_across;
  QSplitter* m_down;
  QWidget* m_tableArea;
  RowTableView* m_table;
  Label* m_nothing;
  ProblemsPanel* m_problems;
  QStackedWidget* m_side;
  ConversationPanel* m_conversation;
  BulkPanel* m_bulk;
  BulkBar* m_bulkBar;
  NumbersStrip* m_numbers;
  QPointer<Badge> m_version;
  QPointer<Label> m_encoder;
  HistoryMirror* m_history = nullptr;
  ActionRegistry* m_registry = nullptr;
  QHash<QString, QAction*> m_actions;
  QAction* action(const char* id) const { return m_actions.value(QString::fromLatin1(id)); }

  session::ViewSpec m_sort;                  ///< only its sort members count
  session::Ticket m_viewTicket = 0, m_rowTicket = 0, m_fullTicket = 0, m_selectionTicket = 0, m_clipTicket = 0, m_promptTicket = 0;
  session::Ticket m_goTicket = 0, m_keepTicket = 0, m_moveTicket = 0;
  int m_goColumn = RowTableModel::Assistant, m_goAttempts = 0;
  bool m_goEdit = false;
  session::RowId m_goRow = 0;
  int m_moveCount = 0;
  session::RowId m_moveLead = 0;             ///< first of the moved rows, until the view has them in their place
  Keep m_keep;
  bool m_keepNow = false;
  session::RowId m_editWhenThere = 0;        ///< open the editor once this row has arrived
  int m_editColumn = RowTableModel::User;
  bool m_addedByUser = false;
  bool m_cutAfterCopy = false, m_copyWholeRows = false;
  QHash<session::Ticket, std::function<void(const session::RowReady&)>> m_rowAnswers;
  std::vector<session::DistinctPrompt> m_prompts;
  session::ProblemsChanged m_problemState;
  qint64 m_pending = 0, m_total = 0, m_viewCount = 0, m_versionNumber = 0, m_selectionTokens = -1;
  bool m_everSaved = false, m_active = false, m_hasView = false;
  bool m_panelWanted = true, m_panelForced = false;
  int m_followFix = 0;                       ///< after a repair the next problem gets the focus
  int m_problemsHeight = 0;  ///< of the panel when it shows its list
  QTimer m_rowTimer, m_selectionTimer, m_layoutTimer, m_fileTimer;
  bool m_announceImport = true;
  QStringList m_importQueue;
  session::Ticket m_fileTicket = 0;
  QString m_filePath;
  bool m_fileIsImport = false;
  QPointer<FileDialog> m_fileDialog;
};

}  // namespace timbre::ui
