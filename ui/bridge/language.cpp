// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/language.h"

#include <QCoreApplication>
#include <QLocale>

namespace timbre::ui {

LanguageController::LanguageController(QObject* parent) : QObject(parent) {}

LanguageController::~LanguageController() {
  if (!QCoreApplication::instance()) return;
  QCoreApplication::removeTranslator(&m_own);
  QCoreApplication::removeTranslator(&m_qt);
}

QList<LanguageName> LanguageController::available() {
  return {{QStringLiteral("en"), QStringLiteral("English")}, {QStringLiteral("zh_CN"), QStringLiteral("简体中文")}};
}

void LanguageController::setLanguage(const QString& code) {
  m_choice = code;
  QString next = code;
  if (next.isEmpty()) next = QLocale::system().language() == QLocale::Chinese ? QStringLiteral("zh_CN") : QStringLiteral("en");
  if (next == m_current && !m_own.isEmpty()) return;
  m_current = next;
  // The locale first: widgets write numbers while they handle the change.
  QLocale::setDefault(next == "zh_CN" ? QLocale(QLocale::Chinese, QLocale::China) : QLocale(QLocale::English, QLocale::UnitedStates));
  QCoreApplication::removeTranslator(&m_qt);
  QCoreApplication::removeTranslator(&m_own);
  if (next != "en" && m_qt.load(QStringLiteral(":/i18n/qtbase_%1.qm").arg(next))) QCoreApplication::installTranslator(&m_qt);
  // English has a file too: it holds the plural forms ("1 row", "2 rows").
  if (m_own.load(QStringLiteral(":/i18n/timbre_%1.qm").arg(next))) QCoreApplication::installTranslator(&m_own);
  Q_EMIT changed();
}

}  // namespace timbre::ui
