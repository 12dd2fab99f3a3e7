// SPDX-License-Identifier: GPL-3.0-or-later
// Version, licence and what Timbre stands on. Opens over the window.
#pragma once

#include <QList>
#include <QString>

class QWidget;

namespace timbre::ui {

class Dialog;

struct BuildFact {
  QString name, value;  ///< "LibTorch", "2.11.0"
};

Dialog* showAboutDialog(QWidget* window, const QString& version, const QList<BuildFact>& facts);

/// Third-party parts with their licences, and the texts that must travel with them.
QString thirdPartyNotices();

}  // namespace timbre::ui
