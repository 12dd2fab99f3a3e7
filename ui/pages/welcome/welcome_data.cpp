// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/welcome/welcome_data.h"

#include "core/base/json.h"
#include "ui/bridge/error_text.h"
#include "ui/bridge/format.h"

#include <QCoreApplication>

namespace timbre::ui {

namespace {

QString text(const base::Json& object, std::string_view key) { return QString::fromStdString(base::stringOr(object, key)); }

QString both(const base::Json& object, std::string_view key, const char* language) {
  const base::Json* found = base::member(object, key);
  return found ? text(*found, language) : QString();
}

}  // namespace

base::Result<QList<PersonaTemplate>> parsePersonas(std::string_view json, std::string_view path) {
  TIMBRE_ASSIGN(const base::Json root, base::parseJson(json, path, {.depth = 16, .bytes = 4 << 20, .values = 100'000}));
  const base::Json* list = base::member(root, "personas");
  if (!list || !list->is_array()) return base::Error("internal", {{"reason", "personas.json has no list"}}, path);
  QList<PersonaTemplate> out;
  for (const base::Json& entry : *list) {
    PersonaTemplate persona;
    persona.id = text(entry, "id");
    persona.nameEn = both(entry, "name", "en");
    persona.nameZh = both(entry, "name", "zh");
    persona.descriptionEn = both(entry, "description", "en");
    persona.descriptionZh = both(entry, "description", "zh");
    persona.language = text(entry, "language");
    persona.rowsFile = text(entry, "rows");
    if (const base::Json* examples = base::member(entry, "examples"); examples && examples->is_array())
      for (const base::Json& example : *examples) persona.exchanges.append({text(example, "user"), text(example, "assistant")});
    if (persona.id.isEmpty() || persona.nameEn.isEmpty()) return base::Error("internal", {{"reason", "a persona without id or name"}}, path);
    out.append(persona);
  }
  return out;
}

QList<Fact> deviceFacts(const session::DeviceReport& report) {
  const auto words = [](const char* source) { return QCoreApplication::translate("DeviceFacts", source); };
  QList<Fact> out;
  for (const session::DeviceInfo& device : report.devices)
    if (device.id != "cpu") out.append({"circle-check", Role::Ok, QStringLiteral("%1, %2").arg(QString::fromStdString(device.name), Format::bytes(device.memoryBytes))});
  for (const session::DeviceInfo& device : report.devices) {
    if (device.id != "cpu") continue;
    const QString threads = words(QT_TRANSLATE_NOOP("DeviceFacts", "%1, %2 threads, %3")).arg(QString::fromStdString(device.name)).arg(report.threads).arg(Format::bytes(device.memoryBytes));
    out.append({out.isEmpty() ? "circle-check" : "cpu", out.isEmpty() ? Role::Ok : Role::Text2, threads});
  }
  if (report.gpuAbsent) out.append({"info", Role::Text3, errorText(*report.gpuAbsent).sentence});
  out.append({"cloud-off", Role::Text2, words(QT_TRANSLATE_NOOP("DeviceFacts", "Nothing leaves this computer"))});
  return out;
}

}  // namespace timbre::ui
