// SPDX-License-Identifier: GPL-3.0-or-later
// Ctrl+K: find anything by typing. Entries come from the owner; the palette ranks them fuzzily over their text and their
// English alias (so that the Chinese interface also answers to English words). Disabled entries stay visible with the reason.
#pragma once

#include <QAbstractListModel>
#include <QList>
#include <QPointer>
#include <QString>
#include <QWidget>

#include <functional>

class QLineEdit;
class QListView;

namespace timbre::ui {

class Overlay;

struct PaletteEntry {
  QString text, alias;
  QString group;   ///< "Dataset"
  QString icon, keys;
  bool enabled = true;
  QString reason;  ///< why it is disabled
  std::function<void()> run;
};

/// Score of `query` in `text`: 0 does not match; more is better. `marks` gets the matched positions. All characters of the
/// query occur in order; runs, word starts and a match at the front count more.
int fuzzyScore(const QString& query, const QString& text, QList<int>* marks = nullptr);

class PaletteModel : public QAbstractListModel {
  Q_OBJECT
 public:
  enum { MarksRole = Qt::UserRole + 1, GroupRole, IconRole, KeysRole, ReasonRole, EnabledRole };
  using QAbstractListModel::QAbstractListModel;
  void setEntries(QList<PaletteEntry> entries);
  void setQuery(const QString& query);
  const PaletteEntry* entry(int row) const;
  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;

 private:
  struct Hit {
    int entry, score;
    QList<int> marks;
  };
  QList<PaletteEntry> m_entries;
  QList<Hit> m_hits;
};

class CommandPalette : public QWidget {
  Q_OBJECT
 public:
  explicit CommandPalette(QList<PaletteEntry> entries, QWidget* parent = nullptr);
  /// Opens over the window; deletes itself when closed.
  static CommandPalette* open(QWidget* window, QList<PaletteEntry> entries);
  QLineEdit* field() const { return m_field; }
  PaletteModel* model() const { return m_model; }
  QSize sizeHint() const override;

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  void runRow(int row);
  void resized();
  QLineEdit* m_field;
  QListView* m_list;
  PaletteModel* m_model;
  QPointer<Overlay> m_overlay;
};

}  // namespace timbre::ui
