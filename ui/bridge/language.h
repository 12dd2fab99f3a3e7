// SPDX-License-Identifier: GPL-3.0-or-later
// The language of the interface, switched while the program runs: translators for our own words and for Qt's dialogs, and the
// default QLocale for numbers and dates. Both are embedded, so no file is read. One lives in main(). GUI thread.
#pragma once

#include <QObject>
#include <QTranslator>

namespace timbre::ui {

struct LanguageName {
  QString code;  ///< "en", "zh_CN"
  QString name;  ///< in its own language
};

class LanguageController : public QObject {
  Q_OBJECT
 public:
  explicit LanguageController(QObject* parent = nullptr);
  ~LanguageController() override;

  static QList<LanguageName> available();
  /// "" follows the system.
  void setLanguage(const QString& code);
  /// As set; may be "".
  QString choice() const { return m_choice; }
  /// What is shown now.
  QString current() const { return m_current; }

 Q_SIGNALS:
  void changed();

 private:
  QString m_choice, m_current = QStringLiteral("en");
  QTranslator m_own, m_qt;
};

}  // namespace timbre::ui
