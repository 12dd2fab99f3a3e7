// SPDX-License-Identifier: GPL-3.0-or-later
// What the welcome page shows, as values made by app/ from core's facts.
#pragma once

#include "core/base/result.h"
#include "core/session/backend.h"
#include "ui/theme/theme.h"

#include <QList>
#include <QString>

#include <string_view>

namespace timbre::ui {

struct RecentItem {
  QString folder;
  QString name;
  qint64 opened = 0;     ///< seconds since the epoch
  qint64 rows = -1;      ///< −1: not known
  bool missing = false;
  bool operator==(const RecentItem&) const = default;
};

struct PersonaExchange {
  QString user, assistant;
};

struct PersonaTemplate {
  QString id, nameEn, nameZh, descriptionEn, descriptionZh, language, rowsFile;
  int rows = 0;          ///< lines of the rows file, counted by app/
  QList<PersonaExchange> exchanges;
  QString name(bool chinese) const { return chinese ? nameZh : nameEn; }
  QString description(bool chinese) const { return chinese ? descriptionZh : descriptionEn; }
};
/// Reads resources/personas/personas.json. Errors: those of the bounded JSON reader, "internal" for a wrong shape.
base::Result<QList<PersonaTemplate>> parsePersonas(std::string_view json, std::string_view path = {});

struct Fact {
  QString icon;
  Role tone = Role::Text2;
  QString text;
};
/// The device lines: the best device first, why there is no GPU, that nothing leaves the computer.
QList<Fact> deviceFacts(const session::DeviceReport& devices);

}  // namespace timbre::ui
